// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE http_announce_reply_test

#include "net/protocol/bencode.hpp"
#include "net/protocol/http_announce.hpp"
#include "net/protocol/limits.hpp"
#include "tests/support/announces.hpp"
#include "tests/support/bencoding.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster;
using test::an_address;
using namespace std::string_literals;

constexpr announce_intervals intervals{1800, 900};

/// 192.0.2.1:6881 and 192.0.2.2:258.
const auto two_ipv4_peers = "\xc0\x00\x02\x01\x1a\xe1\xc0\x00\x02\x02\x01\x02"s;

/// [2001:db8::1]:6881.
const auto one_ipv6_peer =
    "\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x1a\xe1"s;

std::string written(
    const announce_reply& reply, peers_form form = peers_form::compact,
    std::string_view source = "203.0.113.9", std::string_view warning = "") {
  std::string out;
  write_http_announce_reply(reply, form, intervals, an_address(source), warning, out);
  CAF_CHECK(test::is_canonical(out));
  return out;
}

bencode::value decoded(
    const announce_reply& reply, peers_form form = peers_form::compact,
    std::string_view source = "203.0.113.9", std::string_view warning = "") {
  return bencode::parse(written(reply, form, source, warning)).value();
}

/// The byte string of a reply at `key`.
std::string text_at(const bencode::value& reply, std::string_view key) {
  return *reply.find(key)->string();
}

std::string refused(refusal reason) {
  std::string out;
  write_http_refusal(reason, {intervals, info(reason).retry_in}, out);
  CAF_CHECK(test::is_canonical(out));
  return out;
}

/// The `ip` of each peer in a reply with dictionaries.
std::vector<std::string> addresses(const bencode::value& reply) {
  std::vector<std::string> result;
  for (const auto& peer : std::get<bencode::list>(reply.find("peers")->data))
    result.push_back(*peer.find("ip")->string());
  return result;
}

announce_reply both_families() {
  announce_reply result;
  result.peers = two_ipv4_peers;
  result.peers6 = one_ipv6_peer;
  return result;
}

} // namespace

// -- keys -----------------------------------------------------------------------------------------

CAF_TEST(a compact reply has all its keys in ascending order) {
  auto reply = both_families();
  reply.counts = {3, 4, 2, 5};
  CAF_CHECK_EQUAL(
      written(reply, peers_form::compact, "203.0.113.9", "watch out"),
      "d8:completei3e10:downloadedi5e11:external ip4:\xcb\x00\x71\x09"
      "10:incompletei4e8:intervali1800e12:min intervali900e5:peers12:"s
          + two_ipv4_peers + "6:peers618:" + one_ipv6_peer + "15:warning message9:watch oute");
}

CAF_TEST(an empty reply has all required keys) {
  const auto reply = decoded({});
  for (const auto* key : {"complete", "downloaded", "incomplete", "interval", "min interval"})
    CAF_CHECK(reply.find(key)->integer().has_value());
  CAF_CHECK(reply.find("peers")->string() != nullptr);
}

CAF_TEST(peers is there even if there are none) {
  CAF_CHECK(decoded({}).find("peers")->string()->empty());
  CAF_CHECK(decoded({}, peers_form::dictionaries).find("peers") != nullptr);
  CAF_CHECK(addresses(decoded({}, peers_form::dictionaries)).empty());
}

CAF_TEST(peers is there even if all peers are of the other family) {
  announce_reply reply;
  reply.peers6 = one_ipv6_peer;
  const auto answer = decoded(reply, peers_form::compact, "2001:db8::9");
  CAF_CHECK(answer.find("peers")->string()->empty());
  CAF_CHECK_EQUAL(*answer.find("peers6")->string(), one_ipv6_peer);
}

CAF_TEST(peers6 is there only with peers in it) {
  CAF_CHECK(decoded({}).find("peers6") == nullptr);
  CAF_CHECK(decoded({}, peers_form::compact, "2001:db8::9").find("peers6") == nullptr);
  CAF_CHECK(decoded(both_families()).find("peers6") != nullptr);
}

