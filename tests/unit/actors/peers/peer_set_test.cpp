// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE peer_set_test

#include "actors/peers/peer_set.hpp"
#include "tests/support/heap.hpp"
#include "tests/support/population.hpp"

#include <caf/test/unit_test.hpp>

#include <initializer_list>
#include <string>
#include <vector>

// Who is in a swarm, and what it counts.
namespace {

using namespace muster;
using test::a_peer_id;
using test::an_announce;
using texts = std::vector<std::string>;

constexpr auto ipv4 = static_cast<std::size_t>(family::ipv4);
constexpr auto ipv6 = static_cast<std::size_t>(family::ipv6);

using fixture = test::peer_set_fixture;

} // namespace

CAF_TEST_FIXTURE_SCOPE(peer_set_tests, fixture)

CAF_TEST(a swarm begins without peers) {
  CAF_CHECK(peers.empty());
  CAF_CHECK_EQUAL(counts(), "0 seeders, 0 leechers, 0 downloaders, 0 completed");
}

CAF_TEST(the announcing peer is counted in the reply to its own announce) {
  const auto reply = announce(an_announce());
  CAF_CHECK_EQUAL(test::to_text(reply.counts), "0 seeders, 1 leechers, 1 downloaders, 0 completed");
  CAF_CHECK(reply.listed);
  CAF_CHECK(!peers.empty());
}

CAF_TEST(a peer with nothing left is a seeder and one with a byte left is a leecher) {
  announce(an_announce().on_port(1).with_left(0));
  CAF_CHECK_EQUAL(counts(), "1 seeders, 0 leechers, 0 downloaders, 0 completed");
  announce(an_announce().on_port(2).with_left(1));
  CAF_CHECK_EQUAL(counts(), "1 seeders, 1 leechers, 1 downloaders, 0 completed");
  announce(an_announce().on_port(3).with_left(left_unknown));
  CAF_CHECK_EQUAL(counts(), "1 seeders, 2 leechers, 2 downloaders, 0 completed");
}

CAF_TEST(a client that announces over both families is two peers) {
  announce(an_announce().from("203.0.113.1").on_port(1));
  announce(an_announce().from("2001:db8::1").on_port(1));
  CAF_CHECK_EQUAL(counts(), "0 seeders, 2 leechers, 2 downloaders, 0 completed");
}

CAF_TEST(where only known peers are served a known one counts and is told nothing else) {
  announce(an_announce());
  const auto reply =
      announce(an_announce().with_left(0).with_event(announce_event::completed).beyond_its_rate());
  CAF_CHECK(reply.refused == refusal::none);
  CAF_CHECK_EQUAL(counts(), "1 seeders, 0 leechers, 0 downloaders, 1 completed");
  CAF_CHECK(
      announce(an_announce().with_event(announce_event::stopped).beyond_its_rate()).refused
      == refusal::none);
  CAF_CHECK(peers.empty());
}

CAF_TEST(where only known peers are served any other one is turned away and changes nothing) {
  announce(an_announce());
  const auto reply =
      announce(an_announce().on_port(7).with_event(announce_event::completed).beyond_its_rate());
  CAF_CHECK(reply.refused == refusal::too_many_requests);
  CAF_CHECK(reply.listed); // it is not for lack of room
  CAF_CHECK(reply.peers.empty());
  CAF_CHECK_EQUAL(counts(), "0 seeders, 1 leechers, 1 downloaders, 0 completed");
  const auto stop =
      announce(an_announce().on_port(7).with_event(announce_event::stopped).beyond_its_rate());
  CAF_CHECK(stop.refused == refusal::none);
  CAF_CHECK_EQUAL(counts(), "0 seeders, 1 leechers, 1 downloaders, 0 completed");
}

CAF_TEST(a peer that announces again is not counted again) {
  for (const auto event : {announce_event::started, announce_event::none, announce_event::started})
    announce(an_announce().with_event(event));
  CAF_CHECK_EQUAL(counts(), "0 seeders, 1 leechers, 1 downloaders, 0 completed");
  CAF_CHECK(changes == swarm_changes{});
}

