// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE server_stream_test

#include "net/http/server.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/http_announces.hpp"
#include "tests/support/local_tracker.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster;
using namespace muster::test;

struct fixture {
  local_tracker tracker;
  http_client client{tracker.connect()};

  /// Asks for an open-ended page and reads its head and its beginning.
  static std::string begin(http_client& viewer) {
    viewer.send_get("/open");
    return viewer.read_until("begin\n");
  }

  /// Waits until as many connections have ended.
  [[nodiscard]] bool have_ended(std::uint64_t connections) const {
    return eventually([&] { return tracker.totals().connections.closed == connections; });
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(server_stream_tests, fixture)

CAF_TEST(an open ended page reaches the client as it comes) {
  const auto head = begin(client);
  CAF_CHECK(head.starts_with("HTTP/1.1 200 OK\r\n"));
  CAF_CHECK(head.find("Content-Length") == std::string::npos);
  CAF_CHECK(head.find("\r\nConnection: close\r\n") != std::string::npos);
  CAF_CHECK(head.find("\r\nCache-Control: no-store\r\n") != std::string::npos);
  tracker.tell_viewers("one\n");
  CAF_CHECK_EQUAL(client.read_until("\n"), "one\n");
  tracker.tell_viewers("two\n");
  tracker.tell_viewers("three\n");
  CAF_CHECK_EQUAL(client.read_until("\n"), "two\n");
  CAF_CHECK_EQUAL(client.read_until("\n"), "three\n");
}

CAF_TEST(an event reaches the clients that asked for it and no other) {
  auto other = tracker.connect();
  auto stranger = tracker.connect(family::ipv6);
  begin(client);
  begin(other);
  CAF_CHECK_EQUAL(stranger.get("/healthz").status, 200);
  tracker.tell_viewers("one\n");
  CAF_CHECK_EQUAL(client.read_until("\n"), "one\n");
  CAF_CHECK_EQUAL(other.read_until("\n"), "one\n");
  CAF_CHECK_EQUAL(stranger.get("/healthz").body, "ok\n");
  CAF_CHECK_EQUAL(stranger.unread_bytes(), 0u);
}

CAF_TEST(a client that leaves gives its place up at once and the other stays) {
  auto other = tracker.connect();
  begin(client);
  begin(other);
  CAF_CHECK_EQUAL(tracker.viewers(), 2u);
  client.close();
  CAF_CHECK(eventually([&] { return tracker.viewers() == 1; }));
  tracker.tell_viewers("one\n");
  CAF_CHECK_EQUAL(other.read_until("\n"), "one\n");
  tracker.tell_viewers("two\n");
  CAF_CHECK_EQUAL(other.read_until("\n"), "two\n");
  CAF_CHECK_EQUAL(tracker.viewers(), 1u);
}

CAF_TEST(a client that is reset gives its place up at once) {
  begin(client);
  client.reset();
  CAF_CHECK(eventually([&] { return tracker.viewers() == 0; }));
}

CAF_TEST(clients that come and go leave no viewer behind) {
  for (std::uint64_t i = 1; i <= 50; ++i) {
    auto hasty = tracker.connect();
    hasty.send_get("/open");
    hasty.close();
    CAF_CHECK(have_ended(i));
  }
  CAF_CHECK(eventually([&] { return tracker.viewers() == 0; }));
}

CAF_TEST(a client that does not take its events gives its place up) {
  http_client slow{tracker.at(), {.receive_bytes = 2048}};
  begin(slow);
  const std::string event(32768, 'e');
  CAF_CHECK(eventually([&] {
    tracker.tell_viewers(event + '\n');
    return tracker.viewers() == 0;
  }));
}

CAF_TEST(an event does not reach the next client in the place of one that has left) {
  begin(client);
  client.close();
  CAF_CHECK(have_ended(1));
  auto next = tracker.connect();
  begin(next);
  CAF_CHECK_EQUAL(tracker.viewers(), 1u);
  tracker.tell_viewers("one\n");
  CAF_CHECK_EQUAL(next.read_until("\n"), "one\n");
  CAF_CHECK_EQUAL(next.unread_bytes(), 0u);
}

CAF_TEST(a client that asks for the head alone is no viewer) {
  client.send("HEAD /open HTTP/1.1\r\n\r\n");
  CAF_CHECK_EQUAL(client.read_reply(false).status, 200);
  CAF_CHECK(client.wait_for_end() == connection_end::closed);
  CAF_CHECK(eventually([&] { return tracker.viewers() == 0; }));
}

CAF_TEST(a client that sends a request behind its stream is answered by nobody and stays) {
  begin(client);
  client.send_get(announce_target(1));
  tracker.tell_viewers("one\n");
  CAF_CHECK_EQUAL(client.read_until("\n"), "one\n");
  CAF_CHECK_EQUAL(tracker.swarms(), 0u);
}

CAF_TEST(a stop ends streams) {
  begin(client);
  tracker.stop_serving();
  CAF_CHECK(client.wait_for_end() == connection_end::closed);
  CAF_CHECK(eventually([&] { return tracker.stopped(); }));
}

CAF_TEST(a stop ends a stream that begins after it) {
  client.send_get("/held/open");
  CAF_CHECK(eventually([&] { return tracker.pages_held() == 1; }));
  tracker.stop_serving();
  tracker.answer_held_page();
  CAF_CHECK(client.read_until("begin\n").ends_with("begin\n"));
  CAF_CHECK(client.wait_for_end() == connection_end::closed);
  CAF_CHECK(eventually([&] { return tracker.stopped(); }));
  CAF_CHECK_EQUAL(tracker.totals().connections.timed_out, 0u);
}

CAF_TEST_FIXTURE_SCOPE_END()
