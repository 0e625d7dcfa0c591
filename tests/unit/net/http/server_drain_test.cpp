// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE server_drain_test

#include "net/http/server.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/http_announces.hpp"
#include "tests/support/local_tracker.hpp"

#include <caf/test/unit_test.hpp>

#include <system_error>

namespace {

using namespace muster;
using namespace muster::test;

struct fixture {
  local_tracker tracker;

  bool is_drained() {
    return eventually([&] { return tracker.drained() == 1; });
  }

  bool accepts() {
    try {
      const auto client = tracker.connect();
      return true;
    } catch (const std::system_error&) {
      return false;
    }
  }

  bool refuses() {
    return eventually([&] { return !accepts(); });
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(server_drain_tests, fixture)

CAF_TEST(a server without clients is drained at once and goes on running) {
  tracker.drain();
  CAF_CHECK(is_drained());
  CAF_CHECK(!tracker.stopped());
  CAF_CHECK(!accepts());
}

CAF_TEST(a client that is connected is told to come back later) {
  auto client = tracker.connect();
  CAF_CHECK_EQUAL(client.get("/healthz").status, 200);
  tracker.drain();
  CAF_CHECK(refuses());
  CAF_CHECK_EQUAL(tracker.drained(), 0u);
  const auto reply = client.get("/healthz");
  CAF_CHECK_EQUAL(reply.status, 503);
  CAF_CHECK_EQUAL(reply.field("Retry-After"), "60");
  CAF_CHECK(reply.says_close());
  CAF_CHECK(client.wait_for_end() == connection_end::closed);
  CAF_CHECK(is_drained());
}

CAF_TEST(an announce is turned away and starts no swarm) {
  auto client = tracker.connect();
  client.get("/healthz");
  tracker.drain();
  CAF_CHECK(refuses());
  CAF_CHECK_EQUAL(client.get("/announce?" + an_announce_query().text()).status, 503);
  CAF_CHECK_EQUAL(tracker.swarms(), 0u);
}

CAF_TEST(what is being answered gets its answer) {
  auto client = tracker.connect();
  client.send_get("/held");
  CAF_CHECK(eventually([&] { return tracker.pages_held() == 1; }));
  tracker.drain();
  CAF_CHECK(refuses());
  tracker.answer_held_page();
  CAF_CHECK_EQUAL(client.read_reply().status, 200);
}

CAF_TEST(who looks at live figures does not hold up the end) {
  auto viewer = tracker.connect();
  viewer.send_get("/open");
  viewer.read_until("begin\n");
  tracker.drain();
  CAF_CHECK(viewer.wait_for_end() == connection_end::closed);
  CAF_CHECK(is_drained());
  CAF_CHECK(eventually([&] { return tracker.viewers() == 0; }));
  CAF_CHECK_EQUAL(tracker.totals().connections.timed_out, 0u);
}

CAF_TEST(nor does who has asked for them before) {
  auto viewer = tracker.connect();
  viewer.send_get("/held/open");
  CAF_CHECK(eventually([&] { return tracker.pages_held() == 1; }));
  tracker.drain();
  CAF_CHECK(refuses());
  tracker.answer_held_page();
  CAF_CHECK(viewer.read_until("begin\n").ends_with("begin\n"));
  CAF_CHECK(viewer.wait_for_end() == connection_end::closed);
  CAF_CHECK(is_drained());
  CAF_CHECK(eventually([&] { return tracker.viewers() == 0; }));
  CAF_CHECK_EQUAL(tracker.totals().connections.timed_out, 0u);
}

CAF_TEST(a server that is drained says so to whoever asks again) {
  tracker.drain();
  CAF_CHECK(is_drained());
  tracker.drain();
  CAF_CHECK(eventually([&] { return tracker.drained() == 2; }));
}

CAF_TEST(a server that is drained can be stopped) {
  tracker.drain();
  CAF_CHECK(is_drained());
  tracker.stop_serving();
  CAF_CHECK(eventually([&] { return tracker.stopped(); }));
}

CAF_TEST_FIXTURE_SCOPE_END()