CAF_TEST(a paused peer counts as leecher and not as downloader) {
  announce(an_announce().with_event(announce_event::paused));
  CAF_CHECK_EQUAL(counts(), "0 seeders, 1 leechers, 0 downloaders, 0 completed");
  announce(an_announce().with_event(announce_event::none));
  CAF_CHECK_EQUAL(counts(), "0 seeders, 1 leechers, 1 downloaders, 0 completed");
}

CAF_TEST(a peer that says paused with nothing left is a seeder) {
  announce(an_announce().with_event(announce_event::paused).with_left(0));
  CAF_CHECK_EQUAL(counts(), "1 seeders, 0 leechers, 0 downloaders, 0 completed");
}

CAF_TEST(a peer that stops is removed and gets no peers) {
  add_leechers(3);
  announce(an_announce());
  const auto reply = announce(an_announce().with_event(announce_event::stopped));
  CAF_CHECK_EQUAL(test::shown(reply), texts{});
  CAF_CHECK_EQUAL(test::to_text(reply.counts), "0 seeders, 3 leechers, 3 downloaders, 0 completed");
  CAF_CHECK_EQUAL(changes.population[ipv4].downloaders, -1);
}

CAF_TEST(a stop of an unknown peer changes nothing and gets no peers) {
  announce(an_announce());
  for (const auto* source : {"203.0.113.1", "203.0.113.2", "2001:db8::1"}) {
    const auto reply =
        announce(an_announce().from(source).on_port(9).with_event(announce_event::stopped));
    CAF_CHECK_EQUAL(test::shown(reply), texts{});
    CAF_CHECK(changes == swarm_changes{});
  }
  CAF_CHECK_EQUAL(counts(), "0 seeders, 1 leechers, 1 downloaders, 0 completed");
}

CAF_TEST(a swarm is empty when its last peer has stopped whatever the family) {
  for (const auto* source : {"203.0.113.1", "2001:db8::1"}) {
    announce(an_announce().from(source));
    CAF_CHECK(!peers.empty());
    announce(an_announce().from(source).with_event(announce_event::stopped));
    CAF_CHECK(peers.empty());
  }
}

// -- identity -------------------------------------------------------------------------------------

CAF_TEST(nobody can remove a peer by its peer id from another address or port) {
  announce(an_announce().from("198.51.100.1").on_port(6881).by_peer_id(a_peer_id(7)));
  const auto stop = [] {
    return an_announce().by_peer_id(a_peer_id(7)).with_event(announce_event::stopped);
  };
  announce(stop().from("198.51.100.2").on_port(6881));
  announce(stop().from("198.51.100.1").on_port(6882));
  announce(stop().from("2001:db8::1").on_port(6881));
  CAF_CHECK_EQUAL(shown_to(an_announce()), texts{"198.51.100.1:6881"});
}

CAF_TEST(nobody can alter a peer by its peer id from another address or port) {
  announce(an_announce().from("198.51.100.1").on_port(6881).by_peer_id(a_peer_id(7)));
  announce(an_announce().from("198.51.100.2").on_port(6881).by_peer_id(a_peer_id(7)).with_left(0));
  announce(an_announce().from("198.51.100.1").on_port(6882).by_peer_id(a_peer_id(7)).with_left(0));
  CAF_CHECK_EQUAL(counts(), "2 seeders, 1 leechers, 1 downloaders, 0 completed");
}

CAF_TEST(a peer is the same one when only its peer id changes) {
  announce(an_announce().by_peer_id(a_peer_id(1)));
  announce(an_announce().by_peer_id(a_peer_id(2)));
  CAF_CHECK_EQUAL(counts(), "0 seeders, 1 leechers, 1 downloaders, 0 completed");
  const auto reply = announce(an_announce().from("198.51.100.1").asking_for_peer_ids());
  CAF_REQUIRE_EQUAL(reply.peer_ids.size(), 1u);
  CAF_CHECK(reply.peer_ids.front() == a_peer_id(2));
}

