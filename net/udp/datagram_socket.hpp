// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"

#include <cstdint>

namespace muster {

/// A socket for datagrams. Several of them may be bound to the same endpoint, one for each reactor;
/// the kernel spreads the clients over them.
class datagram_socket {
public:
  /// Binds it.
  /// @param receive_buffer_bytes  for datagrams that wait; the kernel may give less.
  /// @throws std::system_error whose text names the endpoint, if that cannot be.
  datagram_socket(const endpoint& at, std::uint32_t receive_buffer_bytes);

  /// Makes sure that nobody is bound to an endpoint yet, see `listener::expect_free`.
  /// @throws std::system_error whose text names the endpoint, if somebody is.
  static void expect_free(const endpoint& at);
  ~datagram_socket();

  datagram_socket(datagram_socket&& other) noexcept;
  datagram_socket& operator=(datagram_socket&&) = delete;

  [[nodiscard]] int socket() const noexcept {
    return socket_;
  }

  /// Leaves the socket to somebody else, who closes it.
  void release() noexcept {
    socket_ = -1;
  }

  /// Where it is bound; the port is never 0.
  [[nodiscard]] const endpoint& local() const noexcept {
    return local_;
  }

  /// What the kernel gave of the receive buffer that was asked for.
  [[nodiscard]] std::uint32_t receive_buffer_bytes() const noexcept {
    return receive_buffer_bytes_;
  }

private:
  int socket_;
  endpoint local_;
  std::uint32_t receive_buffer_bytes_ = 0;
};

} // namespace muster
