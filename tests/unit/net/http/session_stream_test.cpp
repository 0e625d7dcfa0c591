// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE session_stream_test

#include "net/http/session.hpp"
#include "tests/support/session_rig.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster;
using test::connection_end;

struct fixture : test::session_rig {
  fixture() {
    sink.answers_at_once = false;
    open();
  }

  /// Asks for something and gets the beginning of an open-ended reply.
  void begin(const std::string& method = "GET") {
    send(method + " /live HTTP/1.1\r\n\r\n");
    subject.reply({.content_type = "text/event-stream", .body = "first\n", .open_ended = true});
    subject.proceed(now);
  }

  void pass(std::uint32_t seconds) {
    now += timestamp{seconds};
  }

  [[nodiscard]] std::uint32_t left() const {
    return (subject.deadline() - now).count();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(session_stream_tests, fixture)

CAF_TEST(an open ended reply has no length and ends with the connection) {
  begin();
  const auto head = client.read_until("first\n");
  CAF_CHECK(head.find("Content-Length") == std::string::npos);
  CAF_CHECK(head.find("\r\nConnection: close\r\n") != std::string::npos);
  CAF_CHECK(!subject.closed());
}

CAF_TEST(what is added reaches the client in its order) {
  begin();
  subject.stream("second\n", now);
  subject.stream("third\n", now);
  CAF_CHECK(client.read_until("third\n").ends_with("first\nsecond\nthird\n"));
}

CAF_TEST(every addition gives the stream another idle timeout) {
  begin();
  CAF_CHECK_EQUAL(left(), 10u);
  pass(7);
  subject.stream("more\n", now);
  CAF_CHECK_EQUAL(left(), 10u);
  pass(7);
  CAF_CHECK_EQUAL(left(), 3u);
}

CAF_TEST(a client that does not take what is added is not waited for) {
  begin();
  pad_beyond_buffers();
  const std::string much(20000, '.');
  for (int i = 0; i < 200 && !subject.closed(); ++i)
    subject.stream(much, now);
  CAF_CHECK(subject.closed());
}

CAF_TEST(a slow client has the idle timeout to take what waits for it) {
  begin();
  pad_beyond_buffers();
  const std::string much(20000, '.');
  // So much that some of it waits, and less than what may wait.
  subject.stream(much, now);
  subject.stream(much, now);
  pass(7);
  subject.stream("more", now);
  CAF_CHECK_EQUAL(left(), 3u);
  CAF_CHECK(!subject.closed());
}

CAF_TEST(a stream ends when the client leaves) {
  begin();
  client.close();
  subject.on_event(EPOLLIN | EPOLLRDHUP, now);
  CAF_CHECK(subject.closed());
}

CAF_TEST(requests behind an open ended reply are not answered) {
  begin();
  send_get("/2");
  CAF_CHECK_EQUAL(sink.asked.size(), 1u);
  CAF_CHECK(!subject.closed());
}

CAF_TEST(the response to head ends at once although the reply would be open ended) {
  begin("HEAD");
  const auto text = client.read_until("\r\n\r\n");
  CAF_CHECK(text.find("first") == std::string::npos);
  subject.stream("more", now);
  CAF_CHECK(subject.closed() || client.end_now() == connection_end::closed);
}

CAF_TEST(finishing ends a stream) {
  begin();
  subject.finish(now);
  CAF_CHECK(subject.closed());
}

CAF_TEST(a stream that is ended is closed in order and nothing is added any more) {
  begin();
  subject.end_stream(now);
  subject.stream("more", now);
  CAF_CHECK(client.read_until("first\n").ends_with("first\n"));
  CAF_CHECK(client.end_now() == connection_end::closed);
  CAF_CHECK(subject.closed());
}

CAF_TEST(a client that has sent more gets to see the end of its stream) {
  begin();
  send_get("/2");
  subject.end_stream(now);
  CAF_CHECK(client.read_until("first\n").ends_with("first\n"));
  CAF_CHECK(client.end_now() == connection_end::closed);
  CAF_CHECK_EQUAL(sink.asked.size(), 1u);
}

CAF_TEST(a slow client gets what waits for it when its stream is ended and no more time) {
  begin();
  pad_beyond_buffers();
  const std::string much(20000, '.');
  subject.stream(much, now);
  subject.stream(much + "last\n", now);
  pass(7);
  subject.end_stream(now);
  CAF_CHECK(!subject.closed());
  CAF_CHECK_EQUAL(left(), 3u);
  while (!subject.closed()) {
    client.read_until(".");
    subject.on_event(EPOLLOUT, now);
  }
  CAF_CHECK(client.read_until("last\n").ends_with("last\n"));
  CAF_CHECK(client.end_now() == connection_end::closed);
}

CAF_TEST(an end of streams is nothing to a reply that is none) {
  send_get("/1");
  subject.end_stream(now);
  answer();
  CAF_CHECK_EQUAL(client.read_reply().body, "/1");
  CAF_CHECK(client.end_now() == connection_end::open);
}

CAF_TEST(nothing is added to a reply that is not open ended) {
  send_get("/1");
  answer();
  subject.stream("more", now);
  CAF_CHECK_EQUAL(client.read_reply().body, "/1");
  CAF_CHECK(client.end_now() == connection_end::open);
}

CAF_TEST_FIXTURE_SCOPE_END()