CAF_TEST(the lowest and the highest port name two peers) {
  announce(an_announce().from("198.51.100.1").on_port(1));
  announce(an_announce().from("198.51.100.1").on_port(65535));
  CAF_CHECK_EQUAL(shown_to(an_announce()), (texts{"198.51.100.1:1", "198.51.100.1:65535"}));
}

CAF_TEST(an address mapped into ipv6 is the ipv4 peer) {
  announce(an_announce().from("198.51.100.1"));
  announce(an_announce().from("::ffff:198.51.100.1").with_event(announce_event::stopped));
  CAF_CHECK(peers.empty());
}

// -- peers per address ----------------------------------------------------------------------------

CAF_TEST(an address may have as many peers as the limit says and not one more) {
  for (const std::uint32_t limit : {1u, 2u, 8u, 30u, 1000u}) {
    fixture x;
    x.terms.peers_per_address_max = limit;
    for (std::uint32_t port = 1; port <= limit; ++port)
      CAF_CHECK(x.announce(an_announce().on_port(static_cast<std::uint16_t>(port))).listed);
    CAF_CHECK(!x.announce(an_announce().on_port(60000)).listed);
    CAF_CHECK_EQUAL(x.peers.counts().leechers, limit);
    CAF_CHECK(x.announce(an_announce().from("203.0.113.2")).listed);
  }
}

CAF_TEST(a network of 64 bits of ipv6 counts as one address) {
  for (std::uint32_t i = 1; i <= 8; ++i)
    CAF_CHECK(announce(an_announce().from("2001:db8:0:1:" + std::to_string(i) + "::")).listed);
  CAF_CHECK(!announce(an_announce().from("2001:db8:0:1:ffff:ffff:ffff:ffff")).listed);
  CAF_CHECK(announce(an_announce().from("2001:db8:0:2::1")).listed);
  CAF_CHECK(announce(an_announce().from("2001:db8::ffff:ffff:ffff:ffff")).listed);
  CAF_CHECK_EQUAL(peers.counts().leechers, 10u);
}

CAF_TEST(the limit holds in large swarms too) {
  add_leechers(500);
  add_ipv6_leechers(500);
  for (std::uint16_t port = 1; port <= 8; ++port) {
    CAF_CHECK(announce(an_announce().on_port(port)).listed);
    CAF_CHECK(announce(an_announce().from("2001:db8:ffff::1").on_port(port)).listed);
  }
  CAF_CHECK(!announce(an_announce().on_port(9)).listed);
  CAF_CHECK(!announce(an_announce().from("2001:db8:ffff::2").on_port(1)).listed);
  CAF_CHECK_EQUAL(peers.counts().leechers, 1016u);
}

CAF_TEST(a peer above the limit gets peers and is not listed) {
  terms.peers_per_address_max = 1;
  announce(an_announce().from("198.51.100.1"));
  announce(an_announce().on_port(1));
  const auto reply = announce(an_announce().on_port(2));
  CAF_CHECK(!reply.listed);
  CAF_CHECK(changes == swarm_changes{});
  CAF_CHECK_EQUAL(test::shown(reply), (texts{"198.51.100.1:6881", "203.0.113.1:1"}));
  CAF_CHECK_EQUAL(test::to_text(reply.counts), "0 seeders, 2 leechers, 2 downloaders, 0 completed");
  CAF_CHECK_EQUAL(shown_to(an_announce().from("198.51.100.1")), texts{"203.0.113.1:1"});
}