CAF_TEST(both families are told whatever the family of the requester) {
  for (const auto* source : {"203.0.113.9", "2001:db8::9"}) {
    const auto answer = decoded(both_families(), peers_form::compact, source);
    CAF_CHECK_EQUAL(answer.find("peers")->string()->size(), 12u);
    CAF_CHECK_EQUAL(answer.find("peers6")->string()->size(), 18u);
  }
}

CAF_TEST(the interval and the min interval are told) {
  CAF_CHECK(decoded({}).find("interval")->integer() == 1800);
  CAF_CHECK(decoded({}).find("min interval")->integer() == 900);
}

CAF_TEST(the external ip of an ipv4 requester has four bytes) {
  CAF_CHECK_EQUAL(text_at(decoded({}), "external ip"), "\xcb\x00\x71\x09"s);
  CAF_CHECK_EQUAL(
      text_at(decoded({}, peers_form::compact, "::ffff:1.2.3.4"), "external ip"),
      "\x01\x02\x03\x04");
}

CAF_TEST(the external ip of an ipv6 requester has sixteen bytes) {
  CAF_CHECK_EQUAL(
      text_at(decoded({}, peers_form::compact, "2001:db8::1"), "external ip"),
      one_ipv6_peer.substr(0, 16));
}

CAF_TEST(a warning is told only if there is one) {
  CAF_CHECK(decoded({}).find("warning message") == nullptr);
  const auto answer = decoded({}, peers_form::compact, "203.0.113.9", "too many peers");
  CAF_CHECK_EQUAL(*answer.find("warning message")->string(), "too many peers");
}

CAF_TEST(no tracker id is handed out) {
  CAF_CHECK(decoded(both_families()).find("tracker id") == nullptr);
}

CAF_TEST(no failure is told to a client that is served) {
  CAF_CHECK(decoded(both_families()).find("failure reason") == nullptr);
}

CAF_TEST(counts of 32 bits are told) {
  announce_reply reply;
  reply.counts = {4294967295, 4294967295, 4294967295, 4294967295};
  const auto answer = decoded(reply);
  for (const auto* key : {"complete", "downloaded", "incomplete"})
    CAF_CHECK(answer.find(key)->integer() == 4294967295);
}

CAF_TEST(a reply may hold the greatest number of peers) {
  announce_reply reply;
  for (int i = 0; i < limits::numwant_max; ++i)
    reply.peers += two_ipv4_peers.substr(0, compact_ipv4_bytes);
  CAF_CHECK_EQUAL(decoded(reply).find("peers")->string()->size(), 1200u);
  CAF_CHECK_EQUAL(addresses(decoded(reply, peers_form::dictionaries)).size(), 200u);
}

CAF_TEST(a reply is appended to what stands in the buffer) {
  std::string out = "head";
  write_http_announce_reply({}, peers_form::compact, intervals, {}, "", out);
  CAF_CHECK(out.starts_with("headd8:complete"));
  out = "head";
  write_http_refusal(refusal::invalid_port, {intervals, std::nullopt}, out);
  CAF_CHECK(out.starts_with("headd14:failure reason"));
}

// -- dictionaries ---------------------------------------------------------------------------------

CAF_TEST(a peer in a dictionary has ip and peer id and port) {
  announce_reply reply;
  reply.peers = two_ipv4_peers;
  reply.peer_ids = {test::a_peer_id('x'), test::a_peer_id('y')};
  CAF_CHECK_NOT_EQUAL(
      written(reply, peers_form::dictionaries)
          .find("5:peersl"
                "d2:ip9:192.0.2.17:peer id20:xxxxxxxxxxxxxxxxxxxx4:porti6881ee"
                "d2:ip9:192.0.2.27:peer id20:yyyyyyyyyyyyyyyyyyyy4:porti258ee"
                "e"),
      std::string::npos);
}

