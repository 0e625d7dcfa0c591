// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE session_turns_test

#include "net/http/session.hpp"
#include "tests/support/session_rig.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster;
using test::connection_end;

constexpr std::size_t turn = session::requests_per_turn_max;

/// A session that answers at once, opened at second 1000.
struct fixture : test::session_rig {
  fixture() {
    open();
    polled_events();
  }

  static std::string requests(std::size_t count) {
    std::string result;
    for (std::size_t i = 0; i < count; ++i)
      result += "GET /" + std::to_string(i) + " HTTP/1.1\r\n\r\n";
    return result;
  }

  /// Says whether the client gets the replies to `requests(count)` next, in order.
  bool gets_replies(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      if (client.read_reply().body != "/" + std::to_string(i))
        return false;
    return true;
  }

  /// Has a turn if the poller tells of one.
  void take_turn() {
    if (const auto events = polled_events(); events != 0)
      subject.on_event(events, now);
  }

  /// Says whether the poller has nothing to tell, but that the client has taken replies.
  bool is_left_alone() {
    const auto events = polled_events();
    subject.on_event(events, now);
    return (events & ~EPOLLOUT) == 0 && polled_events() == 0;
  }

  /// Seconds left until the deadline.
  std::int64_t left() const {
    return std::int64_t{subject.deadline().count()} - now.count();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(session_turns_tests, fixture)

// -- answered at once -----------------------------------------------------------------------------

CAF_TEST(a client that sends more requests than a turn has gets the rest at later turns) {
  send(requests(3 * turn - 1));
  CAF_CHECK_EQUAL(sink.asked.size(), turn);
  take_turn();
  CAF_CHECK_EQUAL(sink.asked.size(), 2 * turn);
  take_turn();
  CAF_CHECK_EQUAL(sink.asked.size(), 3 * turn - 1);
  CAF_CHECK(gets_replies(3 * turn - 1));
  CAF_CHECK(is_left_alone());
}

CAF_TEST(as many requests as a turn has need no other turn) {
  send(requests(turn));
  CAF_CHECK(gets_replies(turn));
  CAF_CHECK_EQUAL(polled_events(), 0u);
}

CAF_TEST(the first turn is over as well when requests were there before the session) {
  subject.close();
  open(requests(turn + 1));
  CAF_CHECK_EQUAL(sink.asked.size(), turn);
  take_turns();
  CAF_CHECK(gets_replies(turn + 1));
}

CAF_TEST(a turn does not go on with what the socket still has) {
  std::string text;
  for (std::size_t i = 0; i < turn; ++i)
    text += "GET / HTTP/1.1\r\n\r\n";
  text.insert(text.size() - 2, "Cookie: " + std::string(4096 - text.size() - 10, 'c') + "\r\n");
  send(text + "GET /next HTTP/1.1\r\n\r\n"); // the last one is not in the first receive buffer
  CAF_CHECK_EQUAL(sink.asked.size(), turn);
  take_turns();
  CAF_CHECK_EQUAL(sink.asked.back(), "/next");
}

CAF_TEST(half a request behind the end of a turn is completed later) {
  send(requests(turn) + "GET /half HT");
  take_turns();
  CAF_CHECK_EQUAL(sink.asked.size(), turn);
  send("TP/1.1\r\n\r\n");
  CAF_CHECK(gets_replies(turn));
  CAF_CHECK_EQUAL(client.read_reply().body, "/half");
}

CAF_TEST(bytes that arrive before the next turn are behind those that wait) {
  send(requests(turn + 1));
  send_get("/last");
  take_turns();
  CAF_CHECK(gets_replies(turn + 1));
  CAF_CHECK_EQUAL(client.read_reply().body, "/last");
}

CAF_TEST(a bad request behind the end of a turn is answered at the next one) {
  send(requests(turn) + "garbage\r\n\r\n");
  CAF_CHECK(sink.bad.empty());
  take_turns();
  CAF_CHECK(gets_replies(turn));
  CAF_CHECK_EQUAL(client.read_reply().status, 400);
  CAF_CHECK(client.end_now() == connection_end::closed);
}

CAF_TEST(a client that takes no replies gets no more turns until it does) {
  send(requests(1000));
  take_turns();
  CAF_CHECK_LESS(sink.asked.size(), 1000u);
  for (int i = 0; i < 1000 && sink.asked.size() < 1000; ++i) {
    client.unread_bytes();
    take_turns();
  }
  CAF_CHECK(gets_replies(1000));
}

// -- answered later -------------------------------------------------------------------------------

CAF_TEST(requests that swarms answer count as well) {
  sink.answers_at_once = false;
  send(requests(turn + 1));
  for (std::size_t i = 0; i < turn; ++i) {
    CAF_CHECK(subject.waiting());
    answer();
  }
  CAF_CHECK(!subject.waiting());
  CAF_CHECK_EQUAL(sink.asked.size(), turn);
  take_turn();
  CAF_CHECK(subject.waiting());
  answer();
  CAF_CHECK(gets_replies(turn + 1));
  CAF_CHECK(is_left_alone());
}

CAF_TEST(an answer after a turn does not begin another one) {
  send(requests(turn + 1));
  subject.proceed(now);
  CAF_CHECK_EQUAL(sink.asked.size(), turn);
}

// -- ends -----------------------------------------------------------------------------------------

CAF_TEST(a client that has said all gets its replies before the connection ends) {
  client.send(requests(3 * turn));
  client.half_close();
  take_turns();
  CAF_CHECK(gets_replies(3 * turn));
  CAF_CHECK(subject.closed());
  CAF_CHECK(client.end_now() == connection_end::closed);
}

CAF_TEST(a client that says so between two turns gets its replies as well) {
  send(requests(3 * turn));
  client.half_close();
  take_turns();
  CAF_CHECK(gets_replies(3 * turn));
  CAF_CHECK(subject.closed());
}

CAF_TEST(a client that leaves between two turns is answered no more) {
  send(requests(3 * turn));
  client.close();
  take_turns();
  CAF_CHECK(subject.closed());
  CAF_CHECK_LESS_OR_EQUAL(sink.asked.size(), turn + 1);
}

CAF_TEST(a request for the end is the last one that is answered in a later turn) {
  send(requests(turn) + "GET /end HTTP/1.0\r\n\r\n" + requests(1));
  take_turns();
  CAF_CHECK(gets_replies(turn));
  CAF_CHECK(client.read_reply().says_close());
  CAF_CHECK_EQUAL(sink.asked.size(), turn + 1);
}

CAF_TEST(finishing between two turns answers one more request and says so) {
  send(requests(3 * turn));
  subject.finish(now);
  CAF_CHECK(gets_replies(turn));
  const auto last = client.read_reply();
  CAF_CHECK_EQUAL(last.body, "/" + std::to_string(turn));
  CAF_CHECK(last.says_close());
  CAF_CHECK(client.end_now() == connection_end::closed);
  client.close();
  take_turns();
  CAF_CHECK(subject.closed());
}

CAF_TEST(finishing after a whole turn ends an idle connection) {
  send(requests(turn));
  CAF_CHECK(gets_replies(turn));
  subject.finish(now);
  CAF_CHECK(subject.closed());
}

CAF_TEST(a session does not go on with the turn of the client before) {
  send(requests(turn + 1));
  subject.close();
  client.close();
  open(requests(turn));
  CAF_CHECK(gets_replies(turn));
  CAF_CHECK_EQUAL(polled_events(), 0u);
}

// -- deadlines ------------------------------------------------------------------------------------

CAF_TEST(a client whose requests wait for a turn is not taken for one that is slow to send) {
  send(requests(2 * turn + 1));
  CAF_CHECK_EQUAL(left(), 10);
  now += timestamp{6};
  take_turn();
  CAF_CHECK_EQUAL(left(), 10);
}

CAF_TEST(bytes and events do not extend the wait of a client that takes no replies) {
  send(requests(turn + 1));
  now += timestamp{4};
  subject.proceed(now);
  CAF_CHECK_EQUAL(left(), 6);
}

CAF_TEST(half a request behind the end of a turn has the head timeout from its turn on) {
  send(requests(turn) + "GET /half HT");
  now += timestamp{4};
  take_turn();
  CAF_CHECK_EQUAL(left(), 5);
}

CAF_TEST_FIXTURE_SCOPE_END()