CAF_TEST(a seeder above the limit gets leechers only) {
  terms.peers_per_address_max = 1;
  announce(an_announce().from("198.51.100.1"));
  announce(an_announce().from("198.51.100.2").with_left(0));
  announce(an_announce().on_port(1));
  CAF_CHECK_EQUAL(
      shown_to(an_announce().on_port(2).with_left(0)),
      (texts{"198.51.100.1:6881", "203.0.113.1:1"}));
}

CAF_TEST(a known peer keeps its place when its address has reached the limit) {
  for (std::uint16_t port = 1; port <= 9; ++port)
    announce(an_announce().on_port(port));
  for (std::uint16_t port = 1; port <= 8; ++port)
    CAF_CHECK(announce(an_announce().on_port(port).with_left(0)).listed);
  CAF_CHECK_EQUAL(peers.counts().seeders, 8u);
}

CAF_TEST(a place is free again when a peer of the address stops) {
  for (std::uint16_t port = 1; port <= 9; ++port)
    announce(an_announce().on_port(port));
  announce(an_announce().on_port(9).with_event(announce_event::stopped));
  CAF_CHECK(!announce(an_announce().on_port(9)).listed);
  announce(an_announce().on_port(3).with_event(announce_event::stopped));
  CAF_CHECK(announce(an_announce().on_port(9)).listed);
  CAF_CHECK_EQUAL(peers.counts().leechers, 8u);
}

CAF_TEST(private and loopback sources have no limit) {
  for (const auto* source :
       {"10.0.0.1", "127.0.0.1", "192.168.1.1", "100.64.0.1", "::1", "fd00::1"}) {
    fixture x;
    x.terms.peers_per_address_max = 1;
    for (std::uint16_t port = 1; port <= 50; ++port)
      CAF_CHECK(x.announce(an_announce().from(source).on_port(port)).listed);
    CAF_CHECK_EQUAL(x.peers.counts().leechers, 50u);
  }
}

// -- completed ------------------------------------------------------------------------------------

CAF_TEST(a known leecher that becomes a seeder has completed) {
  announce(an_announce());
  const auto reply = announce(an_announce().with_left(0).with_event(announce_event::completed));
  CAF_CHECK_EQUAL(test::to_text(reply.counts), "1 seeders, 0 leechers, 0 downloaders, 1 completed");
  CAF_CHECK_EQUAL(changes.completed[ipv4], 1u);
  CAF_CHECK_EQUAL(changes.completed[ipv6], 0u);
}

CAF_TEST(a leecher that becomes a seeder without saying so has completed) {
  announce(an_announce().from("2001:db8::1"));
  announce(an_announce().from("2001:db8::1").with_left(0));
  CAF_CHECK_EQUAL(peers.counts().completed_count, 1u);
  CAF_CHECK_EQUAL(changes.completed[ipv6], 1u);
  CAF_CHECK_EQUAL(changes.completed[ipv4], 0u);
}

CAF_TEST(a paused peer that becomes a seeder has completed) {
  announce(an_announce().with_event(announce_event::paused));
  announce(an_announce().with_left(0));
  CAF_CHECK_EQUAL(peers.counts().completed_count, 1u);
}

CAF_TEST(an unknown peer that says completed has not ) {
  for (int i = 0; i < 3; ++i)
    announce(an_announce().with_left(0).with_event(announce_event::completed));
  for (const auto* source : {"198.51.100.1", "198.51.100.2", "2001:db8::1"})
    announce(an_announce().from(source).with_left(0).with_event(announce_event::completed));
  CAF_CHECK_EQUAL(counts(), "4 seeders, 0 leechers, 0 downloaders, 0 completed");
}

CAF_TEST(a peer that says completed again completes once) {
  announce(an_announce());
  for (int i = 0; i < 3; ++i)
    announce(an_announce().with_left(0).with_event(announce_event::completed));
  CAF_CHECK_EQUAL(peers.counts().completed_count, 1u);
  CAF_CHECK_EQUAL(changes.completed[ipv4], 0u);
}

