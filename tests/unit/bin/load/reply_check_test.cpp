// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE reply_check_test

#include "bin/load/reply_check.hpp"
#include "net/protocol/http_announce.hpp"
#include "net/protocol/http_scrape.hpp"
#include "tests/support/announces.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace {

using namespace muster;
using namespace muster::load;

/// A reply as the tracker writes it.
std::string written(std::size_t peers, std::size_t peers6) {
  announce_reply reply;
  reply.peers.assign(peers * compact_ipv4_bytes, 'p');
  reply.peers6.assign(peers6 * compact_ipv6_bytes, 'q');
  std::string out;
  write_http_announce_reply(
      reply, peers_form::compact, {1800, 900}, test::an_address("127.0.0.1"), "", out);
  return out;
}

fault fault_of(std::string_view body) {
  return check_announce_reply(body, 50).fault;
}

} // namespace

CAF_TEST(a reply of the tracker is without fault and its peers are counted) {
  const auto x = check_announce_reply(written(40, 10), 50);
  CAF_CHECK(x.fault == fault::none);
  CAF_CHECK_EQUAL(x.peers, 40u);
  CAF_CHECK_EQUAL(x.peers6, 10u);
  CAF_CHECK(fault_of(written(0, 0)) == fault::none);
}

CAF_TEST(more peers than asked for are a fault) {
  CAF_CHECK(check_announce_reply(written(50, 0), 50).fault == fault::none);
  CAF_CHECK(check_announce_reply(written(51, 0), 50).fault == fault::numwant);
  CAF_CHECK(check_announce_reply(written(40, 11), 50).fault == fault::numwant);
  CAF_CHECK(check_announce_reply(written(1, 0), 0).fault == fault::numwant);
}

CAF_TEST(peers are whole) {
  CAF_CHECK(fault_of("d8:intervali1e5:peers6:abcdefe") == fault::none);
  CAF_CHECK(fault_of("d8:intervali1e5:peers5:abcdee") == fault::peers);
  CAF_CHECK(fault_of("d8:intervali1e5:peers0:6:peers66:abcdefe") == fault::peers);
}

CAF_TEST(a reply without peers is a fault) {
  CAF_CHECK(fault_of("d8:intervali1ee") == fault::peers);
  CAF_CHECK(fault_of("d8:intervali1e5:peersi1ee") == fault::peers);
  CAF_CHECK(fault_of("d8:intervali1e5:peersld2:ip9:127.0.0.14:porti1eeee") == fault::peers);
}

CAF_TEST(a reply has a positive interval) {
  CAF_CHECK(fault_of("d5:peers0:e") == fault::interval);
  CAF_CHECK(fault_of("d8:intervali0e5:peers0:e") == fault::interval);
  CAF_CHECK(fault_of("d8:intervali-1e5:peers0:e") == fault::interval);
  CAF_CHECK(fault_of("d8:interval1:95:peers0:e") == fault::interval);
}

CAF_TEST(a refusal is a fault) {
  std::string out;
  write_http_refusal(refusal::missing_port, {{1800, 900}, std::nullopt}, out);
  CAF_CHECK(fault_of(out) == fault::failure_reason);
  CAF_CHECK(check_scrape_reply(out).fault == fault::failure_reason);
}

CAF_TEST(what is not strictly bencoded is a fault) {
  for (const auto* body :
       {"", "i1e", "le", "d", "d8:intervali1e5:peers0:", "d8:intervali1e5:peers0:ee",
        "d5:peers0:8:intervali1ee", "d8:intervali01e5:peers0:e", "d8:intervali1e5:peers9:abce",
        "<html>", "d8:intervali1e8:intervali1e5:peers0:e"})
    CAF_CHECK(fault_of(body) == fault::bencode);
}

CAF_TEST(a scrape reply has files) {
  CAF_CHECK(check_scrape_reply("d5:filesdee").fault == fault::none);
  CAF_CHECK(check_scrape_reply("d5:flagsdee").fault == fault::files);
  CAF_CHECK(check_scrape_reply("d5:filesi1ee").fault == fault::files);
  CAF_CHECK(check_scrape_reply("d5:filesde").fault == fault::bencode);
}

CAF_TEST(a refusal has its text) {
  CAF_CHECK_EQUAL(failure_reason_of("d14:failure reason4:full8:intervali60ee"), "full");
  CAF_CHECK_EQUAL(failure_reason_of(written(1, 0)), "");
  CAF_CHECK_EQUAL(failure_reason_of("d14:failure reasoni4ee"), "");
  CAF_CHECK_EQUAL(failure_reason_of("d14:failure reason9:full"), "");
}
