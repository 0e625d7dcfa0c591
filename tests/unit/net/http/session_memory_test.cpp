// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE session_memory_test

#include "net/http/session.hpp"
#include "tests/support/session_rig.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace muster;
using stake = session::stake;

struct fixture : test::session_rig {
  fixture() {
    open();
  }

  /// Reads as a client until there is nothing left to read.
  void take_all() {
    std::size_t before = 0;
    do {
      before = client.unread_bytes();
      take_turns();
    } while (client.unread_bytes() != before);
  }

  void send_half_a_head(std::size_t bytes) {
    send("GET /one HTTP/1.1\r\nCookie: " + std::string(bytes, 'c'));
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(session_memory_tests, fixture)

CAF_TEST(nothing waits in a connection that is idle or answered) {
  CAF_CHECK_EQUAL(subject.waiting_bytes(), 0u);
  send_get("/one");
  client.read_reply();
  CAF_CHECK_EQUAL(subject.waiting_bytes(), 0u);
}

CAF_TEST(half a head waits until the other half has come) {
  send_half_a_head(3000);
  CAF_CHECK_GREATER_OR_EQUAL(subject.waiting_bytes(), 3000u);
  send("\r\n\r\n");
  client.read_reply();
  CAF_CHECK_EQUAL(subject.waiting_bytes(), 0u);
}

CAF_TEST(what waits is given back when the connection closes) {
  send_half_a_head(3000);
  subject.close();
  CAF_CHECK_EQUAL(subject.waiting_bytes(), 0u);
  open();
  pad_beyond_buffers();
  send_get("/one");
  CAF_CHECK_GREATER_OR_EQUAL(subject.waiting_bytes(), 100'000u);
  subject.close();
  CAF_CHECK_EQUAL(subject.waiting_bytes(), 0u);
}

CAF_TEST(the rest of a reply waits until the client has taken all of it) {
  pad_beyond_buffers();
  send_get("/one");
  CAF_CHECK_GREATER_OR_EQUAL(subject.waiting_bytes(), 100'000u);
  take_all();
  CAF_CHECK_EQUAL(subject.waiting_bytes(), 0u);
  CAF_CHECK(subject.current_stake() == stake::idle);
}

CAF_TEST(a body of any size arrives as it is behind its head) {
  sink.answers_at_once = false;
  for (const std::size_t size : {0, 1, 16383, 16384, 2'000'000}) {
    std::string body(size, 'b');
    for (std::size_t i = 0; i < size; i += 1000)
      body[i] = static_cast<char>('A' + i / 1000 % 26);
    send_get("/one");
    subject.reply(response{}, body);
    subject.proceed(now);
    take_all();
    CAF_CHECK(client.read_reply().body == body);
    CAF_CHECK_EQUAL(subject.waiting_bytes(), 0u);
    CAF_CHECK(!subject.closed());
  }
}

CAF_TEST(a large body behind replies that were not read yet comes after them) {
  sink.answers_at_once = false;
  pad_beyond_buffers();
  send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
  answer();
  take_all();
  CAF_CHECK_EQUAL(client.read_reply().body.substr(0, 2), "/1");
  subject.reply(response{}, std::string(100'000, 'b'));
  subject.proceed(now);
  take_all();
  CAF_CHECK_EQUAL(client.read_reply().body.size(), 100'000u);
}

CAF_TEST(a body that others wait for as well counts as a share of it) {
  sink.answers_at_once = false;
  constexpr std::size_t size = 2'000'000;
  std::vector<shared_text> holders(4, shared_text{std::string(size, 'b')});
  send_get("/one");
  subject.reply(response{}, holders[0]);
  CAF_CHECK_GREATER_OR_EQUAL(subject.waiting_bytes(), size / 5);
  CAF_CHECK(subject.waiting_bytes() < size / 4);
  holders.clear();
  CAF_CHECK_GREATER_OR_EQUAL(subject.waiting_bytes(), size);
}

CAF_TEST(a body that is a part of the program takes no memory) {
  sink.answers_at_once = false;
  static const std::string text(2'000'000, 'p');
  send_get("/one");
  subject.reply(response{}, shared_text::of_program(text));
  CAF_CHECK_EQUAL(subject.waiting_bytes(), 0u);
  CAF_CHECK(subject.current_stake() == stake::reply);
  take_all();
  CAF_CHECK_EQUAL(client.read_reply().body.size(), text.size());
}

CAF_TEST(a large body is not sent to who asks for the head alone) {
  sink.answers_at_once = false;
  send("HEAD /one HTTP/1.1\r\n\r\n");
  subject.reply(response{}, std::string(100'000, 'b'));
  CAF_CHECK_EQUAL(client.read_reply(false).field("Content-Length"), "100000");
  CAF_CHECK_EQUAL(client.unread_bytes(), 0u);
}

CAF_TEST(what would be lost with a connection depends on what it does) {
  CAF_CHECK(subject.current_stake() == stake::idle);
  send("GET /o");
  CAF_CHECK(subject.current_stake() == stake::beginning);
  sink.answers_at_once = false;
  send("ne HTTP/1.1\r\n\r\n");
  CAF_CHECK(subject.current_stake() == stake::answer);
  pad_beyond_buffers();
  answer();
  CAF_CHECK(subject.current_stake() == stake::reply);
}

CAF_TEST_FIXTURE_SCOPE_END()