CAF_TEST(a peer that says completed from several addresses completes once) {
  announce(an_announce());
  for (const auto* source : {"203.0.113.1", "203.0.113.2", "2001:db8::1"})
    announce(an_announce().from(source).with_left(0).with_event(announce_event::completed));
  CAF_CHECK_EQUAL(peers.counts().completed_count, 1u);
}

CAF_TEST(a peer that goes back and forth completes once) {
  for (int i = 0; i < 4; ++i) {
    announce(an_announce());
    announce(an_announce().with_left(0));
  }
  CAF_CHECK_EQUAL(counts(), "1 seeders, 0 leechers, 0 downloaders, 1 completed");
}

CAF_TEST(a leecher that says completed with bytes left has not ) {
  announce(an_announce());
  announce(an_announce().with_left(1).with_event(announce_event::completed));
  CAF_CHECK_EQUAL(counts(), "0 seeders, 1 leechers, 1 downloaders, 0 completed");
}

CAF_TEST(what has completed stays counted when the peer has gone) {
  announce(an_announce());
  announce(an_announce().with_left(0));
  announce(an_announce().with_event(announce_event::stopped));
  CAF_CHECK_EQUAL(counts(), "0 seeders, 0 leechers, 0 downloaders, 1 completed");
}

CAF_TEST(a leecher that stops with nothing left has not become a seeder) {
  announce(an_announce());
  announce(an_announce().with_left(0).with_event(announce_event::stopped));
  CAF_CHECK_EQUAL(counts(), "0 seeders, 0 leechers, 0 downloaders, 0 completed");
}

// -- changes and expiry ---------------------------------------------------------------------------

CAF_TEST(an announce tells what it has changed) {
  announce(an_announce());
  CAF_CHECK(changes.population[ipv4] == (population{1, 0, 0}));
  announce(an_announce().with_event(announce_event::paused));
  CAF_CHECK(changes.population[ipv4] == (population{-1, 1, 0}));
  announce(an_announce().with_left(0));
  CAF_CHECK(changes.population[ipv4] == (population{0, -1, 1}));
  announce(an_announce().with_event(announce_event::stopped));
  CAF_CHECK(changes.population[ipv4] == (population{0, 0, -1}));
  CAF_CHECK(changes.population[ipv6] == population{});
  announce(an_announce().from("2001:db8::1").with_left(0));
  CAF_CHECK(changes.population[ipv6] == (population{0, 0, 1}));
  CAF_CHECK(changes.population[ipv4] == population{});
}

CAF_TEST(a peer seen at the oldest time stays and one seen a second before goes) {
  for (const auto* source : {"203.0.113.1", "2001:db8::1"}) {
    fixture x;
    x.terms.now = timestamp{500};
    x.announce(an_announce().from(source));
    CAF_CHECK_EQUAL(x.expire(500), 0u);
    CAF_CHECK(!x.peers.empty());
    CAF_CHECK(x.changes == swarm_changes{});
    CAF_CHECK_EQUAL(x.expire(501), 1u);
    CAF_CHECK(x.peers.empty());
  }
}

CAF_TEST(every announce of a peer keeps it for another lifetime) {
  terms.now = timestamp{500};
  announce(an_announce());
  terms.now = timestamp{600};
  announce(an_announce());
  CAF_CHECK_EQUAL(expire(600), 0u);
  terms.now = timestamp{700};
  announce(an_announce().with_left(0));
  CAF_CHECK_EQUAL(expire(700), 0u);
  CAF_CHECK_EQUAL(expire(701), 1u);
}

CAF_TEST(expiry tells what it has changed in each family) {
  announce(an_announce().on_port(1));
  announce(an_announce().on_port(2).with_left(0));
  announce(an_announce().from("2001:db8::1").with_event(announce_event::paused));
  terms.now = timestamp{2000};
  announce(an_announce().on_port(3));
  CAF_CHECK_EQUAL(expire(2000), 3u);
  CAF_CHECK(changes.population[ipv4] == (population{-1, 0, -1}));
  CAF_CHECK(changes.population[ipv6] == (population{0, -1, 0}));
  CAF_CHECK_EQUAL(counts(), "0 seeders, 1 leechers, 1 downloaders, 0 completed");
}

