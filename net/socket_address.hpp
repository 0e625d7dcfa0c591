// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

namespace muster {

/// An endpoint as system calls have it: room for either family, and the casts that sockets need.
struct socket_address {
  sockaddr_in6 storage{};
  socklen_t size = sizeof(storage);

  sockaddr* get() noexcept {
    return reinterpret_cast<sockaddr*>(&storage);
  }

  sockaddr_in& ipv4() noexcept {
    return reinterpret_cast<sockaddr_in&>(storage);
  }

  sockaddr_in6& ipv6() noexcept {
    return storage;
  }
};

socket_address to_socket_address(const endpoint& x);

endpoint to_endpoint(const socket_address& x);

/// Where a socket is bound.
endpoint local_endpoint(int socket);

} // namespace muster
