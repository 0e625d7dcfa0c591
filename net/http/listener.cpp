// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/http/listener.hpp"

#include "net/socket_address.hpp"

#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace muster {

namespace {

/// Connections that wait to be accepted. Chosen; the kernel cuts it to net.core.somaxconn.
constexpr int backlog = 4096;

/// The kernel keeps a connection back until its first bytes arrive, for about so many seconds.
constexpr int defer_seconds = 5;

void set_option(int socket, int level, int name, int value) {
  if (::setsockopt(socket, level, name, &value, sizeof(value)) != 0)
    throw std::system_error{errno, std::system_category(), "setsockopt"};
}

[[noreturn]] void fail(const endpoint& at) {
  throw std::system_error{errno, std::system_category(), "cannot listen at " + to_string(at)};
}

/// A descriptor that is closed unless it is taken.
class new_socket {
public:
  explicit new_socket(const endpoint& at)
      : descriptor_(::socket(
          at.address.family() == family::ipv4 ? AF_INET : AF_INET6,
          SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    if (descriptor_ < 0)
      fail(at);
    set_option(descriptor_, SOL_SOCKET, SO_REUSEADDR, 1);
    if (at.address.family() == family::ipv6)
      set_option(descriptor_, IPPROTO_IPV6, IPV6_V6ONLY, 1);
  }

  ~new_socket() {
    if (descriptor_ >= 0)
      ::close(descriptor_);
  }

  new_socket(const new_socket&) = delete;
  new_socket& operator=(const new_socket&) = delete;

  void bind(const endpoint& at) const {
    auto address = to_socket_address(at);
    if (::bind(descriptor_, address.get(), address.size) != 0)
      fail(at);
  }

  [[nodiscard]] int get() const noexcept {
    return descriptor_;
  }

  int take() noexcept {
    return std::exchange(descriptor_, -1);
  }

private:
  int descriptor_;
};

} // namespace

listener::listener(const endpoint& at) {
  new_socket socket{at};
  set_option(socket.get(), SOL_SOCKET, SO_REUSEPORT, 1);
  // Accepted sockets inherit these.
  set_option(socket.get(), IPPROTO_TCP, TCP_NODELAY, 1);
  set_option(socket.get(), IPPROTO_TCP, TCP_DEFER_ACCEPT, defer_seconds);
  socket.bind(at);
  if (::listen(socket.get(), backlog) != 0)
    fail(at);
  local_ = local_endpoint(socket.get());
  socket_ = socket.take();
}

void listener::expect_free(const endpoint& at) {
  new_socket{at}.bind(at);
}

listener::~listener() {
  if (socket_ >= 0)
    ::close(socket_);
}

listener::listener(listener&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), local_(other.local_) {
  // nop
}

int listener::accept(endpoint& remote) const noexcept {
  socket_address address;
  const int result = ::accept4(socket_, address.get(), &address.size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (result >= 0)
    remote = to_endpoint(address.storage);
  return result;
}

} // namespace muster
