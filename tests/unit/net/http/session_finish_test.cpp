// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE session_finish_test

#include "net/http/session.hpp"
#include "tests/support/session_rig.hpp"

#include <caf/test/unit_test.hpp>

namespace {

using namespace muster;
using test::connection_end;

struct fixture : test::session_rig {
  fixture() {
    open();
  }

  bool ended_well() {
    return subject.closed() && client.end_now() == connection_end::closed;
  }

  /// The client is told the end, and when it has left the session ends too.
  bool ends_with_the_client() {
    const bool told = client.end_now() == connection_end::closed;
    client.close();
    subject.on_event(EPOLLIN | EPOLLRDHUP, now);
    return told && subject.closed();
  }

  bool is_open() {
    return !subject.closed() && client.end_now() == connection_end::open;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(session_finish_tests, fixture)

CAF_TEST(finishing ends an idle connection) {
  send_get("/1");
  client.read_reply();
  subject.finish(now);
  CAF_CHECK(ended_well());
}

CAF_TEST(finishing waits for the reply and the reply says so) {
  sink.answers_at_once = false;
  send_get("/1");
  subject.finish(now);
  CAF_CHECK(is_open());
  answer();
  CAF_CHECK(client.read_reply().says_close());
  CAF_CHECK(ended_well());
}

CAF_TEST(finishing waits for a client that takes its reply) {
  pad_beyond_buffers();
  send_get("/1");
  subject.finish(now);
  for (int turn = 0; turn < 1000 && client.unread_bytes() < sink.padding; ++turn)
    subject.on_event(EPOLLOUT, now);
  CAF_CHECK_EQUAL(client.read_reply().body.size(), sink.padding + 2);
  CAF_CHECK(ended_well());
}

CAF_TEST(finishing waits for a request whose beginning has arrived) {
  send("GET /1 HT");
  subject.finish(now);
  CAF_CHECK(is_open());
  send("TP/1.1\r\n\r\n");
  CAF_CHECK(client.read_reply().says_close());
  CAF_CHECK(ended_well());
}

CAF_TEST(finishing answers a request that has arrived but was not told of) {
  client.send("GET /1 HTTP/1.1\r\n\r\n");
  subject.finish(now);
  CAF_CHECK(client.read_reply().says_close());
  CAF_CHECK(ended_well());
}

CAF_TEST(finishing answers no request behind the one that waits and does not reset it) {
  sink.answers_at_once = false;
  send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
  client.send("GET /3 HTTP/1.1\r\n\r\n");
  subject.finish(now);
  answer();
  CAF_CHECK_EQUAL(client.read_reply().body, "/1");
  CAF_CHECK(ends_with_the_client());
  CAF_CHECK_EQUAL(sink.asked.size(), 1u);
}

CAF_TEST(finishing does not reset a connection with a request that was not told of) {
  sink.answers_at_once = false;
  send_get("/1");
  client.send("GET /2 HTTP/1.1\r\n\r\n");
  subject.finish(now);
  answer();
  CAF_CHECK_EQUAL(client.read_reply().body, "/1");
  CAF_CHECK(ends_with_the_client());
}

CAF_TEST_FIXTURE_SCOPE_END()
