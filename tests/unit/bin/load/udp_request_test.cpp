// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE udp_request_test

#include "bin/load/udp_request.hpp"

#include <caf/test/unit_test.hpp>

#include <optional>
#include <string>

namespace {

using namespace muster;
using namespace muster::load;

constexpr udp_ticket ticket{0x0102030405060708, 0x0a0b0c0d};

/// Writes requests of a small population, and reads them as the tracker does.
struct fixture {
  population peers{{.peers = 100, .swarms = 10}};
  udp_request_buffer buffer;

  udp_bytes
  write(const request& x, const char* url = "udp://127.0.0.1:1", std::uint32_t numwant = 50) {
    const auto to = parse_target(url).value();
    const udp_request_writer writer{peers, to, numwant};
    return {buffer.data(), writer.write(x, ticket, buffer)};
  }

  announce_request announce(const request& x, std::uint32_t numwant = 50) {
    return parse_udp_announce(write(x, "udp://127.0.0.1:1", numwant), family::ipv4, {30, 200})
        .value()
        .request;
  }

  /// The first peer that has, or has not, all.
  std::uint32_t a_peer(bool is_seeder) const {
    std::uint32_t result = 0;
    while (peers.profile_of(result).is_seeder != is_seeder)
      ++result;
    return result;
  }
};

request announce_of(std::uint32_t peer, announce_event event = announce_event::none) {
  return {request_kind::announce, peer, event};
}

/// What stands behind an announce (BEP 41).
std::string options_of(udp_bytes packet) {
  const auto options = packet.subspan(udp_announce::bytes);
  return {options.begin(), options.end()};
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(udp_request_tests, fixture)

CAF_TEST(a connect request is one of 16 bytes) {
  const auto size = udp_request_writer::write_connect(7, buffer);
  CAF_CHECK_EQUAL(size, 16u);
  const auto head = parse_udp_request_head({buffer.data(), size}).value();
  CAF_CHECK_EQUAL(head.connection_id, udp_protocol_id);
  CAF_CHECK_EQUAL(head.action, 0u);
  CAF_CHECK_EQUAL(head.transaction_id, 7u);
}

CAF_TEST(a request has its connection id and transaction id) {
  for (const auto kind : {request_kind::announce, request_kind::scrape}) {
    const auto head = parse_udp_request_head(write({kind, 3, announce_event::none})).value();
    CAF_CHECK_EQUAL(head.connection_id, ticket.connection_id);
    CAF_CHECK_EQUAL(head.transaction_id, ticket.transaction_id);
    CAF_CHECK_EQUAL(head.action, kind == request_kind::announce ? 1u : 2u);
  }
}

CAF_TEST(an announce is what the peer of the population says) {
  for (const std::uint32_t peer : {0u, 1u, 50u, 99u}) {
    const auto profile = peers.profile_of(peer);
    const auto x = announce(announce_of(peer));
    CAF_CHECK(x.info_hash == peers.info_hash_of(profile.swarm));
    CAF_CHECK(x.peer_id == profile.peer_id);
    CAF_CHECK_EQUAL(x.port, profile.port);
  }
}

CAF_TEST(each event has the number of the protocol) {
  for (const auto x :
       {announce_event::none, announce_event::started, announce_event::completed,
        announce_event::stopped})
    CAF_CHECK(announce(announce_of(1, x)).event == x);
}

CAF_TEST(seeders and who just completed have nothing left) {
  CAF_CHECK_EQUAL(announce(announce_of(a_peer(true))).left, 0u);
  CAF_CHECK_EQUAL(announce(announce_of(a_peer(false))).left, 536'870'912u);
  CAF_CHECK_EQUAL(announce(announce_of(a_peer(false), announce_event::completed)).left, 0u);
}

CAF_TEST(an announce says how many peers it wants) {
  for (const std::uint16_t numwant : {0, 1, 50, 200})
    CAF_CHECK_EQUAL(announce(announce_of(1), numwant).numwant, numwant);
}

CAF_TEST(the path of the url is said and none if there is none) {
  const auto with = write(announce_of(1), "udp://127.0.0.1:1/announce");
  CAF_CHECK_EQUAL(with.size(), 109u);
  CAF_CHECK_EQUAL(options_of(with), "\x02\x09/announce");
  const auto without = write(announce_of(1), "udp://127.0.0.1:1");
  CAF_CHECK_EQUAL(without.size(), 98u);
}

CAF_TEST(the longest path fits) {
  const auto path = '/' + std::string(254, 'x');
  const auto packet = write(announce_of(1), ("udp://127.0.0.1:1" + path).c_str());
  CAF_CHECK_EQUAL(options_of(packet), "\x02\xff" + path);
}

CAF_TEST(a scrape asks for the torrent of the peer) {
  const auto packet = write({request_kind::scrape, 42, announce_event::none});
  CAF_CHECK_EQUAL(packet.size(), 36u);
  const auto hashes = udp_scrape_hashes(packet);
  const auto expected = peers.info_hash_of(peers.profile_of(42).swarm);
  CAF_CHECK_EQUAL(std::string(hashes.begin(), hashes.end()), std::string{expected.view()});
}

CAF_TEST(a flood announces to a new swarm or with a port of zero) {
  CAF_CHECK(
      announce({request_kind::new_swarm, 3, announce_event::none, 5}).info_hash
      == peers.info_hash_of(peers.swarms() + 5));
  const auto packet = write({request_kind::wrong_port, 3, announce_event::none});
  CAF_REQUIRE_EQUAL(packet.size(), 98u);
  CAF_CHECK_EQUAL(packet[96] + packet[97], 0);
}

CAF_TEST(a flood asks for connection ids with the transaction id of the request) {
  const auto head = parse_udp_request_head(write({request_kind::connect})).value();
  CAF_CHECK_EQUAL(head.connection_id, udp_protocol_id);
  CAF_CHECK_EQUAL(head.transaction_id, ticket.transaction_id);
}

CAF_TEST(a flood of garbage sends other bytes each time) {
  const auto first = write({request_kind::garbage, 0, announce_event::none, 1});
  const std::string bytes(first.begin(), first.end());
  const auto second = write({request_kind::garbage, 0, announce_event::none, 2});
  CAF_CHECK(bytes != std::string(second.begin(), second.end()));
}

CAF_TEST_FIXTURE_SCOPE_END()
