// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "tests/support/http_client.hpp"

#include "tests/support/eventually.hpp"

#include <boost/algorithm/string/predicate.hpp>

#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace muster::test {

namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error{errno, std::system_category(), what};
}

/// Calls `operation(socket, address, size)`, which is `connect` or `bind`.
template <class Operation>
void apply(Operation operation, const char* what, int socket, const endpoint& x) {
  sockaddr_in ipv4{};
  sockaddr_in6 ipv6{};
  const auto bytes = x.address.bytes();
  const bool is_ipv4 = x.address.family() == family::ipv4;
  ipv4.sin_family = AF_INET;
  ipv6.sin6_family = AF_INET6;
  ipv4.sin_port = ipv6.sin6_port = htons(x.port);
  std::memcpy(
      is_ipv4 ? static_cast<void*>(&ipv4.sin_addr) : &ipv6.sin6_addr, bytes.data(), bytes.size());
  const void* address = is_ipv4 ? static_cast<const void*>(&ipv4) : &ipv6;
  const auto size = static_cast<socklen_t>(is_ipv4 ? sizeof(ipv4) : sizeof(ipv6));
  if (operation(socket, static_cast<const sockaddr*>(address), size) != 0)
    fail(what);
}

int tcp_socket(family x) {
  const int result =
      ::socket(x == family::ipv4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (result < 0)
    fail("socket");
  return result;
}

bool wait_for(int socket, short events) {
  pollfd state{socket, events, 0};
  const auto limit = std::chrono::milliseconds{patience};
  return ::poll(&state, 1, static_cast<int>(limit.count())) > 0;
}

} // namespace

std::string http_reply::field(std::string_view name) const {
  std::size_t line = 0;
  while ((line = head.find("\r\n", line)) != std::string::npos) {
    line += 2;
    const auto text = std::string_view{head}.substr(line, head.find("\r\n", line) - line);
    const auto colon = text.find(": ");
    if (colon != std::string_view::npos && boost::iequals(text.substr(0, colon), name))
      return std::string{text.substr(colon + 2)};
  }
  return {};
}

http_client::http_client(const endpoint& server, const connect_options& options)
    : http_client(tcp_socket(server.address.family())) {
  if (const int bytes = options.receive_bytes; bytes > 0)
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
  if (options.source)
    apply(::bind, "bind", socket_, {*options.source, 0});
  apply(::connect, "connect", socket_, server);
  const int yes = 1; // or parts of a request wait for each other
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
}

http_client::http_client(int socket) : socket_(socket) {
  // nop
}

http_client::~http_client() {
  close();
}

http_client::http_client(http_client&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), unread_(std::move(other.unread_)) {
  // nop
}

http_client& http_client::operator=(http_client&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(unread_, other.unread_);
  return *this;
}

http_client& http_client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0)
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    else if (errno == EPIPE || errno == ECONNRESET)
      return *this;
    else if (errno != EAGAIN || !wait_for(socket_, POLLOUT))
      fail("send");
  }
  return *this;
}

std::size_t http_client::send_some(std::string_view bytes) {
  const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  return sent > 0 ? static_cast<std::size_t>(sent) : 0;
}

http_client& http_client::send_get(std::string_view target) {
  return send("GET " + std::string{target} + " HTTP/1.1\r\nHost: tracker\r\n\r\n");
}

bool http_client::has_arrived() {
  return eventually([this] {
    int unacknowledged = 0;
    return ::ioctl(socket_, TIOCOUTQ, &unacknowledged) == 0 && unacknowledged == 0;
  });
}

http_reply http_client::read_reply(bool with_body) {
  constexpr std::string_view end = "\r\n\r\n";
  while (unread_.find(end) == std::string::npos)
    receive_or_throw("the connection ended before a reply");
  http_reply result;
  result.head = take(unread_.find(end));
  take(end.size());
  if (!result.head.starts_with("HTTP/1.1 "))
    throw std::runtime_error{"no status line of HTTP/1.1"};
  result.status = std::stoi(result.head.substr(9, 3));
  const auto size =
      with_body && result.status != 304 ? std::stoul(result.field("Content-Length")) : 0;
  while (unread_.size() < size)
    receive_or_throw("the connection ended within a body");
  result.body = take(size);
  return result;
}

std::string http_client::read_until(std::string_view end) {
  while (unread_.find(end) == std::string::npos)
    receive_or_throw("the connection ended too early");
  return take(unread_.find(end) + end.size());
}

std::size_t http_client::unread_bytes() {
  while (receive() > 0)
    ; // until there is nothing left
  return unread_.size();
}

connection_end http_client::wait_for_end() {
  wait_for(socket_, POLLIN);
  return end_now();
}

connection_end http_client::end_now() {
  const auto size = receive();
  if (!unread_.empty())
    throw std::runtime_error{"not the end, but: " + unread_};
  if (size == 0)
    return connection_end::closed;
  return errno == ECONNRESET ? connection_end::reset : connection_end::open;
}

void http_client::half_close() {
  ::shutdown(socket_, SHUT_WR);
}

void http_client::reset() {
  const linger at_once{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  close();
}

void http_client::close() {
  if (socket_ >= 0)
    ::close(std::exchange(socket_, -1));
  unread_.clear();
}

std::ptrdiff_t http_client::receive() {
  char bytes[16384];
  const auto size = ::recv(socket_, bytes, sizeof(bytes), MSG_DONTWAIT);
  if (size > 0)
    unread_.append(bytes, static_cast<std::size_t>(size));
  return size;
}

void http_client::receive_or_throw(const char* what) {
  if (!wait_for(socket_, POLLIN))
    throw std::runtime_error{"no reply in time"};
  if (receive() <= 0)
    throw std::runtime_error{what};
}

std::string http_client::take(std::size_t size) {
  auto result = unread_.substr(0, size);
  unread_.erase(0, size);
  return result;
}

} // namespace muster::test
