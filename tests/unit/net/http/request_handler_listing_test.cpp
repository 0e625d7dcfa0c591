// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE request_handler_listing_test

#include "tests/support/eventually.hpp"
#include "tests/support/http_announces.hpp"
#include "tests/support/local_tracker.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <vector>

// Of which peers others are told, and how.
namespace {

using namespace muster;
using namespace muster::test;
using texts = std::vector<std::string>;

/// A tracker in a network of its own, where a proxy at 127.0.0.1 lets clients come from anywhere.
local_tracker_options in_own_network() {
  local_tracker_options result;
  result.http.trusted_proxies = {*address_range::parse("127.0.0.1")};
  result.swarms.external_addresses = {an_address("192.0.2.1"), an_address("2001:db8:ee::1")};
  return result;
}

http_reply ask_as(http_client& proxy, const std::string& client, const std::string& target) {
  proxy.send("GET " + target + " HTTP/1.1\r\nX-Forwarded-For: " + client + "\r\n\r\n");
  return proxy.read_reply();
}

} // namespace

CAF_TEST(ports that cannot be used are served with a warning and counted and not shown) {
  const local_tracker tracker;
  auto client = tracker.connect();
  for (const std::uint16_t port : {0, 1, 22, 53, 80, 443}) {
    const auto reply = decoded(client.get(announce_target(1, port)));
    CAF_CHECK_EQUAL(
        text(reply, "warning message"), "not listed: peers are not told of your port, use another");
    CAF_CHECK_EQUAL(text(reply, "failure reason"), "none");
  }
  const auto reply = decoded(client.get(announce_target(1, 7000)));
  CAF_CHECK_EQUAL(text(reply, "warning message"), "none");
  CAF_CHECK_EQUAL(integer(reply, "incomplete"), 7);
  CAF_CHECK(peers(reply).empty());
  CAF_CHECK(eventually([&] { return tracker.totals().peers_hidden == 6; }));
  CAF_CHECK_EQUAL(tracker.totals().peers_unlisted, 0u);
}

CAF_TEST(warnings about peers fit one line of a client) {
  CAF_CHECK_LESS_OR_EQUAL(
      std::string{"not listed: peers are not told of your port, use another"}.size(),
      limits::warning_bytes_max);
}

CAF_TEST(a peer in the network of the tracker is shown to the public under its external address) {
  const local_tracker tracker{in_own_network()};
  auto proxy = tracker.connect();
  ask_as(proxy, "10.0.0.5", announce_target(1, 7000));
  ask_as(proxy, "fd00::5", announce_target(1, 7001));
  ask_as(proxy, "127.0.0.1", announce_target(1, 7002));
  CAF_CHECK(
      peers(decoded(ask_as(proxy, "203.0.113.7", announce_target(1, 7003))))
      == (texts{"192.0.2.1:7000", "192.0.2.1:7002", "[2001:db8:ee::1]:7001"}));
  const auto inside = peers(decoded(ask_as(proxy, "10.0.0.6", announce_target(1, 7004))));
  CAF_CHECK_EQUAL(std::count(inside.begin(), inside.end(), "10.0.0.5:7000"), 1);
  const auto dictionaries =
      ask_as(proxy, "203.0.113.7", announce_target(1, 7003) + "&compact=0").body;
  CAF_CHECK(dictionaries.find("9:192.0.2.1") != std::string::npos);
  CAF_CHECK(dictionaries.find("10.0.0.5") == std::string::npos);
}

CAF_TEST(replies that leave out private peers are counted) {
  auto options = in_own_network();
  options.swarms.external_addresses.clear();
  const local_tracker tracker{options};
  auto proxy = tracker.connect();
  ask_as(proxy, "10.0.0.5", announce_target(1, 7000));
  CAF_CHECK(peers(decoded(ask_as(proxy, "203.0.113.7", announce_target(1, 7003)))).empty());
  CAF_CHECK(eventually([&] { return tracker.totals().private_peers_left_out == 1; }));
}

CAF_TEST(no announce or scrape or refusal is kept by a cache) {
  const local_tracker tracker;
  auto client = tracker.connect();
  for (const auto& target :
       {announce_target(1), scrape_target({1}), std::string{"/announce"}, std::string{"/scrape"}})
    CAF_CHECK_EQUAL(client.get(target).field("Cache-Control"), "no-store");
}

CAF_TEST(announces are served at the bare host and at the paths of the operator) {
  local_tracker_options options;
  options.http.announce_paths = {"/tracker/announce"};
  const local_tracker tracker{options};
  auto client = tracker.connect();
  const auto query = announce_target(1).substr(std::string{"/announce"}.size());
  for (const auto* path : {"/", "/a", "/announce/", "/tracker/announce", "/tracker/announce/"})
    CAF_CHECK_EQUAL(integer(decoded(client.get(path + query)), "incomplete"), 1);
  client.send("GET http://tracker.example" + query + " HTTP/1.1\r\n\r\n");
  CAF_CHECK_EQUAL(integer(decoded(client.read_reply()), "incomplete"), 1);
  const auto scrape = scrape_target({1}).substr(std::string{"/scrape"}.size());
  for (const auto* path : {"/scrape/", "/tracker/scrape"})
    CAF_CHECK(decoded(client.get(path + scrape)).find("files") != nullptr);
  CAF_CHECK_EQUAL(client.get("/").status, 404); // of the stand-in for pages
}
