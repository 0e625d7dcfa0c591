// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE peer_set_memory_test

#include "actors/peers/peer_set.hpp"
#include "tests/support/population.hpp"

#include <caf/test/unit_test.hpp>

// What a swarm does when memory is short.
namespace {

using namespace muster;
using test::an_announce;

constexpr auto ipv4 = static_cast<std::size_t>(family::ipv4);

struct fixture : test::peer_set_fixture {
  /// Evicts and tells what has changed.
  swarm_changes evicted(std::uint32_t oldest_seconds) {
    swarm_changes result;
    was_evicted = peers.evict(timestamp{oldest_seconds}, result);
    return result;
  }

  bool was_evicted = false;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(peer_set_memory_tests, fixture)

CAF_TEST(without room a new peer gets peers and is not listed) {
  announce(an_announce().from("198.51.100.1"));
  terms.has_room = false;
  const auto reply = announce(an_announce().from("198.51.100.2"));
  CAF_CHECK(!reply.listed);
  CAF_CHECK_EQUAL(test::shown(reply).size(), 1u);
  CAF_CHECK_EQUAL(peers.counts().leechers, 1u);
}

CAF_TEST(without room a known peer is renewed and may leave) {
  announce(an_announce().from("198.51.100.1"));
  terms.has_room = false;
  CAF_CHECK(announce(an_announce().from("198.51.100.1").with_left(0)).listed);
  CAF_CHECK_EQUAL(peers.counts().seeders, 1u);
  announce(an_announce().from("198.51.100.1").with_event(announce_event::stopped));
  CAF_CHECK(peers.empty());
}

CAF_TEST(a lone peer is evicted if it has been silent since before) {
  terms.now = timestamp{100};
  announce(an_announce().with_left(0));
  CAF_CHECK(evicted(100) == swarm_changes{});
  CAF_CHECK(!was_evicted);
  const auto changes = evicted(101);
  CAF_CHECK(was_evicted);
  CAF_CHECK(changes.population[ipv4] == (population{0, 0, -1}));
  CAF_CHECK_EQUAL(changes.active, -1);
  CAF_CHECK(peers.empty());
}

CAF_TEST(a lone peer of ipv6 is evicted like any other) {
  terms.now = timestamp{100};
  announce(an_announce().from("2001:db8::1"));
  evicted(101);
  CAF_CHECK(was_evicted);
  CAF_CHECK(peers.empty());
}

CAF_TEST(peers who have company stay) {
  terms.now = timestamp{100};
  announce(an_announce().from("2001:db8::1"));
  announce(an_announce());
  CAF_CHECK(evicted(1000) == swarm_changes{});
  CAF_CHECK(!was_evicted);
  CAF_CHECK_EQUAL(peers.counts().leechers, 2u);
}

CAF_TEST(where nobody is nobody is evicted) {
  evicted(1000);
  CAF_CHECK(!was_evicted);
}

CAF_TEST_FIXTURE_SCOPE_END()
