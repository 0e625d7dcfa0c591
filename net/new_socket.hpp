// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"

namespace muster {

/// A socket that does not block, on its way to be a listener: closed unless it is taken.
class new_socket {
public:
  /// @param type  SOCK_STREAM or SOCK_DGRAM.
  /// @param at    the endpoint that it will be bound to, and that errors name. An IPv6 socket is
  ///              for IPv6 alone.
  /// @throws std::system_error
  new_socket(int type, const endpoint& at);
  ~new_socket();

  new_socket(const new_socket&) = delete;
  new_socket& operator=(const new_socket&) = delete;

  /// @throws std::system_error if the kernel refuses.
  void set(int level, int name, int value) const;

  /// @throws std::system_error whose text names the endpoint and the protocol, if that cannot be.
  void bind() const;

  /// Throws what errno says.
  [[noreturn]] void fail() const;

  [[nodiscard]] int get() const noexcept {
    return descriptor_;
  }

  [[nodiscard]] int take() noexcept;

private:
  int type_;
  endpoint at_;
  int descriptor_;
};

} // namespace muster
