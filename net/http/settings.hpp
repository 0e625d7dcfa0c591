// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

// What an operator can set for HTTP. conf/musterd.toml explains each option.
namespace muster {

struct http_settings {
  /// Port 0: any free one.
  std::vector<endpoint> listeners{
      {address::from_bytes(std::array<std::uint8_t, 4>{}), 6969},
      {address::from_bytes(std::array<std::uint8_t, 16>{}), 6969},
  };
  /// From the first byte of a request to the end of its head.
  std::chrono::seconds head_timeout{5};
  /// Until the first byte of a request, and until the reply is taken.
  std::chrono::seconds idle_timeout{10};
  std::uint32_t request_line_bytes_max = 8192;
  std::uint32_t head_bytes_max = 16384;
  /// Connections open at once, in total.
  std::uint32_t connections_max = 50000;
  /// Connections open at once of one source: an IPv4 address or, of IPv6, a /64.
  std::uint32_t connections_per_address_max = 500;
  /// Bytes that may wait in all connections: beginnings of requests, and rests of replies. In
  /// effect no more than a sixteenth of the memory that the process may take.
  std::uint64_t waiting_bytes_max = 64 << 20;
  /// Of them, in the connections of one source.
  std::uint32_t waiting_per_address_bytes_max = 4 << 20;
  /// Proxies whose word about a client's address is taken, and the header that has it.
  std::vector<address_range> trusted_proxies;
  std::string forwarded_header = "X-Forwarded-For";
  /// Further paths at which announces are served, without a slash at their end.
  std::vector<std::string> announce_paths = {};
};

} // namespace muster
