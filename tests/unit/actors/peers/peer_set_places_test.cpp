// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE peer_set_places_test

#include "tests/support/population.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <vector>

// Peers that are hidden, that give way, that are the same client, and that are in the own network.
namespace {

using namespace muster;
using test::a_peer_id;
using test::an_address;
using test::an_announce;
using texts = std::vector<std::string>;

constexpr auto ipv4 = static_cast<std::size_t>(family::ipv4);

struct fixture : test::peer_set_fixture {
  completed_downloads remembered{hash_key{1}};
  muster::info_hash torrent = test::an_info_hash();

  void pass(std::uint32_t seconds) {
    terms.now += timestamp{seconds};
  }

  announce_reply announce_hidden(const announce_request& request) {
    terms.is_hidden = true;
    auto reply = announce(request);
    terms.is_hidden = false;
    return reply;
  }

  /// Ten downloaders at public addresses, of each family.
  void add_ten_of_each_family() {
    for (int i = 1; i <= 10; ++i) {
      announce(an_announce().from("198.51.100." + std::to_string(i)));
      announce(an_announce().from("2001:db8:" + std::to_string(i) + "::1"));
    }
  }

  /// The fewest peers that a request is shown, whichever the seed.
  std::size_t least_shown_to(const announce_request& request) {
    auto result = std::numeric_limits<std::size_t>::max();
    for (std::uint32_t i = 0; i < 100; ++i) {
      terms.seed = i * 0x9e3779b9U; // spreads over all 32 bits
      result = std::min(result, shown_to(request).size());
    }
    return result;
  }

  /// Fills the places of 203.0.113.1, one each second, from port 1001 on.
  void fill_places() {
    for (std::uint16_t i = 1; i <= 8; ++i) {
      announce(an_announce().on_port(1000 + i));
      pass(1);
    }
  }

