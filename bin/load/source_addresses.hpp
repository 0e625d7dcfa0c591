// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace muster::load {

/// Which addresses the clients send from.
struct source_settings {
  /// The first one, and the network that the others are counted from. Nothing: the first of the
  /// server's /16, or with one address what the kernel chooses.
  std::optional<address> first;
  /// /24 networks (IPv6: /48) that the addresses are spread over, one after another; 0: each
  /// address is the next one, wherever that is.
  std::uint32_t networks = 0;
};

/// The addresses that clients send from. A tracker that counts by address sees each as somebody
/// else: IPv6 addresses therefore have a /64 of their own each.
class source_addresses {
public:
  /// What one /24 has, without the first and the last address.
  static constexpr std::uint32_t hosts_per_network = 254;

  /// @returns what is wrong with `count` addresses of `x` for a server at `server`, or nothing.
  static std::optional<std::string>
  find_error(const source_settings& x, std::uint32_t count, const address& server);

  /// @pre `find_error` finds none
  source_addresses(const source_settings& x, std::uint32_t count, const address& server);

  /// Nothing: the kernel chooses.
  /// @param number  from 0 to the count without it.
  [[nodiscard]] std::optional<address> at(std::uint32_t number) const;

private:
  std::optional<address> first_;
  std::uint32_t networks_;
};

} // namespace muster::load
