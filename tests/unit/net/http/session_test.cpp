// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE session_test

#include "net/http/session.hpp"
#include "tests/support/session_rig.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace muster;

using paths = std::vector<std::string>;

struct fixture : test::session_rig {
  fixture() {
    open();
  }

  /// Reads replies in which the client did not ask for the connection to end.
  paths read_bodies(std::size_t count) {
    paths result;
    for (std::size_t i = 0; i < count; ++i)
      result.push_back(client.read_reply().body);
    return result;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(session_tests, fixture)

// -- requests -------------------------------------------------------------------------------------

CAF_TEST(a request that was there before the session is answered when it opens) {
  subject.close();
  open("GET /early HTTP/1.1\r\n\r\n");
  CAF_CHECK_EQUAL(client.read_reply().body, "/early");
}

CAF_TEST(a request is handed over when its last byte has arrived) {
  send("GET /one HTTP/1.1\r\n\r");
  CAF_CHECK(sink.asked.empty());
  send("\n");
  CAF_CHECK(sink.asked == paths{"/one"});
  CAF_CHECK_EQUAL(client.read_reply().body, "/one");
}

CAF_TEST(a request that is split at any byte is answered as if it were not ) {
  const std::string request = "GET /one?a=%00 HTTP/1.1\r\nHost: x\r\n\r\n";
  send(request);
  const auto whole = client.read_reply();
  for (std::size_t i = 1; i < request.size(); ++i) {
    send(request.substr(0, i));
    CAF_CHECK(client.unread_bytes() == 0);
    send(request.substr(i));
    const auto split = client.read_reply();
    CAF_CHECK_EQUAL(split.head, whole.head);
    CAF_CHECK_EQUAL(split.body, whole.body);
  }
}

CAF_TEST(a request that arrives byte by byte is answered once) {
  for (const char c : std::string{"GET /one HTTP/1.1\r\nHost: x\r\n\r\n"})
    send({&c, 1});
  CAF_CHECK(sink.asked == paths{"/one"});
}

CAF_TEST(blank lines before a request are passed over) {
  send("\r\n\r\nGET /one HTTP/1.1\r\n\r\n");
  CAF_CHECK_EQUAL(client.read_reply().body, "/one");
}

CAF_TEST(a blank line before a request may be split) {
  send("\r");
  send("\nGET /one HTTP/1.1\r\n\r\n");
  CAF_CHECK_EQUAL(client.read_reply().body, "/one");
  CAF_CHECK(sink.bad.empty());
}

CAF_TEST(a request larger than the receive buffer is put together) {
  send("GET /large HTTP/1.1\r\nCookie: " + std::string(12000, 'c') + "\r\n\r\n");
  CAF_CHECK_EQUAL(client.read_reply().body, "/large");
}

CAF_TEST(a bad request is answered and its kind is told) {
  send("garbage\r\n\r\n");
  CAF_CHECK(sink.bad == std::vector{request_status::malformed});
  CAF_CHECK(sink.asked.empty());
  CAF_CHECK_EQUAL(client.read_reply().status, 400);
}

CAF_TEST(the limits of the settings hold) {
  settings.request_line_bytes_max = 100;
  settings.head_bytes_max = 200;
  send("GET /" + std::string(200, 'a'));
  CAF_CHECK(sink.bad == std::vector{request_status::line_too_long});
  subject.close();
  open();
  send("GET /one HTTP/1.1\r\nCookie: " + std::string(200, 'c'));
  CAF_CHECK(sink.bad.back() == request_status::head_too_large);
}

CAF_TEST(the reply to head has no body and the next one has) {
  send("HEAD /one HTTP/1.1\r\n\r\nGET /two HTTP/1.1\r\n\r\n");
  const auto first = client.read_reply(false);
  CAF_CHECK_EQUAL(first.field("Content-Length"), "4");
  CAF_CHECK_EQUAL(client.read_reply().body, "/two");
}

// -- pipelining -----------------------------------------------------------------------------------

CAF_TEST(requests that arrive at once are answered in order) {
  send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n\r\n");
  CAF_CHECK(read_bodies(3) == (paths{"/1", "/2", "/3"}));
}

CAF_TEST(a request is not handed over before the one in front is answered) {
  sink.answers_at_once = false;
  send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
  send_get("/3");
  CAF_CHECK(sink.asked == paths{"/1"});
  CAF_CHECK(subject.waiting());
  answer();
  CAF_CHECK(sink.asked == (paths{"/1", "/2"}));
  answer();
  answer();
  CAF_CHECK(!subject.waiting());
  CAF_CHECK(read_bodies(3) == (paths{"/1", "/2", "/3"}));
}

CAF_TEST(half a request behind another one is completed later) {
  sink.answers_at_once = false;
  send("GET /1 HTTP/1.1\r\n\r\nGET /2 HT");
  answer();
  CAF_CHECK(sink.asked == paths{"/1"});
  send("TP/1.1\r\n\r\n");
  answer();
  CAF_CHECK(read_bodies(2) == (paths{"/1", "/2"}));
}

CAF_TEST(a bad request behind a good one is answered after it) {
  sink.answers_at_once = false;
  send("GET /1 HTTP/1.1\r\n\r\ngarbage\r\n\r\n");
  CAF_CHECK(sink.bad.empty());
  answer();
  CAF_CHECK_EQUAL(client.read_reply().status, 200);
  CAF_CHECK_EQUAL(client.read_reply().status, 400);
}

CAF_TEST(many requests that arrive at once are all answered) {
  std::string requests;
  for (int i = 0; i < 1000; ++i)
    requests += "GET /" + std::to_string(i) + " HTTP/1.1\r\n\r\n";
  send(requests);
  for (int i = 0; i < 1000; ++i) {
    for (int turn = 0; turn < 100 && client.unread_bytes() == 0; ++turn)
      subject.on_event(EPOLLIN | EPOLLOUT, now);
    CAF_CHECK_EQUAL(client.read_reply().body, "/" + std::to_string(i));
  }
}

CAF_TEST(a client that never stops sending does not keep others waiting) {
  const std::string line = "GET /1 HTTP/1.1\r\nCookie: ";
  const auto request = line + std::string(4096 - line.size() - 4, 'c') + "\r\n\r\n";
  sink.when_asked = [&] {
    client.unread_bytes();
    if (sink.asked.size() < 1000)
      client.send(request);
  };
  send(request);
  CAF_CHECK_LESS(sink.asked.size(), 100u);
  for (int turn = 0; turn < 1000 && sink.asked.size() < 1000; ++turn)
    if (const auto events = polled_events(); events != 0)
      subject.on_event(events, now);
  CAF_CHECK_EQUAL(sink.asked.size(), 1000u);
}

// -- clients that are slow to read ----------------------------------------------------------------

CAF_TEST(a client that waits for its reply is not read from) {
  sink.answers_at_once = false;
  send_get("/1");
  std::size_t sent = 0;
  while (const auto size = client.send_some(std::string(65536, 'x'))) {
    sent += size;
    subject.on_event(EPOLLIN, now);
    CAF_REQUIRE(sent < 10'000'000); // or the session takes whatever comes
  }
  CAF_CHECK(subject.waiting());
}

CAF_TEST(a reply that the client does not take goes on when it does) {
  pad_beyond_buffers();
  send_get("/1");
  CAF_CHECK(!subject.waiting());
  for (int turn = 0; turn < 1000 && client.unread_bytes() < sink.padding; ++turn)
    subject.on_event(EPOLLOUT, now);
  CAF_CHECK_EQUAL(client.read_reply().body, "/1" + std::string(sink.padding, '.'));
}

CAF_TEST(nothing is handed over while a client does not take its reply) {
  pad_beyond_buffers();
  send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
  send_get("/3");
  CAF_CHECK(sink.asked == paths{"/1"});
}

CAF_TEST(the next request is handed over when the reply is taken) {
  pad_beyond_buffers();
  send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
  sink.padding = 0;
  for (int turn = 0; turn < 1000 && sink.asked.size() < 2; ++turn) {
    client.unread_bytes();
    subject.on_event(EPOLLOUT, now);
  }
  CAF_CHECK(sink.asked == (paths{"/1", "/2"}));
  CAF_CHECK(client.read_reply().body.starts_with("/1."));
  CAF_CHECK_EQUAL(client.read_reply().body, "/2");
}

CAF_TEST(the poller is asked to tell when a client begins to take its reply) {
  pad_beyond_buffers();
  send_get("/1");
  CAF_CHECK_EQUAL(polled_events() & EPOLLOUT, 0u);
  CAF_CHECK_GREATER(client.unread_bytes(), 0u);
  CAF_CHECK_NOT_EQUAL(polled_events() & EPOLLOUT, 0u);
}

CAF_TEST(the poller is asked to tell when a client sends or leaves) {
  send_get("/1");
  polled_events();
  CAF_CHECK_EQUAL(polled_events(), 0u);
  client.send("G");
  CAF_CHECK_NOT_EQUAL(polled_events() & EPOLLIN, 0u);
  client.half_close();
  CAF_CHECK_NOT_EQUAL(polled_events() & EPOLLRDHUP, 0u);
}

// -- one session after another --------------------------------------------------------------------

CAF_TEST(a session remembers no bytes of the client before) {
  send("GET /secret HTTP");
  subject.close();
  open();
  send_get("/mine");
  CAF_CHECK(sink.asked == paths{"/mine"});
  CAF_CHECK_EQUAL(client.read_reply().body, "/mine");
}

CAF_TEST(a session remembers no reply of the client before) {
  pad_beyond_buffers();
  send_get("/secret");
  subject.close();
  sink.padding = 0;
  open();
  subject.on_event(EPOLLIN | EPOLLOUT, now);
  CAF_CHECK(client.unread_bytes() == 0);
  send_get("/mine");
  CAF_CHECK_EQUAL(client.read_reply().body, "/mine");
}

CAF_TEST(a session does not remember that the client before asked for headers alone) {
  sink.answers_at_once = false;
  send("HEAD /one HTTP/1.1\r\n\r\n");
  subject.close();
  open();
  send("garbage\r\n\r\n");
  CAF_CHECK_EQUAL(client.read_reply().body, "bad\n");
}

CAF_TEST(a session does not remember that the client before asked for the end) {
  sink.answers_at_once = false;
  send("GET /one HTTP/1.0\r\n\r\n");
  subject.close();
  sink.answers_at_once = true;
  open();
  send_get("/two");
  CAF_CHECK(!client.read_reply().says_close());
  CAF_CHECK(!subject.closed());
}

CAF_TEST(a session knows its client and its token) {
  CAF_CHECK_EQUAL(to_string(subject.remote()), "192.0.2.1:50000");
  CAF_CHECK_EQUAL(subject.token(), slot_tokens::token_min);
}

CAF_TEST(each request has a token of its own and the session keeps its own) {
  sink.answers_at_once = false;
  send_get("/1");
  const auto first = subject.request().token;
  answer();
  send_get("/2");
  CAF_CHECK(first > subject.token());
  CAF_CHECK(subject.request().token > first);
  CAF_CHECK_EQUAL(subject.token(), slot_tokens::token_min);
}

CAF_TEST_FIXTURE_SCOPE_END()
