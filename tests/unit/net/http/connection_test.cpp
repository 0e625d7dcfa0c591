// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE connection_test

#include "net/http/connection.hpp"
#include "net/http/poller.hpp"
#include "tests/support/http_client.hpp"

#include <boost/asio/io_context.hpp>
#include <caf/test/unit_test.hpp>

#include <array>
#include <cerrno>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <system_error>

namespace {

using namespace muster;
using progress = connection::progress;

constexpr std::uint64_t token = 7;

/// A connection at one end of a pair of sockets and a client at the other.
struct fixture {
  boost::asio::io_context context;
  std::uint32_t polled = 0;
  poller events{context, [this](poller::batch batch) {
                  for (const auto& x : batch)
                    polled |= x.data.u64 == token ? x.events : 0;
                }};
  connection sut{events};
  test::http_client client{-1};
  std::array<char, 16> buffer{};
  const std::string large = std::string(1'000'000, 'x');

  fixture() {
    std::array<int, 2> sockets{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, sockets.data()) != 0)
      throw std::system_error{errno, std::system_category(), "socketpair"};
    client = test::http_client{sockets[0]};
    sut.open(sockets[1], *parse_endpoint("192.0.2.1:50000"), token);
  }

  /// What the poller has seen since it was last asked.
  std::uint32_t seen() {
    polled = 0;
    context.restart();
    context.poll();
    return polled;
  }

  /// Reads as a client and lets the connection go on until all is sent.
  progress send_rest() {
    auto result = progress::pending;
    for (int i = 0; i < 1000 && result == progress::pending; ++i) {
      client.unread_bytes();
      result = sut.flush();
    }
    return result;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(connection_tests, fixture)

CAF_TEST(bytes are received as long as there are any) {
  client.send("0123456789abcdefgh");
  CAF_CHECK(sut.receive(buffer) == "0123456789abcdef");
  CAF_CHECK(sut.readable()); // the buffer was full
  CAF_CHECK(sut.receive(buffer) == "gh");
  CAF_CHECK(!sut.readable()); // there was room for more
  CAF_CHECK(sut.receive(buffer) == "");
}

CAF_TEST(a connection has ended when its client has and all bytes are received) {
  client.send("0123456789abcdef");
  client = test::http_client{-1};
  sut.on_event(EPOLLIN | EPOLLRDHUP);
  CAF_CHECK(sut.peer_done());
  CAF_CHECK(sut.receive(buffer) == "0123456789abcdef");
  CAF_CHECK(sut.readable());
  CAF_CHECK(!sut.receive(buffer));
}

CAF_TEST(bytes that were not received are seen without receiving them) {
  CAF_CHECK(!sut.has_unread());
  client.send("x");
  CAF_CHECK(sut.has_unread());
  CAF_CHECK(sut.receive(buffer) == "x");
  CAF_CHECK(!sut.has_unread());
}

CAF_TEST(an event is told once and again if that is asked for) {
  sut.watch();
  client.send("x");
  CAF_CHECK_EQUAL(seen(), std::uint32_t{EPOLLIN});
  CAF_CHECK_EQUAL(seen(), 0u);
  sut.watch_again();
  CAF_CHECK_EQUAL(seen(), std::uint32_t{EPOLLIN | EPOLLOUT});
  CAF_CHECK(sut.on_event(EPOLLIN | EPOLLOUT));
  CAF_CHECK(!sut.on_event(EPOLLIN));
}

CAF_TEST(what fits is sent at once and nothing is held) {
  CAF_CHECK(sut.send("hello") == progress::done);
  CAF_CHECK(sut.send("hello", std::string{"world"}) == progress::done);
  CAF_CHECK_EQUAL(client.unread_bytes(), 15u);
  CAF_CHECK_EQUAL(sut.unsent_bytes(), 0u);
  CAF_CHECK_EQUAL(sut.waiting_bytes(), 0u);
}

CAF_TEST(what does not fit is held until the client has taken it) {
  CAF_CHECK(sut.send(large) == progress::pending);
  CAF_CHECK_GREATER_OR_EQUAL(sut.waiting_bytes(), sut.unsent_bytes());
  CAF_CHECK(sut.flush() == progress::pending); // the client has taken nothing yet
  sut.append("end");
  CAF_CHECK(send_rest() == progress::done);
  CAF_CHECK_EQUAL(client.read_until("end"), large + "end");
  CAF_CHECK_EQUAL(sut.waiting_bytes(), 0u);
}

CAF_TEST(a body is sent behind its head however much the client takes at once) {
  CAF_CHECK(sut.send("head", large + "end") == progress::pending);
  CAF_CHECK(sut.unsent_bytes() > 0 && sut.unsent_bytes() <= large.size() + 3);
  CAF_CHECK_GREATER_OR_EQUAL(sut.waiting_bytes(), large.size());
  CAF_CHECK(send_rest() == progress::done);
  CAF_CHECK_EQUAL(client.read_until("end"), "head" + large + "end");
}

CAF_TEST(what is held goes with the connection) {
  CAF_CHECK(sut.send(large) == progress::pending);
  sut.close();
  CAF_CHECK_EQUAL(sut.waiting_bytes(), 0u);
}

CAF_TEST(what is sent to a client that has gone is lost) {
  client = test::http_client{-1};
  CAF_CHECK(sut.send("hello") == progress::lost);
  CAF_CHECK(!sut.closed()); // that is up to its owner
}

CAF_TEST(a connection that is closed is closed once) {
  sut.close();
  CAF_CHECK(sut.closed());
  sut.close();
  CAF_CHECK(sut.send("hello") == progress::lost);
}

CAF_TEST(a connection knows its client and its name) {
  CAF_CHECK_EQUAL(to_string(sut.remote()), "192.0.2.1:50000");
  CAF_CHECK_EQUAL(sut.token(), token);
}

CAF_TEST_FIXTURE_SCOPE_END()
