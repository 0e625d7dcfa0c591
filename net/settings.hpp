// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/announce.hpp"

#include <chrono>
#include <cstdint>
#include <string>

// What an operator can set for all front doors. conf/musterd.toml explains each option.
namespace muster {

/// What the tracker tells every client.
struct announce_settings {
  std::chrono::seconds interval{1800};
  /// The interval is varied by up to this share, so that clients do not come in waves.
  std::uint32_t interval_jitter_percent = 10;
  /// At full load the interval is longer by this share; see `limit_settings::load_percent`.
  std::uint32_t interval_raise_percent = 50;
  /// Raised to half of the interval told, if that is more.
  std::chrono::seconds min_interval{900};
  /// The first interval for a torrent that is not registered. The longer a source has asked for it,
  /// the longer it gets, up to the interval of all others.
  std::chrono::seconds unregistered_interval{60};
  numwant_range numwant;
  /// Swarms that one scrape may ask for.
  std::uint32_t scrape_hashes_max = 100;
  /// The announce URL of the tracker that serves instead of this one; empty: this one serves.
  std::string moved_to = {};
};

} // namespace muster
