// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE server_connections_test

#include "net/http/server.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/http_announces.hpp"
#include "tests/support/local_tracker.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace muster;
using namespace muster::test;

struct fixture {
  local_tracker tracker;
  http_client client{tracker.connect()};
};

/// The part of a scrape's reply that does not vary.
std::string files_of(const http_reply& reply) {
  return reply.body.substr(0, reply.body.find("5:flags"));
}

local_tracker_options with_connections(std::uint32_t max) {
  local_tracker_options result;
  result.http.connections_max = max;
  return result;
}

local_tracker_options with_timeouts_of_a_second() {
  local_tracker_options result;
  result.http.idle_timeout = result.http.head_timeout = std::chrono::seconds{1};
  return result;
}

/// Takes three connections of one network, all idle, and one of another, with half a head; then one
/// more comes.
/// @returns how many of the three are closed for it.
int greedy_ones_that_make_room(const local_tracker_options& options) {
  local_tracker tracker{options};
  std::vector<http_client> greedy;
  for (const auto* source : {"127.0.0.1", "127.0.0.2", "127.0.0.3"}) {
    greedy.emplace_back(tracker.at(), connect_options{.source = address::parse(source)});
    CAF_CHECK_EQUAL(greedy.back().get("/healthz").status, 200);
  }
  http_client half{tracker.at(), {.source = address::parse("127.0.1.1")}};
  half.send("GET /healthz HT");
  CAF_CHECK(eventually([&] { return tracker.totals().connections.accepted == 4; }));
  http_client newcomer{tracker.at(), {.source = address::parse("127.0.2.1")}};
  CAF_CHECK_EQUAL(newcomer.get("/healthz").status, 200);
  CAF_CHECK(eventually([&] { return tracker.totals().connections.displaced == 1; }));
  int ended = 0;
  for (auto& x : greedy)
    ended += x.end_now() != connection_end::open ? 1 : 0;
  CAF_CHECK_EQUAL(half.end_now() != connection_end::open, ended == 0);
  return ended;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(server_connections_tests, fixture)

// -- clients that leave or do not read ------------------------------------------------------------

CAF_TEST(a client that leaves before its answer does no harm) {
  client.send_get("/held");
  CAF_CHECK(eventually([&] { return tracker.pages_held() == 1; }));
  client.reset();
  tracker.answer_held_page();
  CAF_CHECK(eventually([&] { return tracker.totals().connections.closed == 1; }));
  CAF_CHECK_EQUAL(tracker.connect().get("/healthz").status, 200);
}

CAF_TEST(a client that has said all it wants still gets its replies) {
  client.send_get("/held").send_get(announce_target(1));
  client.half_close();
  CAF_CHECK(eventually([&] { return tracker.pages_held() == 1; }));
  tracker.answer_held_page();
  CAF_CHECK_EQUAL(client.read_reply().status, 200);
  CAF_CHECK_EQUAL(integer(decoded(client.read_reply()), "incomplete"), 1);
  CAF_CHECK(client.wait_for_end() == connection_end::closed);
}

CAF_TEST(a client that does not read does not keep others waiting and gets all in the end) {
  http_client slow{tracker.at(), {.receive_bytes = 2048}};
  std::vector<std::uint8_t> torrents(100);
  for (std::size_t i = 0; i < torrents.size(); ++i)
    torrents[i] = static_cast<std::uint8_t>(i);
  const auto request = "GET " + scrape_target(torrents) + " HTTP/1.1\r\n\r\n";
  std::size_t bytes = 0; // sent until nobody takes more
  std::string rest;
  for (int i = 0; i < 100'000 && rest.empty(); ++i) {
    const auto sent = slow.send_some(request);
    bytes += sent;
    rest = request.substr(sent);
    if (i % 100 == 0)
      CAF_CHECK_EQUAL(client.get("/healthz").status, 200);
  }
  CAF_REQUIRE(!rest.empty());
  CAF_CHECK_EQUAL(client.get("/healthz").status, 200);
  const auto files = files_of(client.get(scrape_target(torrents)));
  for (std::size_t i = 0; i < bytes / request.size(); ++i)
    CAF_CHECK(files_of(slow.read_reply()) == files);
  slow.send(rest);
  CAF_CHECK_EQUAL(slow.read_reply().status, 200);
}

CAF_TEST(connections are counted when they come and when they go) {
  client.get("/healthz");
  CAF_CHECK(eventually([&] { return tracker.totals().connections.accepted == 1; }));
  CAF_CHECK_EQUAL(tracker.totals().connections.closed, 0u);
  client.close();
  CAF_CHECK(eventually([&] { return tracker.totals().connections.closed == 1; }));
  CAF_CHECK_EQUAL(tracker.totals().connections.timed_out, 0u);
}

CAF_TEST_FIXTURE_SCOPE_END()

// -- limits ---------------------------------------------------------------------------------------

CAF_TEST(as many connections as the limit says are answered and the next one is not ) {
  local_tracker tracker{with_connections(3)};
  std::vector<http_client> clients;
  for (int i = 0; i < 3; ++i)
    clients.push_back(std::move(tracker.connect().send_get("/held")));
  CAF_CHECK(eventually([&] { return tracker.pages_held() == 3; }));
  auto refused = tracker.connect();
  refused.send_get("/healthz");
  CAF_CHECK(refused.wait_for_end() != connection_end::open);
  CAF_CHECK(eventually([&] { return tracker.totals().connections.rejected == 1; }));
  for (auto& client : clients) {
    tracker.answer_held_page();
    CAF_CHECK_EQUAL(client.read_reply().status, 200);
  }
  CAF_CHECK_EQUAL(tracker.totals().connections.accepted, 3u);
  CAF_CHECK_EQUAL(tracker.totals().connections.closed, 0u);
}

CAF_TEST(when all connections are taken half a head goes before an idle one and no answer does) {
  local_tracker tracker{with_connections(3)};
  auto waiting = std::move(tracker.connect().send_get("/held"));
  auto idle = tracker.connect();
  CAF_CHECK_EQUAL(idle.get("/healthz").status, 200);
  auto half = std::move(tracker.connect().send("GET /healthz HT"));
  CAF_CHECK(eventually([&] { return tracker.totals().connections.accepted == 3; }));
  CAF_CHECK(half.has_arrived() && eventually([&] { return tracker.pages_held() == 1; }));
  CAF_CHECK_EQUAL(idle.get("/healthz").status, 200); // the half head has been read by now
  auto first = tracker.connect();
  CAF_CHECK_EQUAL(first.get("/healthz").status, 200);
  CAF_CHECK(half.wait_for_end() != connection_end::open);
  CAF_CHECK_EQUAL(idle.get("/healthz").status, 200);
  auto second = tracker.connect();
  CAF_CHECK_EQUAL(second.get("/healthz").status, 200);
  tracker.answer_held_page();
  CAF_CHECK_EQUAL(waiting.read_reply().status, 200);
  CAF_CHECK(eventually([&] { return tracker.totals().connections.displaced == 2; }));
  CAF_CHECK_EQUAL(tracker.totals().connections.rejected, 0u);
}

CAF_TEST(when all connections are taken the network that has most makes room) {
  for (const bool private_sources : {true, false}) {
    auto options = with_connections(4);
    options.limits.private_sources = private_sources;
    CAF_CHECK_EQUAL(greedy_ones_that_make_room(options), 1);
  }
}

CAF_TEST(a trusted proxy has the connections of many networks and does not make room) {
  auto options = with_connections(4);
  options.http.trusted_proxies = {*address_range::parse("127.0.0.0/24")};
  CAF_CHECK_EQUAL(greedy_ones_that_make_room(options), 0);
}

CAF_TEST(a connection that ends makes room for another) {
  const local_tracker tracker{with_connections(1)};
  auto first = tracker.connect();
  CAF_CHECK_EQUAL(first.get("/healthz").status, 200);
  first.close();
  CAF_CHECK(eventually([&] { return tracker.totals().connections.closed == 1; }));
  CAF_CHECK_EQUAL(tracker.connect().get("/healthz").status, 200);
}

CAF_TEST(connections that come and go leave no trace) {
  const local_tracker tracker{with_connections(2)};
  for (int i = 0; i < 300; ++i) {
    auto client = tracker.connect();
    client.send("GET /healthz HTTP/1.0\r\n\r\n");
    CAF_CHECK_EQUAL(client.read_reply().status, 200);
    CAF_CHECK(client.wait_for_end() == connection_end::closed);
  }
  CAF_CHECK(eventually([&] { return tracker.totals().connections.closed == 300; }));
  CAF_CHECK_EQUAL(tracker.totals().connections.rejected, 0u);
}

// -- timeouts -------------------------------------------------------------------------------------

CAF_TEST(connections that wait or trickle for too long are closed and answers do not go astray) {
  local_tracker tracker{with_timeouts_of_a_second()};
  auto idle = tracker.connect();
  CAF_CHECK_EQUAL(idle.get("/healthz").status, 200);
  auto waiting = tracker.connect();
  waiting.send_get("/held");
  auto trickling = tracker.connect();
  trickling.send("GET /healthz HTTP/1.1\r\n");
  CAF_CHECK(eventually([&] {
    trickling.send("a:b\r\n");
    return trickling.end_now() != connection_end::open;
  }));
  CAF_CHECK(idle.wait_for_end() == connection_end::closed);
  CAF_CHECK(waiting.wait_for_end() == connection_end::closed);
  CAF_CHECK(eventually([&] { return tracker.totals().connections.timed_out == 3; }));
  CAF_CHECK_EQUAL(tracker.totals().connections.closed, 3u);
  // The next clients get the sessions of those before, but not the answer that is still missing.
  std::vector<http_client> next;
  for (int i = 0; i < 3; ++i)
    next.push_back(std::move(tracker.connect().send_get("/held")));
  CAF_CHECK(eventually([&] { return tracker.pages_held() == 4; }));
  tracker.answer_held_page();
  CAF_CHECK_EQUAL(tracker.connect().get("/healthz").status, 200);
  for (auto& client : next)
    CAF_CHECK_EQUAL(client.unread_bytes(), 0u);
  for (std::size_t i = 0; i < next.size(); ++i)
    tracker.answer_held_page();
  for (auto& client : next)
    CAF_CHECK_EQUAL(client.read_reply().body, "at last\n");
}