CAF_TEST(a peer in a dictionary without peer id has ip and port) {
  announce_reply reply;
  reply.peers = two_ipv4_peers;
  const auto text = written(reply, peers_form::dictionaries_without_peer_id);
  CAF_CHECK_NOT_EQUAL(
      text.find("5:peersld2:ip9:192.0.2.14:porti6881eed2:ip9:192.0.2.24:porti258eee"),
      std::string::npos);
  CAF_CHECK_EQUAL(text.find("peer id"), std::string::npos);
}

CAF_TEST(an ipv6 peer in a dictionary has its address as text) {
  announce_reply reply;
  reply.peers6 = one_ipv6_peer;
  const auto answer = decoded(reply, peers_form::dictionaries, "2001:db8::9");
  CAF_CHECK(addresses(answer) == std::vector<std::string>{"2001:db8::1"});
  CAF_CHECK(answer.find("peers6") == nullptr);
}

CAF_TEST(dictionaries begin with the family of the requester) {
  CAF_CHECK(
      addresses(decoded(both_families(), peers_form::dictionaries, "203.0.113.9"))
      == (std::vector<std::string>{"192.0.2.1", "192.0.2.2", "2001:db8::1"}));
  CAF_CHECK(
      addresses(decoded(both_families(), peers_form::dictionaries, "2001:db8::9"))
      == (std::vector<std::string>{"2001:db8::1", "192.0.2.1", "192.0.2.2"}));
}

CAF_TEST(each peer of a dictionary has its own peer id in both families) {
  auto reply = both_families();
  reply.peer_ids = {test::a_peer_id('a'), test::a_peer_id('b'), test::a_peer_id('c')};
  for (const auto* source : {"203.0.113.9", "2001:db8::9"}) {
    std::string initials;
    const auto answer = decoded(reply, peers_form::dictionaries, source);
    for (const auto& peer : std::get<bencode::list>(answer.find("peers")->data))
      initials += peer.find("peer id")->string()->front();
    CAF_CHECK_EQUAL(initials, "abc");
  }
}

CAF_TEST(ports of a dictionary are read in network order) {
  announce_reply reply;
  reply.peers = "\x01\x02\x03\x04\xff\xff\x01\x02\x03\x04\x00\x01"s;
  const auto text = written(reply, peers_form::dictionaries);
  CAF_CHECK_NOT_EQUAL(text.find("4:porti65535e"), std::string::npos);
  CAF_CHECK_NOT_EQUAL(text.find("4:porti1e"), std::string::npos);
}

// -- refusals -------------------------------------------------------------------------------------

CAF_TEST(a refusal has its text and both intervals and the time to retry) {
  for (std::size_t i = 1; i < refusal_count; ++i) {
    const auto reason = static_cast<refusal>(i);
    const auto answer = bencode::parse(refused(reason)).value();
    CAF_CHECK_EQUAL(*answer.find("failure reason")->string(), info(reason).text);
    CAF_CHECK(answer.find("interval")->integer() == 1800);
    CAF_CHECK(answer.find("min interval")->integer() == 900);
    CAF_CHECK(answer.find("retry in") != nullptr);
    CAF_CHECK_EQUAL(std::get<bencode::dictionary>(answer.data).size(), 4u);
  }
}

CAF_TEST(a refusal for good says never) {
  CAF_CHECK_EQUAL(
      refused(refusal::missing_port),
      "d14:failure reason47:missing port: expected a number from 0 to 65535"
      "8:intervali1800e12:min intervali900e8:retry in5:nevere");
}

CAF_TEST(a refusal for now says after how many minutes to retry) {
  CAF_CHECK_EQUAL(
      refused(refusal::overloaded), "d14:failure reason27:overloaded: try again later"
                                    "8:intervali1800e12:min intervali900e8:retry ini5ee");
}
