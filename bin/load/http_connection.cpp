// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/http_connection.hpp"

#include <cerrno>
#include <sys/epoll.h>
#include <utility>

namespace muster::load {

namespace {

constexpr std::uint32_t readable = EPOLLIN | EPOLLRDHUP;

bool would_block() {
  return errno == EAGAIN || errno == EINTR;
}

} // namespace

http_connection::http_connection(
    const http_transport& transport, std::optional<socket_address> source, std::uint32_t tag)
    : transport_(transport), source_(std::move(source)), tag_(tag) {
  // nop
}

progress http_connection::start() {
  is_busy_ = true;
  has_reply_ = false;
  sent_ = 0;
  received_.clear();
  return socket_.is_open() ? send_rest() : open();
}

progress http_connection::open() {
  socket_ = connect_tcp(transport_.server, source_);
  ++opened_;
  has_served_ = false;
  watched_ = 0;
  if (!socket_.is_open())
    return fail(fault::connect);
  // On loopback the connection is mostly there already, which saves a turn of the loop.
  return send_rest();
}

progress http_connection::send_rest() {
  const auto sent =
      ::send(socket_.get(), request_.data() + sent_, request_.size() - sent_, MSG_NOSIGNAL);
  if (sent < 0 && !would_block()) {
    if (has_served_)
      return on_closed_by_server();
    return fail(errno == EPIPE || errno == ECONNRESET ? fault::closed : fault::connect);
  }
  if (sent > 0)
    sent_ += static_cast<std::size_t>(sent);
  watch(sent_ == request_.size() ? readable : readable | EPOLLOUT);
  return progress::pending;
}

progress http_connection::on_ready(std::uint32_t events) {
  if (!socket_.is_open())
    return progress::pending;
  if (is_busy_ && sent_ < request_.size() && (events & EPOLLOUT) != 0) {
    const auto result = send_rest();
    if (result != progress::pending)
      return result;
  }
  constexpr std::uint32_t ended = EPOLLHUP | EPOLLERR;
  return (events & (readable | ended)) != 0 ? receive(events) : progress::pending;
}

progress http_connection::receive(std::uint32_t events) {
  const auto& scratch = transport_.scratch;
  const auto size = ::recv(socket_.get(), scratch.data(), scratch.size(), 0);
  if (size == 0)
    return on_closed_by_server();
  if (size > 0)
    return take({scratch.data(), static_cast<std::size_t>(size)}, events);
  if (would_block())
    return progress::pending;
  if (sent_ == 0 && !has_served_)
    return fail(fault::connect);
  return on_closed_by_server();
}

progress http_connection::take(std::string_view bytes, std::uint32_t events) {
  if (!is_busy_ || has_reply_)
    return fail(fault::http); // bytes that nobody asked for
  if (!received_.empty())
    bytes = received_.append(bytes);
  reply_ = parse_http_reply(bytes, false);
  switch (reply_.state) {
  case reply_state::complete:
    return finish(events);
  case reply_state::malformed:
    return fail(fault::http);
  default:
    if (received_.empty())
      received_ = bytes;
    return progress::pending;
  }
}

progress http_connection::finish(std::uint32_t events) {
  has_reply_ = true;
  has_served_ = true;
  const bool has_ended = (events & EPOLLRDHUP) != 0;
  const bool will_end = transport_.mode == connection_mode::close || reply_.closes;
  if (has_ended)
    socket_.close();
  is_busy_ = will_end && !has_ended;
  return progress::replied;
}

/// The end of a reply without a length, the close that was asked for, or a failure.
progress http_connection::on_closed_by_server() {
  socket_.close();
  if (!is_busy_)
    return progress::pending; // idle: nothing is lost, the next request opens a new one
  if (has_reply_) {
    is_busy_ = false;
    return progress::released;
  }
  if (received_.empty() && has_served_) {
    ++retries_;
    sent_ = 0;
    return open();
  }
  reply_ = parse_http_reply(received_, true);
  if (reply_.state != reply_state::complete)
    return fail(fault::closed);
  is_busy_ = false;
  has_reply_ = true;
  return progress::replied;
}

void http_connection::abort() noexcept {
  socket_.close();
  is_busy_ = false;
  received_.clear();
}

progress http_connection::fail(fault why) noexcept {
  error_ = errno;
  abort();
  failure_ = why;
  return progress::failed;
}

/// An unchanged set costs nothing: a kept connection is registered once.
void http_connection::watch(std::uint32_t events) noexcept {
  if (events == watched_)
    return;
  epoll_event event{};
  event.events = events;
  event.data.u32 = tag_;
  ::epoll_ctl(
      transport_.epoll, watched_ == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket_.get(), &event);
  watched_ = events;
}

} // namespace muster::load
