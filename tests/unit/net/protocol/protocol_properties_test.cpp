// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE protocol_properties_test

#include "net/protocol/http_announce.hpp"
#include "net/protocol/http_scrape.hpp"
#include "net/protocol/query_string.hpp"
#include "tests/support/bencoding.hpp"
#include "tests/support/queries.hpp"

#include <caf/test/unit_test.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

// Laws that hold for all inputs, tried with random ones.
namespace {

using namespace muster;

using bytes = std::vector<std::uint8_t>;

std::string text_of(const bytes& x) {
  return {x.begin(), x.end()};
}

/// A string of any bytes whose length is a multiple of `stride`.
std::string any_peers(std::size_t stride) {
  const auto count = *rc::gen::inRange<std::size_t>(0, 20);
  return text_of(*rc::gen::container<bytes>(count * stride, rc::gen::arbitrary<std::uint8_t>()));
}

address any_address() {
  const std::size_t size = *rc::gen::element<std::size_t>(4, 16);
  const auto raw = *rc::gen::container<bytes>(size, rc::gen::arbitrary<std::uint8_t>());
  return address::from_bytes(raw);
}

info_hash any_info_hash() {
  info_hash result;
  // Few values, so that repetitions occur.
  result.bytes.fill(*rc::gen::arbitrary<std::uint8_t>());
  result.bytes.front() = *rc::gen::inRange<std::uint8_t>(0, 3);
  return result;
}

swarm_counts any_counts() {
  const auto number = rc::gen::arbitrary<std::uint32_t>();
  return {*number, *number, *number, *number};
}

announce_reply any_reply() {
  announce_reply result;
  result.counts = any_counts();
  result.peers = any_peers(compact_ipv4_bytes);
  result.peers6 = any_peers(compact_ipv6_bytes);
  return result;
}

/// Encodes some bytes as escapes and leaves others, as clients do in different ways.
std::string any_encoding(const std::string& raw) {
  std::string result;
  for (const char c : raw) {
    const bool must = c == '%' || c == '&' || c == '+';
    const auto digits = *rc::gen::element(test::hex_case::lower, test::hex_case::upper);
    if (must || *rc::gen::arbitrary<bool>())
      result += test::percent_encoded({&c, 1}, digits);
    else
      result += c;
  }
  return result;
}

} // namespace

CAF_TEST(every reply to an announce is strict bencoding) {
  CAF_CHECK(rc::check([] {
    const auto form = *rc::gen::element(
        peers_form::compact, peers_form::dictionaries, peers_form::dictionaries_without_peer_id);
    auto reply = any_reply();
    if (form == peers_form::dictionaries)
      reply.peer_ids.resize(reply.peers.size() / 6 + reply.peers6.size() / 18);
    const announce_intervals intervals{
        *rc::gen::arbitrary<std::uint32_t>(), *rc::gen::arbitrary<std::uint32_t>()};
    const auto warning = text_of(*rc::gen::arbitrary<bytes>());
    std::string out;
    write_http_announce_reply(reply, form, intervals, any_address(), warning, out);
    RC_ASSERT(test::is_canonical(out));
  }));
}

CAF_TEST(a compact reply carries the peers of the swarm unchanged) {
  CAF_CHECK(rc::check([] {
    const auto reply = any_reply();
    std::string out;
    write_http_announce_reply(reply, peers_form::compact, {}, any_address(), "", out);
    const auto read = bencode::parse(out).value();
    RC_ASSERT(*read.find("peers")->string() == reply.peers);
    const auto* peers6 = read.find("peers6");
    RC_ASSERT((peers6 == nullptr ? "" : *peers6->string()) == reply.peers6);
    RC_ASSERT(read.find("complete")->integer() == reply.counts.seeders);
    RC_ASSERT(read.find("incomplete")->integer() == reply.counts.leechers);
    RC_ASSERT(read.find("downloaded")->integer() == reply.counts.completed_count);
  }));
}

CAF_TEST(every refusal is strict bencoding) {
  CAF_CHECK(rc::check([] {
    const auto reason = static_cast<refusal>(*rc::gen::inRange<std::size_t>(1, refusal_count));
    const announce_intervals intervals{
        *rc::gen::arbitrary<std::uint32_t>(), *rc::gen::arbitrary<std::uint32_t>()};
    std::string out;
    write_http_refusal(reason, {intervals, info(reason).retry_in}, out);
    RC_ASSERT(test::is_canonical(out));
  }));
}

CAF_TEST(every reply to a scrape is strict bencoding and has each torrent once) {
  CAF_CHECK(rc::check([] {
    std::string query;
    std::vector<info_hash> asked;
    const auto count = *rc::gen::inRange(1, 30);
    for (int i = 0; i < count; ++i) {
      asked.push_back(any_info_hash());
      query += "info_hash=" + any_encoding(std::string{asked.back().view()}) + '&';
    }
    auto scrape = parse_http_scrape(query, 30);
    for (auto& entry : scrape.entries)
      entry.counts = any_counts();
    std::string out;
    write_http_scrape_reply(scrape.entries, *rc::gen::arbitrary<std::uint32_t>(), out);
    RC_ASSERT(test::is_canonical(out));
    std::sort(asked.begin(), asked.end());
    asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
    const auto read = bencode::parse(out).value();
    RC_ASSERT(std::get<bencode::dictionary>(read.find("files")->data).size() == asked.size());
    for (const auto& x : asked)
      RC_ASSERT(read.find("files")->find(x.view()) != nullptr);
  }));
}

CAF_TEST(decoding takes back every way of encoding) {
  CAF_CHECK(rc::check([] {
    const auto raw = text_of(*rc::gen::arbitrary<bytes>());
    std::array<std::uint8_t, 512> out{};
    const auto size = percent_decode(any_encoding(raw), out);
    RC_ASSERT(size == raw.size());
    RC_ASSERT(std::equal(raw.begin(), raw.end(), out.begin(), [](char a, std::uint8_t b) {
      return static_cast<std::uint8_t>(a) == b;
    }));
  }));
}

CAF_TEST(an announce is read whatever its identifiers and port are) {
  CAF_CHECK(rc::check([] {
    const auto hash = *rc::gen::container<bytes>(20, rc::gen::arbitrary<std::uint8_t>());
    const auto id = *rc::gen::container<bytes>(20, rc::gen::arbitrary<std::uint8_t>());
    const auto port = *rc::gen::inRange<std::uint16_t>(1, 65535);
    const auto query = "info_hash=" + any_encoding(text_of(hash)) + "&port=" + std::to_string(port)
                       + "&peer_id=" + any_encoding(text_of(id));
    const auto parsed = parse_http_announce(query, {});
    RC_ASSERT(parsed.refusal == refusal::none);
    RC_ASSERT(parsed.request.info_hash.view() == text_of(hash));
    RC_ASSERT(parsed.request.peer_id.view() == text_of(id));
    RC_ASSERT(parsed.request.port == port);
  }));
}

CAF_TEST(an address and its text are the same address) {
  CAF_CHECK(rc::check([] {
    const auto x = any_address();
    RC_ASSERT(address::parse(to_string(x)) == x);
    const endpoint y{x, *rc::gen::arbitrary<std::uint16_t>()};
    RC_ASSERT(parse_endpoint(to_string(y)) == y);
  }));
}
