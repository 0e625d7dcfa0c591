// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE peer_set_choice_test

#include "actors/peers/peer_set.hpp"
#include "net/protocol/limits.hpp"
#include "tests/support/population.hpp"

#include <caf/test/unit_test.hpp>

#include <initializer_list>
#include <set>
#include <string>
#include <vector>

// Whom a peer gets to see.
namespace {

using namespace muster;
using test::a_peer_id;
using test::an_announce;
using texts = std::vector<std::string>;

/// How many peers of each family a reply has.
struct shares {
  std::size_t ipv4 = 0;
  std::size_t ipv6 = 0;

  friend bool operator==(const shares&, const shares&) = default;
};

struct fixture : test::peer_set_fixture {
  shares shares_of(const announce_request& request) {
    const auto reply = announce(request);
    return {test::ipv4_endpoints(reply).size(), test::ipv6_endpoints(reply).size()};
  }
};

/// A swarm with a downloader, a paused peer and a seeder, each on the port of that number.
struct mixed_swarm : fixture {
  explicit mixed_swarm(const std::string& source = "198.51.100.1") {
    announce(an_announce().from(source).on_port(1));
    announce(an_announce().from(source).on_port(2).with_event(announce_event::paused));
    announce(an_announce().from(source).on_port(3).with_left(0));
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(peer_set_choice_tests, fixture)

CAF_TEST(the first peer of a swarm sees nobody) {
  CAF_CHECK_EQUAL(shown_to(an_announce()), texts{});
  CAF_CHECK_EQUAL(shown_to(an_announce()), texts{});
}

CAF_TEST(two leechers see each other and none sees itself) {
  announce(an_announce().from("198.51.100.1"));
  announce(an_announce().from("198.51.100.2"));
  for (int i = 0; i < 3; ++i) {
    CAF_CHECK_EQUAL(shown_to(an_announce().from("198.51.100.1")), texts{"198.51.100.2:6881"});
    CAF_CHECK_EQUAL(shown_to(an_announce().from("198.51.100.2")), texts{"198.51.100.1:6881"});
  }
}

CAF_TEST(in small swarms everybody sees everybody else who is of use) {
  for (std::uint32_t leechers = 1; leechers <= 30; ++leechers) {
    fixture x;
    x.add_leechers(leechers);
    for (std::uint32_t i = 0; i < leechers; ++i) {
      const auto reply = x.announce(an_announce().from("198.51.0." + std::to_string(i)));
      CAF_CHECK_EQUAL(test::shown_count(reply), leechers - 1);
      CAF_CHECK(test::shows_each_once(reply));
    }
  }
}

CAF_TEST(a leecher gets leechers and seeders) {
  mixed_swarm x;
  CAF_CHECK_EQUAL(
      x.shown_to(an_announce()), (texts{"198.51.100.1:1", "198.51.100.1:2", "198.51.100.1:3"}));
}

CAF_TEST(a seeder gets downloaders only) {
  mixed_swarm x;
  CAF_CHECK_EQUAL(x.shown_to(an_announce().with_left(0)), texts{"198.51.100.1:1"});
}

CAF_TEST(a paused peer gets downloaders only) {
  mixed_swarm x;
  CAF_CHECK_EQUAL(
      x.shown_to(an_announce().with_event(announce_event::paused)), texts{"198.51.100.1:1"});
}

CAF_TEST(the rules of choice hold across families) {
  mixed_swarm x{"2001:db8::1"};
  CAF_CHECK_EQUAL(
      x.shown_to(an_announce()), (texts{"[2001:db8::1]:1", "[2001:db8::1]:2", "[2001:db8::1]:3"}));
  CAF_CHECK_EQUAL(x.shown_to(an_announce().with_left(0)), texts{"[2001:db8::1]:1"});
  CAF_CHECK_EQUAL(
      x.shown_to(an_announce().with_event(announce_event::paused)), (texts{"[2001:db8::1]:1"}));
}

CAF_TEST(a peer that has become a seeder is shown to leechers only from then on) {
  announce(an_announce().from("198.51.100.1"));
  CAF_CHECK_EQUAL(shown_to(an_announce().with_left(0)), texts{"198.51.100.1:6881"});
  announce(an_announce().from("198.51.100.1").with_left(0));
  CAF_CHECK_EQUAL(shown_to(an_announce().with_left(0)), texts{});
  CAF_CHECK_EQUAL(shown_to(an_announce()), texts{"198.51.100.1:6881"});
}

CAF_TEST(a peer that has stopped or expired is not shown) {
  announce(an_announce().from("198.51.100.1"));
  announce(an_announce().from("2001:db8::1"));
  announce(an_announce().from("198.51.100.1").with_event(announce_event::stopped));
  CAF_CHECK_EQUAL(shown_to(an_announce()), texts{"[2001:db8::1]:6881"});
  expire(1001);
  CAF_CHECK_EQUAL(shown_to(an_announce()), texts{});
}

// -- numwant --------------------------------------------------------------------------------------

CAF_TEST(a peer that wants none gets none and is listed) {
  add_leechers(40);
  const auto reply = announce(an_announce().with_numwant(0));
  CAF_CHECK_EQUAL(test::shown(reply), texts{});
  CAF_CHECK(reply.listed);
  CAF_CHECK_EQUAL(reply.counts.leechers, 41u);
}

CAF_TEST(a peer gets as many as it wants and not one more) {
  add_leechers(300);
  for (const std::uint16_t numwant : {1, 2, 3, 50, 199, 200}) {
    const auto reply = announce(an_announce().with_numwant(numwant));
    CAF_CHECK_EQUAL(test::shown_count(reply), numwant);
    CAF_CHECK(test::shows_each_once(reply));
  }
}

CAF_TEST(a peer that wants more than there are gets all) {
  add_leechers(199);
  CAF_CHECK_EQUAL(
      test::shown_count(announce(an_announce().with_numwant(limits::numwant_max))), 199u);
  CAF_CHECK_EQUAL(test::shown_count(announce(an_announce().with_numwant(65535))), 199u);
}

CAF_TEST(a peer that asks again and again sees other peers) {
  add_leechers(300);
  std::set<texts> replies;
  std::set<std::string> seen;
  for (std::uint32_t i = 0; i < 300; ++i) {
    terms.seed = i * 0x9e3779b9U; // spreads over all 32 bits
    const auto peers = shown_to(an_announce().with_numwant(10));
    replies.insert(peers);
    seen.insert(peers.begin(), peers.end());
  }
  CAF_CHECK_GREATER(replies.size(), 200u);
  CAF_CHECK_EQUAL(seen.size(), 300u);
}

CAF_TEST(peer ids are told in the order of the peers of both families) {
  announce(an_announce().from("198.51.100.4").by_peer_id(a_peer_id(4)));
  announce(an_announce().from("2001:db8::6").by_peer_id(a_peer_id(6)));
  const auto to_ipv4 = announce(an_announce().asking_for_peer_ids());
  CAF_CHECK(to_ipv4.peer_ids == (std::vector{a_peer_id(4), a_peer_id(6)}));
  announce(an_announce().with_event(announce_event::stopped));
  const auto to_ipv6 = announce(an_announce().from("2001:db8:1::1").asking_for_peer_ids());
  CAF_CHECK(to_ipv6.peer_ids == (std::vector{a_peer_id(6), a_peer_id(4)}));
  CAF_CHECK(announce(an_announce()).peer_ids.empty());
}

// -- families -------------------------------------------------------------------------------------

CAF_TEST(the other family gets a quarter where both have enough) {
  add_leechers(200);
  add_ipv6_leechers(200);
  const auto to_ipv4 = [](std::uint16_t numwant) {
    return an_announce().with_numwant(numwant);
  };
  CAF_CHECK(shares_of(to_ipv4(40)) == (shares{30, 10}));
  CAF_CHECK(shares_of(to_ipv4(200)) == (shares{150, 50}));
  CAF_CHECK(shares_of(to_ipv4(4)) == (shares{3, 1}));
  CAF_CHECK(shares_of(to_ipv4(3)) == (shares{3, 0}));
  CAF_CHECK(shares_of(to_ipv4(1)) == (shares{1, 0}));
  CAF_CHECK(shares_of(to_ipv4(0)) == (shares{0, 0}));
  CAF_CHECK(shares_of(to_ipv4(40).from("2001:db8:ffff::1")) == (shares{10, 30}));
}

CAF_TEST(the other family gets what the own one leaves) {
  add_leechers(20);
  add_ipv6_leechers(200);
  CAF_CHECK(shares_of(an_announce().with_numwant(40)) == (shares{20, 20}));
  CAF_CHECK(shares_of(an_announce().with_numwant(26)) == (shares{20, 6}));
  CAF_CHECK(shares_of(an_announce().with_numwant(20)) == (shares{15, 5}));
  fixture alone;
  alone.add_ipv6_leechers(100);
  CAF_CHECK(alone.shares_of(an_announce().with_numwant(40)) == (shares{0, 40}));
}

CAF_TEST(whoever can use its own family only gets nothing of the other one) {
  add_leechers(20);
  add_ipv6_leechers(200);
  const auto to_ipv4 = an_announce().with_numwant(40).for_own_family_only();
  CAF_CHECK(shares_of(to_ipv4) == (shares{20, 0}));
  CAF_CHECK(
      shares_of(an_announce().with_numwant(40).for_own_family_only().from("2001:db8:ffff::1"))
      == (shares{0, 40}));
}

CAF_TEST(the own family gets what the other one leaves) {
  add_leechers(200);
  add_ipv6_leechers(3);
  CAF_CHECK(shares_of(an_announce().with_numwant(40)) == (shares{37, 3}));
  fixture alone;
  alone.add_leechers(100);
  CAF_CHECK(alone.shares_of(an_announce().with_numwant(40)) == (shares{40, 0}));
}

CAF_TEST(shares are taken of what a seeder may see) {
  for (std::uint16_t port = 1; port <= 8; ++port)
    announce(an_announce().from("198.51.100.1").on_port(port).with_left(port < 3 ? 1 : 0));
  add_ipv6_leechers(100);
  CAF_CHECK(shares_of(an_announce().with_left(0).with_numwant(40)) == (shares{2, 38}));
  CAF_CHECK(shares_of(an_announce().with_numwant(40)) == (shares{8, 32}));
}

// -- private addresses ----------------------------------------------------------------------------

CAF_TEST(private and loopback peers are not shown to public requesters) {
  for (const auto* source :
       {"10.0.0.1", "127.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.0.1", "100.64.0.1", "::1",
        "fd00::1", "fe80::1"}) {
    fixture x;
    x.announce(an_announce().from(source));
    x.announce(an_announce().from("198.51.100.1"));
    CAF_CHECK_EQUAL(x.shown_to(an_announce()), texts{"198.51.100.1:6881"});
    CAF_CHECK_EQUAL(
        x.shown_to(an_announce().from("2001:db8::1")),
        (texts{"198.51.100.1:6881", "203.0.113.1:6881"}));
  }
}

CAF_TEST(private and loopback peers are shown to private and loopback requesters) {
  announce(an_announce().from("10.0.0.1"));
  announce(an_announce().from("fd00::1"));
  announce(an_announce().from("198.51.100.1"));
  const texts all{"10.0.0.1:6881", "198.51.100.1:6881", "[fd00::1]:6881"};
  for (const auto* source : {"192.168.0.1", "127.0.0.1", "::1", "fd00:1::1"}) {
    CAF_CHECK_EQUAL(shown_to(an_announce().from(source)), all);
    announce(an_announce().from(source).with_event(announce_event::stopped));
  }
}

CAF_TEST(an address next to a private network is not private) {
  announce(an_announce().from("11.0.0.1"));
  announce(an_announce().from("172.32.0.1"));
  announce(an_announce().from("fec0::1"));
  CAF_CHECK_EQUAL(
      shown_to(an_announce()), (texts{"11.0.0.1:6881", "172.32.0.1:6881", "[fec0::1]:6881"}));
}

CAF_TEST(private peers are counted for everybody) {
  announce(an_announce().from("10.0.0.1"));
  announce(an_announce().from("::1").with_left(0));
  const auto reply = announce(an_announce());
  CAF_CHECK_EQUAL(test::to_text(reply.counts), "1 seeders, 2 leechers, 2 downloaders, 0 completed");
}

CAF_TEST_FIXTURE_SCOPE_END()
