// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE peer_lister_test

#include "actors/peers/peer_lister.hpp"
#include "actors/peers/peer_listing.hpp"
#include "tests/support/announces.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>

namespace {

using namespace muster;
using test::an_address;
using test::an_announce;
using test::an_info_hash;

peer_id named(std::string_view prefix) {
  peer_id result;
  std::copy(prefix.begin(), prefix.end(), result.bytes.begin());
  return result;
}

struct fixture {
  peer_set peers;
  swarm_changes changes;

  void add(const announce_request& x, std::uint32_t seconds = 100) {
    swarm_changes added;
    peers.announce(x, {timestamp{seconds}, 0, 100}, added);
  }

  [[nodiscard]] peer_listing list_all(std::uint32_t peers_max = 100) const {
    return list(peers, an_info_hash(1), {timestamp{200}, peers_max, {}});
  }

  [[nodiscard]] peer_listing list_of(std::string_view source) const {
    return list(peers, an_info_hash(1), {timestamp{200}, 100, an_address(source)});
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(peer_lister_tests, fixture)

CAF_TEST(an empty swarm has an empty list) {
  const auto listing = list_all();
  CAF_CHECK(listing.info_hash == an_info_hash(1));
  CAF_CHECK_EQUAL(listing.matching, 0u);
  CAF_CHECK(listing.peers.empty());
  CAF_CHECK(listing.clients.empty());
}

CAF_TEST(a peer is listed with its endpoint and client and role and age) {
  add(an_announce().from("203.0.113.9").on_port(258).by_peer_id(named("-qB4520-x")).with_left(0));
  const auto listing = list_all();
  CAF_REQUIRE_EQUAL(listing.peers.size(), 1u);
  CAF_CHECK_EQUAL(listing.peers[0].endpoint, "203.0.113.9:258");
  CAF_CHECK_EQUAL(listing.peers[0].client, "-qB4520-");
  CAF_CHECK_EQUAL(listing.peers[0].peer_id, "-qB4520-x%00%00%00%00%00%00%00%00%00%00%00");
  CAF_CHECK(listing.peers[0].is_seeder);
  CAF_CHECK_EQUAL(listing.peers[0].age_seconds, 100u);
  CAF_CHECK_EQUAL(listing.counts.seeders, 1u);
}

CAF_TEST(peers of both families are listed) {
  add(an_announce());
  add(an_announce().from("2001:db8::7"), 250);
  const auto listing = list_all();
  CAF_REQUIRE_EQUAL(listing.peers.size(), 2u);
  CAF_CHECK_EQUAL(listing.peers[1].endpoint, "[2001:db8::7]:6881");
  CAF_CHECK_EQUAL(listing.peers[1].age_seconds, 0u);
}

CAF_TEST(so many peers are listed and all are counted) {
  for (std::uint16_t port = 1; port <= 3; ++port)
    add(an_announce().on_port(port).by_peer_id(named(port == 2 ? "-TR3000-" : "-qB4520-")));
  const auto listing = list_all(2);
  CAF_CHECK_EQUAL(listing.peers.size(), 2u);
  CAF_CHECK_EQUAL(listing.matching, 3u);
  CAF_REQUIRE_EQUAL(listing.clients.size(), 2u);
  CAF_CHECK_EQUAL(listing.clients[0].client, "-qB4520-");
  CAF_CHECK_EQUAL(listing.clients[0].peers, 2u);
}

CAF_TEST(clients are no more than twenty) {
  for (char c = 'a'; c <= 'z'; ++c)
    add(an_announce().on_port(static_cast<std::uint16_t>(c)).by_peer_id(named(std::string(8, c))));
  CAF_CHECK_EQUAL(list_all().clients.size(), 20u);
}

CAF_TEST(only the peers of an address are listed if one is asked for) {
  add(an_announce().from("203.0.113.9").on_port(1));
  add(an_announce().from("203.0.113.9").on_port(2));
  add(an_announce().from("203.0.113.8"));
  CAF_CHECK_EQUAL(list_of("203.0.113.9").matching, 2u);
  CAF_CHECK_EQUAL(list_of("203.0.113.7").matching, 0u);
  CAF_CHECK_EQUAL(list_of("2001:db8::7").matching, 0u);
}

CAF_TEST(what a terminal would act upon is not listed) {
  CAF_CHECK_EQUAL(
      printable(named("\x1b[2J% !~\x7f\xc3\xa4z")),
      "%1B[2J%25%20!~%7F%C3%A4z%00%00%00%00%00%00%00%00");
  CAF_CHECK_EQUAL(client_of(named("\x1b[2J\n\x7f\xc3\xa4z")), "?[2J????");
}

CAF_TEST(the peers of an address can be dropped and no others) {
  add(an_announce().from("203.0.113.9").on_port(1));
  add(an_announce().from("203.0.113.9").on_port(2).with_left(0));
  add(an_announce().from("203.0.113.8"));
  add(an_announce().from("2001:db8::7"));
  CAF_CHECK_EQUAL(peers.drop(an_address("203.0.113.9"), changes), 2u);
  CAF_CHECK((changes.population[0] == population{-1, 0, -1}));
  CAF_CHECK((changes.population[1] == population{}));
  CAF_CHECK_EQUAL(list_all().matching, 2u);
  CAF_CHECK_EQUAL(peers.drop(an_address("2001:db8::7"), changes), 1u);
  CAF_CHECK_EQUAL(peers.drop(an_address("2001:db8::7"), changes), 0u);
  CAF_CHECK_EQUAL(list_all().matching, 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()
