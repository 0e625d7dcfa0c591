// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE session_deadlines_test

#include "net/http/session.hpp"
#include "tests/support/session_rig.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster;

/// A session opened at second 1000, with the timeouts that a tracker has unless told otherwise: ten
/// seconds for a request to come, five for all of its head.
struct fixture : test::session_rig {
  fixture() {
    open();
  }

  /// Seconds left until the deadline.
  std::int64_t left() const {
    return std::int64_t{subject.deadline().count()} - now.count();
  }

  void pass(std::uint32_t seconds) {
    now += timestamp{seconds};
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(session_deadlines_tests, fixture)

CAF_TEST(the first byte of a request may take the idle timeout) {
  CAF_CHECK_EQUAL(left(), 10);
}

CAF_TEST(the head of a request may take the head timeout from its first byte) {
  pass(9);
  send("G");
  CAF_CHECK_EQUAL(left(), 5);
}

CAF_TEST(bytes that trickle in do not extend the head timeout) {
  send("GET / HTTP/1.1\r\n");
  for (std::int64_t second = 1; second <= 5; ++second) {
    pass(1);
    send("a");
    CAF_CHECK_EQUAL(left(), 5 - second);
  }
}

CAF_TEST(blank lines do not extend any timeout) {
  for (int i = 0; i < 4; ++i) {
    pass(1);
    send("\r\n");
  }
  CAF_CHECK_LESS_OR_EQUAL(left(), 6);
}

CAF_TEST(each request has the whole head timeout) {
  send("G");
  pass(4);
  send("ET /1 HTTP/1.1\r\n\r\nG");
  CAF_CHECK_EQUAL(left(), 5);
  pass(4);
  send("ET /2 HTTP/1.1\r\n\r\nG");
  CAF_CHECK_EQUAL(left(), 5);
}

CAF_TEST(the next request may take the idle timeout from the reply on) {
  pass(7);
  send_get("/1");
  CAF_CHECK_EQUAL(left(), 10);
  pass(3);
  CAF_CHECK_EQUAL(left(), 7);
  send_get("/2");
  CAF_CHECK_EQUAL(left(), 10);
}

CAF_TEST(events without bytes do not extend the idle timeout) {
  pass(7);
  subject.on_event(EPOLLIN, now);
  subject.proceed(now);
  CAF_CHECK_EQUAL(left(), 3);
}

CAF_TEST(an answer may take the idle timeout) {
  sink.answers_at_once = false;
  pass(5);
  send_get("/1");
  CAF_CHECK_EQUAL(left(), 10);
}

CAF_TEST(bytes behind a request that waits do not extend its timeout) {
  sink.answers_at_once = false;
  send_get("/1");
  pass(4);
  send_get("/2");
  CAF_CHECK_EQUAL(left(), 6);
}

CAF_TEST(a late reply gives the next request the whole idle timeout) {
  sink.answers_at_once = false;
  send_get("/1");
  pass(9);
  answer();
  CAF_CHECK_EQUAL(left(), 10);
}

CAF_TEST(half a request behind a late reply has the head timeout from the reply on) {
  sink.answers_at_once = false;
  send("GET /1 HTTP/1.1\r\n\r\nGET");
  pass(9);
  answer();
  CAF_CHECK_EQUAL(left(), 5);
}

CAF_TEST(each of two requests that wait has the whole idle timeout) {
  sink.answers_at_once = false;
  send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
  pass(6);
  answer();
  CAF_CHECK_EQUAL(left(), 10);
}

CAF_TEST(a reply may take the idle timeout to be taken) {
  pad_beyond_buffers();
  pass(5);
  send_get("/1");
  CAF_CHECK_EQUAL(left(), 10);
}

CAF_TEST(a client that takes its reply in small bites does not extend the timeout) {
  pad_beyond_buffers();
  send_get("/1");
  pass(4);
  client.unread_bytes();
  subject.on_event(EPOLLOUT, now);
  CAF_CHECK_EQUAL(left(), 6);
}

CAF_TEST(a session lingers for two seconds) {
  send("garbage\r\n\r\n");
  CAF_CHECK_EQUAL(left(), 2);
}

CAF_TEST(bytes that trickle in do not let a session linger longer) {
  send("garbage\r\n\r\n");
  pass(1);
  send("more garbage");
  CAF_CHECK_EQUAL(left(), 1);
}

CAF_TEST(timeouts are as they were set) {
  settings.idle_timeout = std::chrono::seconds{60};
  settings.head_timeout = std::chrono::seconds{30};
  send_get("/1");
  CAF_CHECK_EQUAL(left(), 60);
  send("G");
  CAF_CHECK_EQUAL(left(), 30);
}

CAF_TEST(a session does not keep the deadline of the client before) {
  send("G");
  pass(4);
  subject.close();
  open();
  CAF_CHECK_EQUAL(left(), 10);
}

CAF_TEST_FIXTURE_SCOPE_END()
