// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/http/connection.hpp"

#include "net/http/buffer.hpp"
#include "net/http/poller.hpp"

#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace muster {

namespace {

bool would_block() noexcept {
  return errno == EAGAIN || errno == EINTR;
}

} // namespace

connection::connection(muster::poller& poller) noexcept : poller_(poller) {
  // nop
}

connection::~connection() {
  close();
}

void connection::open(int socket, const endpoint& remote, std::uint64_t token) noexcept {
  socket_ = socket;
  remote_ = remote;
  token_ = token;
  readable_ = true;
  peer_done_ = false;
  watched_ = false;
}

void connection::close() noexcept {
  if (closed())
    return;
  ::close(socket_);
  socket_ = -1;
  release_output();
}

// -- receiving ------------------------------------------------------------------------------------

bool connection::on_event(std::uint32_t events) noexcept {
  if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
    readable_ = true;
  if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
    peer_done_ = true;
  return (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0;
}

std::optional<std::string_view> connection::receive(std::span<char> buffer) noexcept {
  const auto size = ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (size > 0) {
    // A socket that gave less than it could has nothing left; the poller tells when it has. It has
    // told of the end already if that came together with these bytes.
    readable_ = peer_done_ || static_cast<std::size_t>(size) == buffer.size();
    return std::string_view{buffer.data(), static_cast<std::size_t>(size)};
  }
  if (size == 0 || !would_block())
    return std::nullopt;
  readable_ = false;
  return std::string_view{};
}

bool connection::has_unread() const noexcept {
  char byte = 0;
  return readable_ && ::recv(socket_, &byte, sizeof(byte), MSG_PEEK) > 0;
}

void connection::watch() {
  if (watched_)
    return;
  watched_ = true;
  poller_.add(socket_, token_, EPOLLIN | EPOLLRDHUP | EPOLLET);
}

void connection::watch_again() {
  watch();
  // What the other end has sent may be here already, so that the socket is not readable any more;
  // but if it is not writable, it is the turn of the other end to read.
  poller_.modify(socket_, token_, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
}

// -- sending --------------------------------------------------------------------------------------

connection::progress connection::send(std::string_view bytes) {
  const auto sent = try_send(bytes, 0);
  if (!sent)
    return progress::lost;
  if (*sent == bytes.size())
    return progress::done;
  output_.assign(bytes.substr(*sent));
  watch_again();
  return progress::pending;
}

connection::progress connection::send(std::string_view bytes, const shared_text& body) {
  const auto sent = try_send(bytes, MSG_MORE);
  if (!sent)
    return progress::lost;
  output_.assign(bytes.substr(*sent));
  body_ = body;
  const auto result = flush();
  if (result == progress::pending)
    watch_again();
  return result;
}

connection::progress connection::flush() noexcept {
  for (auto rest = unsent(); !rest.empty(); rest = unsent()) {
    const auto sent = try_send(rest, 0);
    if (!sent)
      return progress::lost;
    if (*sent == 0)
      return progress::pending;
    sent_bytes_ += *sent;
  }
  release_output();
  return progress::done;
}

void connection::shut_down() noexcept {
  ::shutdown(socket_, SHUT_WR);
}

std::size_t connection::waiting_bytes() const noexcept {
  return heap_bytes(output_) + body_.bytes_of_share();
}

/// @returns how many bytes the socket has taken; nothing if the other end has gone.
std::optional<std::size_t> connection::try_send(std::string_view bytes, int flags) noexcept {
  const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | flags);
  if (sent >= 0)
    return static_cast<std::size_t>(sent);
  if (would_block())
    return 0;
  return std::nullopt;
}

/// Bytes that are next; what is behind them may lie elsewhere.
std::string_view connection::unsent() const noexcept {
  const std::string_view own{output_};
  return sent_bytes_ < own.size() ? own.substr(sent_bytes_)
                                  : body_.view().substr(sent_bytes_ - own.size());
}

void connection::release_output() noexcept {
  release(output_);
  body_ = {};
  sent_bytes_ = 0;
}

} // namespace muster
