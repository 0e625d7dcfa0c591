// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE request_handler_test

#include "net/http/request_handler.hpp"
#include "tests/support/http_announces.hpp"
#include "tests/support/local_tracker.hpp"

#include <caf/test/unit_test.hpp>

#include <set>
#include <string>
#include <vector>

namespace {

using namespace muster;
using namespace muster::test;
using namespace std::string_literals;
using strings = std::vector<std::string>;

/// A tracker with the settings it has unless told otherwise, and a client that is connected.
struct fixture {
  local_tracker tracker;
  http_client client{tracker.connect()};

  bencode::value announce(const query_builder& query) {
    return decoded(client.get(announce_target(query)));
  }

  bencode::value announce(std::uint8_t torrent, std::uint16_t port) {
    return decoded(client.get(announce_target(torrent, port)));
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(request_handler_tests, fixture)

// -- announces ------------------------------------------------------------------------------------

CAF_TEST(an announce is answered with all its keys) {
  const auto reply = announce(1, 6881);
  CAF_CHECK_EQUAL(integer(reply, "complete"), 0);
  CAF_CHECK_EQUAL(integer(reply, "incomplete"), 1);
  CAF_CHECK_EQUAL(integer(reply, "downloaded"), 0);
  CAF_CHECK_EQUAL(text(reply, "external ip"), "\x7f\x00\x00\x01"s);
  CAF_CHECK(peers(reply).empty());
  CAF_CHECK_EQUAL(text(reply, "failure reason"), "none");
  CAF_CHECK_EQUAL(text(reply, "warning message"), "none");
}

CAF_TEST(two peers of one torrent find each other) {
  announce(1, 6881);
  CAF_CHECK(peers(announce(1, 6882)) == strings{"127.0.0.1:6881"});
  CAF_CHECK(peers(announce(1, 6881)) == strings{"127.0.0.1:6882"});
}

CAF_TEST(peers of different torrents do not find each other) {
  announce(1, 6881);
  CAF_CHECK(peers(announce(2, 6882)).empty());
  CAF_CHECK_EQUAL(tracker.swarms(), 2u);
}

CAF_TEST(announces of all paths are about the same torrents) {
  announce(1, 6881);
  const auto query = announce_target(1, 6882).substr(std::string{"/announce"}.size());
  for (const auto* path :
       {"/announce", "/announce.php", "/KEY/announce", "/announce/KEY", "/announce/KEY/announce",
        "http://tracker:6969/announce"})
    CAF_CHECK(peers(decoded(client.get(path + query))) == strings{"127.0.0.1:6881"});
}

CAF_TEST(an announce over ipv6 is told its ipv6 address and finds both families) {
  announce(1, 6881);
  auto client6 = tracker.connect(family::ipv6);
  const auto reply = decoded(client6.get(announce_target(1, 6882)));
  CAF_CHECK_EQUAL(text(reply, "external ip"), std::string(15, '\0') + '\1');
  CAF_CHECK(peers(reply) == strings{"127.0.0.1:6881"});
  CAF_CHECK(peers(announce(1, 6883)) == (strings{"127.0.0.1:6881", "[::1]:6882"}));
}

CAF_TEST(peers of the own family come first and are most) {
  auto client6 = tracker.connect(family::ipv6);
  for (std::uint16_t port = 7000; port < 7010; ++port) {
    announce(1, port);
    client6.get(announce_target(1, port));
  }
  const auto target = announce_target(1) + "&compact=0&numwant=8";
  const auto initials = [&](http_client& by) {
    std::string result;
    const auto reply = decoded(by.get(target));
    for (const auto& peer : std::get<bencode::list>(reply.find("peers")->data))
      result += text(peer, "ip").front();
    return result;
  };
  CAF_CHECK_EQUAL(initials(client), "111111::");
  CAF_CHECK_EQUAL(initials(client6), "::::::11");
}

CAF_TEST(a client gets as many peers as it wants) {
  for (std::uint16_t port = 7000; port < 7060; ++port)
    announce(1, port);
  const auto shown = [&](const query_builder& query) {
    return peers(announce(query)).size();
  };
  const auto query = an_announce_query().with("info_hash", percent_encoded(an_info_hash(1).view()));
  CAF_CHECK_EQUAL(shown(query), 50u);
  CAF_CHECK_EQUAL(shown(query_builder{query}.with("numwant", "-1")), 50u);
  CAF_CHECK_EQUAL(shown(query_builder{query}.with("numwant", "0")), 0u);
  CAF_CHECK_EQUAL(shown(query_builder{query}.with("numwant", "7")), 7u);
  CAF_CHECK_EQUAL(shown(query_builder{query}.with("numwant", "1000")), 60u);
}

CAF_TEST(compact 0 lists dictionaries with peer ids) {
  announce(an_announce_query().with("peer_id", "-XX0001-aaaaaaaaaaaa").with("port", "7000"));
  const auto reply = announce(an_announce_query().with("compact", "0"));
  const auto* list = reply.find("peers");
  CAF_REQUIRE(std::holds_alternative<bencode::list>(list->data));
  CAF_REQUIRE_EQUAL(std::get<bencode::list>(list->data).size(), 1u);
  const auto& peer = std::get<bencode::list>(list->data)[0];
  CAF_CHECK_EQUAL(text(peer, "ip"), "127.0.0.1");
  CAF_CHECK_EQUAL(integer(peer, "port"), 7000);
  CAF_CHECK_EQUAL(text(peer, "peer id"), "-XX0001-aaaaaaaaaaaa");
}

CAF_TEST(no peer id leaves them out of dictionaries) {
  announce(an_announce_query().with("port", "7000"));
  const auto reply = announce(an_announce_query().with("compact", "0").with("no_peer_id", "1"));
  const auto& peer = std::get<bencode::list>(reply.find("peers")->data).at(0);
  CAF_CHECK_EQUAL(integer(peer, "port"), 7000);
  CAF_CHECK_EQUAL(text(peer, "peer id"), "none");
}

CAF_TEST(the form of a reply is that of its own request) {
  announce(an_announce_query().with("port", "7000"));
  client.send_get(announce_target(an_announce_query().with("compact", "0")));
  client.send_get(announce_target(an_announce_query()));
  CAF_CHECK(decoded(client.read_reply()).find("peers")->string() == nullptr);
  CAF_CHECK(decoded(client.read_reply()).find("peers")->string() != nullptr);
}

CAF_TEST(the addresses in a query are ignored) {
  announce(an_announce_query()
               .with("port", "7000")
               .with("ip", "203.0.113.9")
               .with("ipv4", "203.0.113.9")
               .with("ipv6", "[2001:db8::9]"));
  CAF_CHECK(peers(announce(an_announce_query())) == strings{"127.0.0.1:7000"});
}

CAF_TEST(a stopped announce removes the peer and is told no peers) {
  announce(1, 6881);
  announce(1, 6882);
  const auto stopped = decoded(client.get(announce_target(1, 6881) + "&event=stopped"));
  CAF_CHECK(peers(stopped).empty());
  CAF_CHECK_EQUAL(integer(stopped, "incomplete"), 1);
}

// -- intervals ------------------------------------------------------------------------------------

CAF_TEST(intervals vary within the jitter and the minimum is at least half of them) {
  std::set<std::int64_t> seen;
  for (int i = 0; i < 200; ++i) {
    const auto reply = announce(1, 6881);
    const auto interval = integer(reply, "interval");
    seen.insert(interval);
    CAF_CHECK(interval >= 1620 && interval <= 1980);
    CAF_CHECK(2 * integer(reply, "min interval") >= interval);
    CAF_CHECK(integer(reply, "min interval") >= 900);
  }
  CAF_CHECK_GREATER(seen.size(), 50u);
  CAF_CHECK_LESS(*seen.begin(), 1700);
  CAF_CHECK_GREATER(*seen.rbegin(), 1900);
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(without jitter all intervals are the same) {
  local_tracker_options options;
  options.announce.interval = std::chrono::seconds{1001};
  options.announce.interval_jitter_percent = 0;
  options.announce.min_interval = std::chrono::seconds{10};
  const local_tracker tracker{options};
  auto client = tracker.connect();
  for (int i = 0; i < 20; ++i) {
    const auto reply = decoded(client.get(announce_target(1)));
    CAF_CHECK_EQUAL(integer(reply, "interval"), 1001);
    CAF_CHECK_EQUAL(integer(reply, "min interval"), 501);
  }
}

CAF_TEST(the peers in a reply are limited by the settings) {
  local_tracker_options options;
  options.announce.numwant = {2, 3};
  const local_tracker tracker{options};
  auto client = tracker.connect();
  for (std::uint16_t port = 7000; port < 7010; ++port)
    client.get(announce_target(1, port));
  CAF_CHECK_EQUAL(peers(decoded(client.get(announce_target(1)))).size(), 2u);
  CAF_CHECK_EQUAL(peers(decoded(client.get(announce_target(1) + "&numwant=200"))).size(), 3u);
}
