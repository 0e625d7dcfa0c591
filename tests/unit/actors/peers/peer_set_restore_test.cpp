// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE peer_set_restore_test

#include "tests/support/population.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <vector>

namespace {

using namespace muster;
using test::a_peer_id;
using test::an_announce;
using texts = std::vector<std::string>;

constexpr auto ipv4 = static_cast<std::size_t>(family::ipv4);

/// A swarm before a restart (`peers`) and the one after it (`later`).
struct fixture : test::peer_set_fixture {
  peer_set later;
  timestamp oldest{};
  std::vector<endpoint> departed;

  void restore() {
    changes = {};
    later.restore(peers.record(), {terms.now, oldest, departed}, changes);
  }

  announce_reply announce_later(const announce_request& request) {
    changes = {};
    return later.announce(request, terms, changes);
  }

  std::string counts_later() const {
    return test::to_text(later.counts());
  }

  void pass(std::uint32_t seconds) {
    terms.now += timestamp{seconds};
  }
};

swarm_record sorted(swarm_record x) {
  const auto before = [](const stored_peer& a, const stored_peer& b) {
    return a.endpoint < b.endpoint;
  };
  std::sort(x.peers.begin(), x.peers.end(), before);
  std::sort(x.peers6.begin(), x.peers6.end(), before);
  return x;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(peer_set_restore_tests, fixture)

CAF_TEST(what is restored is what was recorded) {
  add_leechers(30);
  add_ipv6_leechers(3);
  announce(an_announce().on_port(1).with_left(0));
  announce(an_announce().on_port(2).with_event(announce_event::paused).by_peer_id(a_peer_id(7)));
  restore();
  CAF_CHECK(sorted(later.record()) == sorted(peers.record()));
  CAF_CHECK_EQUAL(counts_later(), counts());
}

CAF_TEST(an empty swarm has an empty record) {
  CAF_CHECK(peers.record() == swarm_record{});
  restore();
  CAF_CHECK(later.empty());
  CAF_CHECK(changes == swarm_changes{});
}

CAF_TEST(restored peers count as a change of the population) {
  announce(an_announce().on_port(1));
  announce(an_announce().on_port(2).with_left(0));
  restore();
  CAF_CHECK(changes.population[ipv4] == (population{1, 0, 1}));
  CAF_CHECK_EQUAL(changes.active, 1);
  CAF_CHECK_EQUAL(changes.completed[ipv4], 0u);
}

CAF_TEST(restored peers are shown and keep their peer ids) {
  announce(an_announce().on_port(1).by_peer_id(a_peer_id(7)));
  restore();
  const auto reply = announce_later(an_announce().on_port(2).asking_for_peer_ids());
  CAF_CHECK_EQUAL(test::shown(reply), texts{"203.0.113.1:1"});
  CAF_CHECK(reply.peer_ids == std::vector<peer_id>{a_peer_id(7)});
}

CAF_TEST(private peers are private after a restart too) {
  announce(an_announce().from("10.0.0.1"));
  restore();
  CAF_CHECK(test::shown(announce_later(an_announce())).empty());
  CAF_CHECK_EQUAL(
      test::shown(announce_later(an_announce().from("10.0.0.2"))),
      (texts{"10.0.0.1:6881", "203.0.113.1:6881"}));
}

CAF_TEST(peers last seen at the limit are restored and older ones are not ) {
  announce(an_announce().on_port(1));
  pass(1);
  announce(an_announce().on_port(2));
  oldest = terms.now;
  restore();
  CAF_CHECK_EQUAL(later.record().peers.size(), 1u);
  CAF_CHECK_EQUAL(counts_later(), "0 seeders, 1 leechers, 1 downloaders, 0 completed");
}

CAF_TEST(a peer from the future was seen now) {
  pass(500);
  announce(an_announce());
  terms.now -= timestamp{500};
  restore();
  CAF_CHECK(later.record().peers.front().last_seen == terms.now);
}

CAF_TEST(what a peer has said since the start wins over what is restored) {
  announce(an_announce().by_peer_id(a_peer_id(1)));
  pass(60);
  announce_later(an_announce().with_left(0).by_peer_id(a_peer_id(2)));
  restore();
  CAF_CHECK_EQUAL(later.record().peers.size(), 1u);
  const auto peer = later.record().peers.front();
  CAF_CHECK(peer.peer_id == a_peer_id(2));
  CAF_CHECK_EQUAL(peer.role, static_cast<std::uint8_t>(peer_role::seeder));
  CAF_CHECK(peer.last_seen == terms.now);
}

CAF_TEST(a download that ended before its swarm was restored is counted once) {
  announce(an_announce());
  announce_later(an_announce().with_left(0));
  restore();
  CAF_CHECK_EQUAL(counts_later(), "1 seeders, 0 leechers, 0 downloaders, 1 completed");
  CAF_CHECK_EQUAL(changes.completed[ipv4], 1u);
  CAF_CHECK(changes.population[ipv4] == population{});
  announce_later(an_announce().with_left(0));
  CAF_CHECK_EQUAL(changes.completed[ipv4], 0u);
}

CAF_TEST(a download that was counted before the restart is not counted again) {
  announce(an_announce());
  announce(an_announce().with_left(0));
  restore();
  announce_later(an_announce().with_left(1));
  announce_later(an_announce().with_left(0));
  CAF_CHECK_EQUAL(counts_later(), "1 seeders, 0 leechers, 0 downloaders, 1 completed");
}

CAF_TEST(downloads counted before and since add up) {
  announce(an_announce().on_port(1));
  announce(an_announce().on_port(1).with_left(0));
  announce_later(an_announce().on_port(2));
  announce_later(an_announce().on_port(2).with_left(0));
  restore();
  CAF_CHECK_EQUAL(counts_later(), "2 seeders, 0 leechers, 0 downloaders, 2 completed");
}

CAF_TEST(a peer that has left since the start does not come back) {
  announce(an_announce().on_port(1));
  announce(an_announce().on_port(2));
  announce(an_announce().from("2001:db8::1"));
  departed = {
      {test::an_address("203.0.113.1"), 1},
      {test::an_address("2001:db8::1"), 6881},
      // The same port at another address is another peer.
      {test::an_address("203.0.113.2"), 2},
  };
  restore();
  CAF_CHECK_EQUAL(later.record().peers.size(), 1u);
  CAF_CHECK(later.record().peers6.empty());
}

CAF_TEST(the limit of peers per address is for announces and not for what is restored) {
  for (std::uint16_t port = 1; port <= 8; ++port)
    announce(an_announce().on_port(port));
  announce_later(an_announce().on_port(100));
  restore();
  CAF_CHECK_EQUAL(later.record().peers.size(), 9u);
}

CAF_TEST_FIXTURE_SCOPE_END()