  /// Downloads at an address and then has it all.
  void download(const std::string& source, const peer_id& client, std::uint16_t port = 6881) {
    announce(an_announce().from(source).by_peer_id(client).on_port(port));
    announce(an_announce().from(source).by_peer_id(client).on_port(port).with_left(0));
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(peer_set_places_tests, fixture)

// -- hidden ---------------------------------------------------------------------------------------

CAF_TEST(hidden peers crowd out none of those that are shown) {
  add_ten_of_each_family();
  for (int i = 0; i < 2000; ++i) {
    const auto network = std::to_string(i / 250) + '.' + std::to_string(i % 250);
    announce_hidden(an_announce().from("11.0." + network).on_port(25));
    announce_hidden(an_announce().from("2001:db9:" + std::to_string(i) + "::1").on_port(25));
  }
  CAF_CHECK_EQUAL(least_shown_to(an_announce()), 20u);
  CAF_CHECK_EQUAL(least_shown_to(an_announce().from("10.0.0.1")), 21u);
}

CAF_TEST(a hidden peer counts and gets peers and is shown to nobody) {
  announce(an_announce().from("198.51.100.1"));
  const auto reply = announce_hidden(an_announce().on_port(0));
  CAF_CHECK(reply.listed);
  CAF_CHECK(reply.hidden);
  CAF_CHECK_EQUAL(test::shown(reply), texts{"198.51.100.1:6881"});
  CAF_CHECK_EQUAL(test::to_text(reply.counts), "0 seeders, 2 leechers, 2 downloaders, 0 completed");
  CAF_CHECK_EQUAL(shown_to(an_announce().from("198.51.100.1")), texts{});
  CAF_CHECK_EQUAL(shown_to(an_announce().from("2001:db8::1")), texts{"198.51.100.1:6881"});
}

CAF_TEST(a hidden peer of ipv6 is shown to nobody) {
  announce_hidden(an_announce().from("2001:db8::1").on_port(80));
  CAF_CHECK_EQUAL(shown_to(an_announce().from("2001:db8:1::1")), texts{});
  CAF_CHECK_EQUAL(shown_to(an_announce()), texts{"[2001:db8:1::1]:6881"});
}

CAF_TEST(a private peer that is hidden is shown to nobody whatever the external address) {
  terms.external_addresses = {};
  const std::array external{an_address("192.0.2.1")};
  terms.external_addresses = external;
  announce_hidden(an_announce().from("10.0.0.1").on_port(443));
  CAF_CHECK_EQUAL(shown_to(an_announce()), texts{});
  CAF_CHECK(shown_to(an_announce().from("10.0.0.2")) == texts{"203.0.113.1:6881"});
}

CAF_TEST(a hidden peer completes and stops and goes silent like any other) {
  announce_hidden(an_announce().on_port(1));
  announce_hidden(an_announce().on_port(1).with_left(0));
  CAF_CHECK_EQUAL(counts(), "1 seeders, 0 leechers, 0 downloaders, 1 completed");
  announce_hidden(an_announce().on_port(1).with_event(announce_event::stopped));
  CAF_CHECK(peers.empty());
  announce_hidden(an_announce().on_port(1));
  CAF_CHECK_EQUAL(expire(1001), 1u);
}

CAF_TEST(hidden peers have no more places than others) {
  for (std::uint16_t port = 0; port < 8; ++port)
    CAF_CHECK(announce_hidden(an_announce().on_port(port)).listed);
  const auto reply = announce_hidden(an_announce().on_port(8));
  CAF_CHECK(!reply.listed);
  CAF_CHECK(!reply.hidden);
}

CAF_TEST(a hidden peer is hidden after a restart and one at port zero is kept) {
  announce_hidden(an_announce().on_port(0));
  announce_hidden(an_announce().from("2001:db8::1").on_port(443).with_left(0));
  swarm_record record;
  CAF_REQUIRE(read_swarm_record(write_swarm_record(peers.record()), record) == record_status::ok);
  peer_set later;
  later.restore(record, {terms.now, {}, {}}, changes);
  CAF_CHECK(later.record() == peers.record());
  const auto reply = later.announce(an_announce().from("198.51.100.1"), terms, changes);
  CAF_CHECK(test::shown(reply).empty());
}

CAF_TEST(a peer whose port is no longer hidden is shown from its next announce on) {
  announce_hidden(an_announce().on_port(80));
  announce(an_announce().on_port(80));
  CAF_CHECK_EQUAL(shown_to(an_announce().from("198.51.100.1")), texts{"203.0.113.1:80"});
}

// -- places of an address -------------------------------------------------------------------------

CAF_TEST(the peer that has been silent longest gives way to a newer one of its address) {
  fill_places();
  announce(an_announce().on_port(1001)); // not silent any more
  pass(1);
  CAF_CHECK(announce(an_announce().on_port(2000)).listed);
  CAF_CHECK_EQUAL(changes.displaced, 1u);
  CAF_CHECK(changes.population[ipv4] == population{});
  const auto shown = shown_to(an_announce().from("198.51.100.1"));
  CAF_CHECK_EQUAL(shown.size(), 8u);
  for (const auto* gone : {"203.0.113.1:1002"})
    CAF_CHECK_EQUAL(std::count(shown.begin(), shown.end(), gone), 0);
  for (const auto* there : {"203.0.113.1:1001", "203.0.113.1:1003", "203.0.113.1:2000"})
    CAF_CHECK_EQUAL(std::count(shown.begin(), shown.end(), there), 1);
}

CAF_TEST(a client that comes back on new ports again and again is always shown) {
  for (std::uint16_t port = 1000; port < 1100; ++port) {
    pass(1);
    CAF_CHECK(announce(an_announce().on_port(port)).listed);
    const auto shown = shown_to(an_announce().from("198.51.100.1"));
    CAF_CHECK_EQUAL(
        std::count(shown.begin(), shown.end(), "203.0.113.1:" + std::to_string(port)), 1);
  }
  CAF_CHECK_EQUAL(peers.counts().leechers, 9u);
}

CAF_TEST(a peer seen in the same second does not give way) {
  for (std::uint16_t port = 1; port <= 8; ++port)
    announce(an_announce().on_port(port));
  CAF_CHECK(!announce(an_announce().on_port(9)).listed);
  CAF_CHECK_EQUAL(changes.displaced, 0u);
  pass(1);
  CAF_CHECK(announce(an_announce().on_port(9)).listed);
}

CAF_TEST(peers of other addresses do not give way) {
  announce(an_announce().from("203.0.113.2"));
  announce(an_announce().from("2001:db8::1"));
  pass(1);
  fill_places();
  announce(an_announce().on_port(2000));
  const auto shown = shown_to(an_announce().from("198.51.100.1"));
  for (const auto* there : {"203.0.113.2:6881", "[2001:db8::1]:6881"})
    CAF_CHECK_EQUAL(std::count(shown.begin(), shown.end(), there), 1);
}

CAF_TEST(in a network of 64 bits of ipv6 and in large swarms it is the same) {
  add_leechers(100);
  add_ipv6_leechers(100);
  pass(1);
  for (std::uint32_t i = 1; i <= 20; ++i) {
    pass(1);
    const auto host = "2001:db8:ffff:1::" + std::to_string(i);
    CAF_CHECK(announce(an_announce().from(host)).listed);
    CAF_CHECK_EQUAL(changes.displaced, i > 8 ? 1u : 0u);
  }
  CAF_CHECK_EQUAL(peers.counts().leechers, 208u);
}

CAF_TEST(a peer may give way when there is no memory for another one) {
  fill_places();
  terms.has_room = false;
  CAF_CHECK(announce(an_announce().on_port(2000)).listed);
  CAF_CHECK(!announce(an_announce().from("203.0.113.2")).listed);
}

CAF_TEST(of several that have been silent as long the same one gives way each time) {
  const auto left = [] {
    fixture x;
    for (std::uint16_t port = 1; port <= 8; ++port)
      x.announce(an_announce().on_port(port));
    x.pass(1);
    x.announce(an_announce().on_port(9));
    return x.peers.record();
  };
  CAF_CHECK(left() == left());
}

// -- one client at several addresses --------------------------------------------------------------

CAF_TEST(nobody is shown itself through its other addresses) {
  for (const auto* source : {"203.0.113.1", "203.0.113.2", "2001:db8::1", "2001:db8:1::1"})
    announce(an_announce().from(source).by_peer_id(a_peer_id(7)));
  for (const auto* source : {"203.0.113.1", "203.0.113.2", "2001:db8::1", "2001:db8:1::1"})
    CAF_CHECK_EQUAL(shown_to(an_announce().from(source).by_peer_id(a_peer_id(7))), texts{});
  CAF_CHECK_EQUAL(shown_to(an_announce().from("198.51.100.1")).size(), 4u);
}

CAF_TEST(a peer with the same peer id at another port or the other way round is shown) {
  announce(an_announce().from("198.51.100.1").on_port(1).by_peer_id(a_peer_id(7)));
  announce(an_announce().from("198.51.100.2").on_port(2).by_peer_id(a_peer_id(8)));
  CAF_CHECK_EQUAL(
      shown_to(an_announce().on_port(2).by_peer_id(a_peer_id(7))),
      (texts{"198.51.100.1:1", "198.51.100.2:2"}));
}

CAF_TEST(who leaves itself out gets as many others as it wants) {
  add_leechers(300);
  for (std::uint32_t i = 0; i < 8; ++i)
    announce(an_announce().from("203.0.113." + std::to_string(i)).by_peer_id(a_peer_id(7)));
  const auto reply =
      announce(an_announce().from("2001:db8::1").by_peer_id(a_peer_id(7)).with_numwant(200));
  CAF_CHECK_EQUAL(test::shown_count(reply), 200u);
  for (const auto& x : test::shown(reply))
    CAF_CHECK(!x.starts_with("203."));
}

CAF_TEST(a download is counted once however many addresses announce it) {
  terms.downloads = {remembered, torrent};
  for (const auto* source : {"203.0.113.1", "203.0.113.2", "2001:db8::1", "2001:db8:1::1"})
    announce(an_announce().from(source).by_peer_id(a_peer_id(7)));
  std::uint32_t told = 0;
  for (const auto* source : {"203.0.113.1", "203.0.113.2", "2001:db8::1", "2001:db8:1::1"}) {
    announce(an_announce().from(source).by_peer_id(a_peer_id(7)).with_left(0));
    told += changes.completed[0] + changes.completed[1];
  }
  CAF_CHECK_EQUAL(told, 1u);
  CAF_CHECK_EQUAL(counts(), "4 seeders, 0 leechers, 0 downloaders, 1 completed");
}

CAF_TEST(downloads of several clients of one address are counted each) {
  terms.downloads = {remembered, torrent};
  download("203.0.113.1", a_peer_id(1), 1001);
  download("203.0.113.1", a_peer_id(2), 1002);
  CAF_CHECK_EQUAL(peers.counts().completed_count, 2u);
}

CAF_TEST(a download that was counted before a restart is not counted at another address) {
  terms.downloads = {remembered, torrent};
  download("203.0.113.1", a_peer_id(7));
  announce(an_announce().from("2001:db8::1").by_peer_id(a_peer_id(7)));
  completed_downloads anew{hash_key{2}};
  terms.downloads = {anew, torrent};
  peer_set later;
  later.restore(peers.record(), {terms.now, {}, {}, terms.downloads}, changes);
  later.announce(
      an_announce().from("2001:db8::1").by_peer_id(a_peer_id(7)).with_left(0), terms, changes);
  CAF_CHECK_EQUAL(later.counts().completed_count, 1u);
}

CAF_TEST(a download that ends at two addresses before its swarm is restored is counted once) {
  terms.downloads = {remembered, torrent};
  announce(an_announce().by_peer_id(a_peer_id(7)));
  announce(an_announce().from("2001:db8::1").by_peer_id(a_peer_id(7)));
  peer_set later;
  const auto seeder = an_announce().by_peer_id(a_peer_id(7)).with_left(0);
  for (const auto* source : {"203.0.113.1", "2001:db8::1"})
    later.announce(test::announce_builder{seeder}.from(source), terms, changes);
  later.restore(peers.record(), {terms.now, {}, {}, terms.downloads}, changes);
  CAF_CHECK_EQUAL(later.counts().completed_count, 1u);
}

// -- the tracker's own network --------------------------------------------------------------------

CAF_TEST(peers that are out of reach crowd out none of those that are shown) {
  add_ten_of_each_family();
  for (std::uint16_t i = 1; i <= 5000; ++i) {
    announce(an_announce().from("127.0.0.1").on_port(i));
    announce(an_announce().from("fd00::1").on_port(i).with_left(i % 2));
  }
  CAF_CHECK_EQUAL(least_shown_to(an_announce()), 20u);
  CAF_CHECK_EQUAL(least_shown_to(an_announce().with_left(0)), 20u);
}

CAF_TEST(private peers are shown to the public under the external address) {
  const std::array external{an_address("192.0.2.1"), an_address("2001:db8:ee::1")};
  terms.external_addresses = external;
  announce(an_announce().from("10.0.0.1").on_port(1001));
  announce(an_announce().from("127.0.0.1").on_port(1002));
  announce(an_announce().from("fd00::1").on_port(1003));
  announce(an_announce().from("::1").on_port(1004));
  const auto reply = announce(an_announce());
  CAF_CHECK(!reply.leaves_out_private);
  CAF_CHECK_EQUAL(
      test::shown(reply),
      (texts{
          "192.0.2.1:1001", "192.0.2.1:1002", "[2001:db8:ee::1]:1003", "[2001:db8:ee::1]:1004"}));
  CAF_CHECK_EQUAL(
      shown_to(an_announce().from("192.168.1.1").on_port(1005)),
      (texts{
          "10.0.0.1:1001", "127.0.0.1:1002", "203.0.113.1:6881", "[::1]:1004", "[fd00::1]:1003"}));
}

CAF_TEST(an external address stands for private peers of its own family alone) {
  const std::array external{an_address("192.0.2.1")};
  terms.external_addresses = external;
  announce(an_announce().from("fd00::1"));
  const auto reply = announce(an_announce());
  CAF_CHECK(test::shown(reply).empty());
  CAF_CHECK(reply.leaves_out_private);
}

CAF_TEST(a reply says whether private peers were left out) {
  announce(an_announce().from("10.0.0.1"));
  CAF_CHECK(!announce(an_announce().from("10.0.0.2")).leaves_out_private);
  CAF_CHECK(announce(an_announce()).leaves_out_private);
}

CAF_TEST_FIXTURE_SCOPE_END()