CAF_TEST(a peer that has expired comes back as a new one) {
  announce(an_announce());
  expire(2000);
  announce(an_announce().with_left(0));
  CAF_CHECK_EQUAL(counts(), "1 seeders, 0 leechers, 0 downloaders, 0 completed");
}

CAF_TEST(expiry gives back the memory of both families) {
  const auto before = test::heap_bytes_in_use();
  add_leechers(20000);
  add_ipv6_leechers(9000);
  CAF_CHECK(!test::heap_is_counted || test::heap_bytes_in_use() > before + 20000 * 32 + 9000 * 44);
  CAF_CHECK_EQUAL(expire(2000), 29000u);
  CAF_CHECK(!test::heap_is_counted || test::heap_bytes_in_use() < before + 2000);
}

CAF_TEST(a sweep looks at so many peers at a time and at all of them in the end) {
  add_leechers(peer_set::peers_per_slice + 1);
  add_ipv6_leechers(2);
  unswept_peers rest;
  CAF_CHECK_EQUAL(peers.expire(timestamp{2000}, rest, changes), peer_set::peers_per_slice);
  CAF_CHECK(
      changes.population[ipv4] == (population{-std::int64_t{peer_set::peers_per_slice}, 0, 0}));
  CAF_CHECK(!rest.is_done());
  changes = {};
  CAF_CHECK_EQUAL(peers.expire(timestamp{2000}, rest, changes), 3u);
  CAF_CHECK(rest.is_done());
  CAF_CHECK(peers.empty());
  CAF_CHECK_EQUAL(changes.active, -1);
}

CAF_TEST(peers that come between two slices of a sweep stay) {
  add_leechers(peer_set::peers_per_slice + 100);
  unswept_peers rest;
  peers.expire(timestamp{2000}, rest, changes);
  terms.now = timestamp{2000};
  for (const auto event : {announce_event::none, announce_event::paused})
    announce(an_announce()
                 .from("192.0.2.1")
                 .on_port(event == announce_event::none ? 1 : 2)
                 .with_event(event));
  while (!rest.is_done())
    peers.expire(timestamp{2000}, rest, changes);
  CAF_CHECK_EQUAL(counts(), "0 seeders, 2 leechers, 1 downloaders, 0 completed");
}

CAF_TEST(a swarm knows what its peers take of the heap) {
  announce(an_announce());
  CAF_CHECK_EQUAL(peers.bytes(), 0u); // a single peer is in the swarm itself
  announce(an_announce().on_port(2));
  CAF_CHECK_EQUAL(peers.bytes(), 8u + 2 * 32); // records, and how many there is room for
  announce(an_announce().from("2001:db8::1"));
  CAF_CHECK_EQUAL(peers.bytes(), 8u + 2 * 32 + sizeof(peer_table<family::ipv6>));
  add_leechers(1000);
  CAF_CHECK_GREATER(peers.bytes(), 1000u * (32 + 5));
  CAF_CHECK_LESS(peers.bytes(), 1000u * (32 + 4 + 11));
}

CAF_TEST(clearing drops all peers and tells of what) {
  announce(an_announce().on_port(1));
  announce(an_announce().on_port(2).with_left(0));
  announce(an_announce().from("2001:db8::1").with_event(announce_event::paused));
  changes = {};
  peers.clear(changes);
  CAF_CHECK(peers.empty());
  CAF_CHECK(changes.population[ipv4] == (population{-1, 0, -1}));
  CAF_CHECK(changes.population[ipv6] == (population{0, -1, 0}));
  CAF_CHECK_EQUAL(counts(), "0 seeders, 0 leechers, 0 downloaders, 0 completed");
}

CAF_TEST_FIXTURE_SCOPE_END()
