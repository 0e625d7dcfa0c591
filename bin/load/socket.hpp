// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"

#include <optional>
#include <sys/socket.h>
#include <utility>

namespace muster::load {

/// Owns a file descriptor.
class descriptor {
public:
  descriptor() = default;

  explicit descriptor(int fd) noexcept : fd_(fd) {
    // nop
  }

  descriptor(descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {
    // nop
  }

  descriptor& operator=(descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }

  ~descriptor() {
    close();
  }

  [[nodiscard]] int get() const noexcept {
    return fd_;
  }

  [[nodiscard]] bool is_open() const noexcept {
    return fd_ >= 0;
  }

  void close() noexcept;

private:
  int fd_ = -1;
};

/// An address and port as the kernel takes them.
struct socket_address {
  /// What it was made of, for messages.
  muster::endpoint endpoint;
  sockaddr_storage storage{};
  socklen_t size = 0;

  explicit socket_address(const muster::endpoint& x) noexcept;

  [[nodiscard]] const sockaddr* get() const noexcept {
    return reinterpret_cast<const sockaddr*>(&storage);
  }
};

/// Makes sure that this host has the address.
/// @throws std::system_error that names it, if not, or if there is no socket to find out with.
void expect_own(const socket_address& source);

/// Starts to connect over TCP without blocking; the descriptor is closed if that failed at once.
/// @param source  the own address; nothing: the kernel chooses.
descriptor connect_tcp(const socket_address& server, const std::optional<socket_address>& source);

/// Opens a UDP socket that talks to `server` alone and does not block; closed if that failed.
/// @param source        the own address; nothing: the kernel chooses.
/// @param receive_bytes  that it should hold until they are read. The kernel may allow less.
descriptor connect_udp(
    const socket_address& server, const std::optional<socket_address>& source, int receive_bytes);

} // namespace muster::load
