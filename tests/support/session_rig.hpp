// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/http/poller.hpp"
#include "net/http/session.hpp"
#include "tests/support/http_client.hpp"

#include <boost/asio/io_context.hpp>

#include <array>
#include <cerrno>
#include <functional>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <system_error>
#include <vector>

namespace muster::test {

/// Notes what it is asked, and answers at once or when it is told to: with the path, so that a
/// reply shows which request it belongs to.
class recording_sink final : public request_sink {
public:
  void on_request(exchange& from, const request_head& head) override {
    asked.emplace_back(head.path);
    if (when_asked)
      when_asked();
    if (answers_at_once)
      answer(from);
  }

  void on_bad_request(exchange& from, request_status why) override {
    bad.push_back(why);
    from.reply({400, "text/plain", "bad\n"});
  }

  /// Answers the last request.
  void answer(exchange& to) const {
    const auto body = asked.back() + std::string(padding, '.');
    to.reply({200, "text/plain", body});
  }

  bool answers_at_once = true;
  /// What else happens when a request is handed over.
  std::function<void()> when_asked;
  /// Bytes that make a body larger than its path.
  std::size_t padding = 0;
  std::vector<std::string> asked;
  std::vector<request_status> bad;
};

/// A session at one end of a pair of sockets and a client at the other. The test says what time it
/// is, and when the poller sees something.
class session_rig {
public:
  session_rig() : poller_(context_, [this](poller::batch batch) { note(batch); }) {
    // nop
  }

  /// Connects a client, whose first bytes arrive before the session opens. A client that was
  /// connected before must have been closed.
  void open(std::string_view early = "") {
    std::array<int, 2> sockets{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, sockets.data()) != 0)
      throw std::system_error{errno, std::system_category(), "socketpair"};
    client = http_client{sockets[0]};
    client.send(early);
    subject.open(sockets[1], *parse_endpoint("192.0.2.1:50000"), token_, now);
    server_socket_ = sockets[1];
  }

  /// Sends as a client and lets the session see it.
  void send(std::string_view bytes) {
    client.send(bytes);
    subject.on_event(EPOLLIN, now);
  }

  void send_get(std::string_view path) {
    send("GET " + std::string{path} + " HTTP/1.1\r\n\r\n");
  }

  /// Answers the request that waits.
  void answer() {
    sink.answer(subject);
    subject.proceed(now);
  }

  /// What the poller has seen since it was last asked.
  std::uint32_t polled_events() {
    polled_ = 0;
    context_.restart();
    context_.poll();
    return polled_;
  }

  /// Lets the session do what the poller tells it to, until there is nothing more to tell.
  void take_turns() {
    for (auto events = polled_events(); events != 0; events = polled_events())
      subject.on_event(events, now);
  }

  /// Makes the next replies larger than what fits between session and client.
  void pad_beyond_buffers() {
    const int bytes = 8192;
    ::setsockopt(server_socket_, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
    sink.padding = 300000;
  }

  http_settings settings;
  recording_sink sink;
  timestamp now{1000};

private:
  void note(poller::batch batch) {
    for (const auto& event : batch)
      polled_ |= event.events;
  }

  std::uint32_t polled_ = 0;
  boost::asio::io_context context_;
  poller poller_;
  slot_tokens tokens_{1};
  std::uint64_t token_ = tokens_.open();
  std::array<char, 4096> receive_buffer_{};
  std::string send_buffer_;
  int server_socket_ = -1;

public:
  session_terms terms{settings, sink, poller_, tokens_, receive_buffer_, send_buffer_};
  session subject{terms};
  http_client client{-1};
};

} // namespace muster::test
