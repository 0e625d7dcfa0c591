// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/http/listener.hpp"

#include "net/new_socket.hpp"
#include "net/socket_address.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace muster {

namespace {

/// The kernel keeps a connection back until its first bytes arrive, for about so many seconds.
constexpr int defer_seconds = 5;

} // namespace

listener::listener(const endpoint& at) {
  new_socket socket{SOCK_STREAM, at};
  socket.set(SOL_SOCKET, SO_REUSEADDR, 1);
  socket.set(SOL_SOCKET, SO_REUSEPORT, 1);
  // Accepted sockets inherit these.
  socket.set(IPPROTO_TCP, TCP_NODELAY, 1);
  socket.set(IPPROTO_TCP, TCP_DEFER_ACCEPT, defer_seconds);
  socket.bind();
  if (::listen(socket.get(), backlog) != 0)
    socket.fail();
  local_ = local_endpoint(socket.get());
  socket_ = socket.take();
}

void listener::expect_free(const endpoint& at) {
  const new_socket socket{SOCK_STREAM, at};
  socket.set(SOL_SOCKET, SO_REUSEADDR, 1);
  socket.bind();
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
    remote = to_endpoint(address);
  return result;
}

} // namespace muster
