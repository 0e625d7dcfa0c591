// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE server_stop_test

#include "net/http/server.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/http_announces.hpp"
#include "tests/support/local_tracker.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <system_error>
#include <vector>

namespace {

using namespace muster;
using namespace muster::test;

struct fixture {
  local_tracker tracker;

  bool stops() {
    return eventually([&] { return tracker.stopped(); });
  }

  bool accepts() {
    try {
      const auto client = tracker.connect();
      return true;
    } catch (const std::system_error&) {
      return false;
    }
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(server_stop_tests, fixture)

CAF_TEST(a server without connections stops) {
  tracker.stop_serving();
  CAF_CHECK(stops());
  CAF_CHECK(!accepts());
}

CAF_TEST(a server that is told twice stops) {
  tracker.stop_serving();
  tracker.stop_serving();
  CAF_CHECK(stops());
}

CAF_TEST(stopping ends idle connections) {
  auto client = tracker.connect();
  client.get("/healthz");
  tracker.stop_serving();
  CAF_CHECK(client.wait_for_end() == connection_end::closed);
  CAF_CHECK(stops());
}

CAF_TEST(stopping waits for what is being answered) {
  auto client = tracker.connect();
  auto pipelining = tracker.connect();
  client.send_get("/held");
  pipelining.send_get("/held").send_get("/healthz");
  CAF_CHECK(eventually([&] { return tracker.pages_held() == 2; }));
  tracker.stop_serving();
  CAF_CHECK(eventually([&] { return !accepts(); }));
  CAF_CHECK(!tracker.stopped());
  tracker.answer_held_page();
  tracker.answer_held_page();
  for (auto* x : {&client, &pipelining}) {
    const auto reply = x->read_reply();
    CAF_CHECK_EQUAL(reply.body, "at last\n");
    CAF_CHECK(reply.says_close());
    CAF_CHECK(x->wait_for_end() == connection_end::closed);
    x->close();
  }
  CAF_CHECK(stops());
}

CAF_TEST(stopping answers requests that have arrived) {
  std::vector<http_client> clients;
  for (int i = 0; i < 20; ++i)
    clients.push_back(std::move(tracker.connect().send_get(announce_target(1))));
  for (auto& client : clients)
    CAF_CHECK(client.has_arrived());
  tracker.stop_serving();
  for (auto& client : clients) {
    CAF_CHECK_EQUAL(client.read_reply().status, 200);
    CAF_CHECK(client.wait_for_end() == connection_end::closed);
  }
  CAF_CHECK(stops());
}

CAF_TEST(stopping answers all who wait for their connection to be accepted) {
  std::vector<http_client> clients;
  tracker.while_reactors_held([&] {
    for (int i = 0; i < 200; ++i)
      clients.push_back(std::move(tracker.connect().send_get(announce_target(1))));
    for (auto& client : clients)
      CAF_CHECK(client.has_arrived());
    tracker.stop_serving();
  });
  for (auto& client : clients)
    CAF_REQUIRE_EQUAL(client.read_reply().status, 200);
  clients.clear();
  CAF_CHECK(stops());
}

CAF_TEST(stopping waits for the rest of a request) {
  auto client = tracker.connect();
  client.send("GET /healthz HT");
  CAF_CHECK(eventually([&] { return tracker.totals().connections.accepted == 1; }));
  tracker.stop_serving();
  CAF_CHECK(eventually([&] { return !accepts(); }));
  client.send("TP/1.1\r\n\r\n");
  CAF_CHECK(client.read_reply().says_close());
  CAF_CHECK(stops());
}

CAF_TEST(the last report tells of all connections) {
  auto client = tracker.connect();
  client.get(announce_target(1));
  tracker.stop_serving();
  CAF_CHECK(stops());
  const auto totals = tracker.totals();
  CAF_CHECK_EQUAL(totals.connections.accepted, 1u);
  CAF_CHECK_EQUAL(totals.connections.closed, 1u);
  CAF_CHECK_EQUAL(totals.traffic[0][0].announces[0], 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(all reactors stop) {
  local_tracker_options options;
  options.reactors = 3;
  local_tracker tracker{options};
  tracker.stop_serving();
  CAF_CHECK(eventually([&] { return tracker.stopped(); }));
}

CAF_TEST(a udp server that is done leaves http its time) {
  local_tracker_options options;
  options.with_udp = true;
  options.http.head_timeout = std::chrono::seconds{1};
  local_tracker tracker{options};
  auto client = tracker.connect();
  client.send_get("/held");
  CAF_CHECK(eventually([&] { return tracker.pages_held() == 1; }));
  auto slow = tracker.connect();
  slow.send("GET /");
  CAF_CHECK(eventually([&] { return tracker.totals().connections.accepted == 2; }));
  tracker.stop_serving();
  // The udp server needs a fraction of that.
  CAF_CHECK(eventually([&] { return tracker.totals().connections.timed_out == 1; }));
  CAF_CHECK(!tracker.stopped());
  tracker.answer_held_page();
  CAF_CHECK_EQUAL(client.read_reply().body, "at last\n");
  client.close();
  CAF_CHECK(eventually([&] { return tracker.stopped(); }));
}
