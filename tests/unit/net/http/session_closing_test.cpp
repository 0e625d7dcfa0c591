// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE session_closing_test

#include "net/http/session.hpp"
#include "tests/support/session_rig.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

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

  bool is_open() {
    return !subject.closed() && client.end_now() == connection_end::open;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(session_closing_tests, fixture)

// -- what the client asks for ---------------------------------------------------------------------

CAF_TEST(a connection is kept unless the client wants it to end) {
  send_get("/1");
  CAF_CHECK(!client.read_reply().says_close());
  CAF_CHECK(is_open());
  send_get("/2");
  CAF_CHECK_EQUAL(client.read_reply().body, "/2");
}

CAF_TEST(a connection ends when the client wants it to and the reply says so) {
  send("GET /1 HTTP/1.1\r\nConnection: close\r\n\r\n");
  CAF_CHECK(client.read_reply().says_close());
  CAF_CHECK(ended_well());
}

CAF_TEST(a connection of http 1 0 ends after the reply and the reply says so) {
  send("GET /1 HTTP/1.0\r\n\r\n");
  CAF_CHECK(client.read_reply().says_close());
  CAF_CHECK(ended_well());
}

CAF_TEST(a connection of http 1 0 is kept if the client asks for it and the reply says so) {
  for (int i = 0; i < 2; ++i) {
    send("GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CAF_CHECK_EQUAL(client.read_reply().field("Connection"), "keep-alive");
    CAF_CHECK(is_open());
  }
  send("GET /1 HTTP/1.0\r\n\r\n");
  CAF_CHECK(client.read_reply().says_close());
  CAF_CHECK(ended_well());
}

CAF_TEST(a connection that is to end waits for a late reply) {
  sink.answers_at_once = false;
  send("GET /1 HTTP/1.0\r\n\r\n");
  CAF_CHECK(is_open());
  answer();
  CAF_CHECK(client.read_reply().says_close());
  CAF_CHECK(ended_well());
}

CAF_TEST(a connection ends when all of a large reply is taken) {
  pad_beyond_buffers();
  send("GET /1 HTTP/1.0\r\n\r\n");
  CAF_CHECK(!subject.closed());
  for (int turn = 0; turn < 1000 && client.unread_bytes() < sink.padding; ++turn)
    subject.on_event(EPOLLOUT, now);
  CAF_CHECK_EQUAL(client.read_reply().body.size(), sink.padding + 2);
  CAF_CHECK(ended_well());
}

CAF_TEST(a request behind the last one is not answered and does no harm) {
  send("GET /1 HTTP/1.1\r\nConnection: close\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
  CAF_CHECK_EQUAL(sink.asked.size(), 1u);
  CAF_CHECK_EQUAL(client.read_reply().body, "/1");
  client.close();
  subject.on_event(EPOLLIN | EPOLLRDHUP, now);
  CAF_CHECK(subject.closed());
}

CAF_TEST(unread bytes behind the last request do not reset the connection) {
  const auto much = std::string(20000, 'x'); // more than is received at once
  for (const auto* last :
       {"GET /1 HTTP/1.0\r\n\r\n", "GET /1 HTTP/1.1\r\nConnection: close\r\n\r\n",
        "GET /1 HTTP/1.1\r\nContent-Length: 20000\r\n\r\n",
        "GET /1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", "garbage\r\n"}) {
    send(last + much);
    CAF_CHECK(client.read_reply().says_close());
    CAF_CHECK(client.wait_for_end() == connection_end::closed);
    client.close();
    subject.on_event(EPOLLIN | EPOLLRDHUP, now);
    CAF_CHECK(subject.closed());
    open();
  }
}

// -- bodies and bad requests ----------------------------------------------------------------------

CAF_TEST(a body ends the connection after the reply) {
  send("POST /1 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
  CAF_CHECK(client.read_reply().says_close());
  CAF_CHECK(client.end_now() == connection_end::closed);
}

CAF_TEST(a body is never taken for a request) {
  send("POST /1 HTTP/1.1\r\nContent-Length: 22\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n");
  send_get("/2");
  CAF_CHECK_EQUAL(sink.asked.size(), 1u);
}

CAF_TEST(chunks are never taken for a request) {
  send("POST /1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled "
       "HTTP/1.1\r\n\r\n");
  CAF_CHECK_EQUAL(sink.asked.size(), 1u);
}

CAF_TEST(a bad request ends the connection after the reply) {
  send("garbage\r\n\r\n");
  CAF_CHECK(client.read_reply().says_close());
  CAF_CHECK(client.end_now() == connection_end::closed);
}

CAF_TEST(nothing is answered behind a bad request) {
  send("garbage\r\n\r\nGET /1 HTTP/1.1\r\n\r\n");
  send_get("/2");
  CAF_CHECK(sink.asked.empty());
  CAF_CHECK_EQUAL(sink.bad.size(), 1u);
}

// -- lingering ------------------------------------------------------------------------------------

CAF_TEST(a session that lingers reads on until the client leaves) {
  send("garbage\r\n\r\n");
  for (int i = 0; i < 10; ++i)
    send(std::string(10000, 'x'));
  CAF_CHECK(!subject.closed());
  client.half_close();
  subject.on_event(EPOLLIN | EPOLLRDHUP, now);
  CAF_CHECK(subject.closed());
  CAF_CHECK_EQUAL(client.read_reply().status, 400);
}

CAF_TEST(a session that lingers reads no more than a mebibyte) {
  send("garbage\r\n");
  for (int i = 0; i < 64; ++i)
    send(std::string(16384, 'x'));
  CAF_CHECK(!subject.closed());
  send("x");
  CAF_CHECK(subject.closed());
}

CAF_TEST(each client may linger for as many bytes as the one before) {
  for (int i = 0; i < 3; ++i) {
    send("garbage\r\n");
    for (int j = 0; j < 40; ++j)
      send(std::string(16384, 'x'));
    CAF_CHECK(!subject.closed());
    subject.close();
    open();
  }
}

// -- clients that leave ---------------------------------------------------------------------------

CAF_TEST(a client that leaves between requests ends its session) {
  client.close();
  subject.on_event(EPOLLIN | EPOLLRDHUP | EPOLLHUP, now);
  CAF_CHECK(subject.closed());
}

CAF_TEST(a client that leaves within a request ends its session) {
  send("GET /1 HT");
  client.close();
  subject.on_event(EPOLLIN | EPOLLRDHUP | EPOLLHUP, now);
  CAF_CHECK(subject.closed());
  CAF_CHECK(sink.asked.empty());
}

CAF_TEST(a client that leaves before its answer ends its session with the answer) {
  sink.answers_at_once = false;
  send_get("/1");
  client.close();
  subject.on_event(EPOLLIN | EPOLLRDHUP | EPOLLHUP, now);
  sink.answer(subject);
  subject.proceed(now);
  CAF_CHECK(subject.closed());
}

CAF_TEST(a client that leaves while it should take its reply ends its session) {
  pad_beyond_buffers();
  send_get("/1");
  client.close();
  subject.on_event(EPOLLIN | EPOLLOUT | EPOLLHUP | EPOLLERR, now);
  CAF_CHECK(subject.closed());
}

CAF_TEST(a client that has said all it wants still gets its reply) {
  client.send("GET /1 HTTP/1.1\r\n\r\n");
  client.half_close();
  subject.on_event(EPOLLIN | EPOLLRDHUP, now);
  CAF_CHECK_EQUAL(client.read_reply().body, "/1");
}

CAF_TEST(a client that has said all it wants still gets a late reply) {
  sink.answers_at_once = false;
  send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
  client.half_close();
  subject.on_event(EPOLLIN | EPOLLRDHUP, now);
  answer();
  CAF_CHECK_EQUAL(client.read_reply().body, "/1");
  answer();
  CAF_CHECK_EQUAL(client.read_reply().body, "/2");
  CAF_CHECK(ended_well());
}

CAF_TEST(a client that has said all it wants in one go is not waited for) {
  client.send("GET /1 HTTP/1.1\r\n\r\n");
  client.half_close();
  subject.on_event(EPOLLIN | EPOLLRDHUP, now);
  CAF_CHECK_EQUAL(client.read_reply().body, "/1");
  CAF_CHECK(ended_well());
}

CAF_TEST(closing twice is closing once) {
  subject.close();
  subject.close();
  CAF_CHECK(ended_well());
}

CAF_TEST(events and answers after the end do nothing) {
  subject.close();
  subject.on_event(EPOLLIN | EPOLLOUT | EPOLLHUP, now);
  subject.proceed(now);
  subject.finish(now);
  CAF_CHECK(ended_well());
}

CAF_TEST_FIXTURE_SCOPE_END()
