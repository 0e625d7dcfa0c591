// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"

#include <cstdint>
#include <string>
#include <vector>

// What an operator can set for admission. conf/musterd.toml explains each option.
namespace muster {

/// Who is let in. The lists themselves come from the files.
struct admission_settings {
  /// Paths of the list files; empty: no list.
  std::string allow_list;
  std::string deny_list;
  /// Ports that peers may not announce, because services live there that a swarm could flood.
  std::vector<std::uint16_t> denied_ports{22,  23,  25,  53,  80,   110,  143,  443,
                                          465, 587, 993, 995, 3306, 3389, 5432, 6379};
  /// Addresses that are not served.
  std::vector<address_range> denied_sources;
};

/// How much clients may ask for. A source is an IPv4 address or, of IPv6, a /64; its network is the
/// /24 or /48 around it. A rate of 0: no limit.
struct limit_settings {
  /// Whether loopback and private addresses are limited like all others.
  bool private_sources = false;
  /// What one source may do in the long run.
  std::uint32_t announces_per_second = 50;
  std::uint32_t scrapes_per_second = 10;
  std::uint32_t new_swarms_per_second = 10;
  /// Over UDP: connection ids, and errors it is told.
  std::uint32_t connects_per_second = 50;
  std::uint32_t errors_per_second = 5;
  /// Pages; and, counted apart, looks at the tracker's health and metrics.
  std::uint32_t pages_per_second = 10;
  /// Seconds whose requests may come all at once.
  std::uint32_t burst_seconds = 60;
  /// Announces and new swarms that may come all at once, if that is more: so many torrents a
  /// single client may have, and those who start it expect it to get in. Of new swarms fewer may
  /// when memory gets short.
  std::uint32_t announces_burst = 60'000;
  std::uint32_t new_swarms_burst = 60'000;
  /// A network may do as much as so many sources.
  std::uint32_t network_factor = 4;
  /// Bytes of memory that the process may take; 0: three quarters of what there is.
  std::uint64_t memory_bytes_max = 0;
  /// Share of its time that a reactor may be busy before it sheds load; 100: it never does.
  std::uint32_t load_percent = 80;
};

} // namespace muster
