// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"

#include <cstdint>

namespace muster {

/// A socket that accepts connections. Several of them may listen at the same endpoint, one for
/// each reactor; the kernel spreads the connections over them.
class listener {
public:
  /// Connections that may wait to be accepted. Chosen; the kernel cuts it to net.core.somaxconn.
  static constexpr int backlog = 4096;

  /// Listens.
  /// @throws std::system_error whose text names the endpoint, if that cannot be.
  explicit listener(const endpoint& at);

  /// Makes sure that nobody listens at an endpoint yet. Listeners of one user may share a port, so
  /// a second tracker would not notice the first.
  /// @throws std::system_error whose text names the endpoint, if somebody does.
  static void expect_free(const endpoint& at);
  ~listener();

  listener(listener&& other) noexcept;
  listener& operator=(listener&&) = delete;

  [[nodiscard]] int socket() const noexcept {
    return socket_;
  }

  /// Where it listens; the port is never 0.
  [[nodiscard]] const endpoint& local() const noexcept {
    return local_;
  }

  /// Takes the next connection, as a non-blocking socket.
  /// @returns its descriptor, or -1 with errno set: EAGAIN if none is waiting.
  int accept(endpoint& remote) const noexcept;

private:
  int socket_;
  endpoint local_;
};

} // namespace muster
