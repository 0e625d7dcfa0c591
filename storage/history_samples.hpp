// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"
#include "net/protocol/identifier.hpp"
#include "net/protocol/timestamp.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace muster {

/// Requests of one protocol and family in a period.
struct traffic_sample {
  std::uint64_t announces = 0;
  std::uint64_t scrapes = 0;

  friend bool operator==(const traffic_sample&, const traffic_sample&) = default;
};

/// The tracker as a whole over a period: averages, and counts of what happened in it (`completed`,
/// `refusals`, `traffic`).
struct tracker_sample {
  /// Of the record that it is stored as.
  static constexpr std::uint8_t version = 1;

  /// When the period began; stored as the start of its minute or hour.
  timestamp time{};
  /// How many seconds of the period the tracker was there.
  std::uint32_t seconds = 0;
  std::uint64_t seeders = 0;
  std::uint64_t leechers = 0;
  /// Swarms with a peer.
  std::uint64_t swarms_active = 0;
  std::uint64_t swarms = 0;
  std::uint64_t completed = 0;
  std::uint64_t refusals = 0;
  std::uint64_t resident_bytes = 0;
  /// By protocol and family.
  std::vector<std::array<traffic_sample, family_count>> traffic;

  friend bool operator==(const tracker_sample&, const tracker_sample&) = default;
};

/// What a swarm had at a time.
struct swarm_sample {
  muster::info_hash info_hash;
  std::uint32_t seeders = 0;
  std::uint32_t leechers = 0;
  /// Downloads that ended, ever.
  std::uint32_t completed = 0;

  friend bool operator==(const swarm_sample&, const swarm_sample&) = default;
};

/// One point of the series of a swarm.
struct swarm_point {
  timestamp time{};
  std::uint32_t seeders = 0;
  std::uint32_t leechers = 0;
  std::uint32_t completed = 0;

  friend bool operator==(const swarm_point&, const swarm_point&) = default;
};

/// How far apart the points of a series are.
enum class series_group : std::uint8_t { minute, hour };

/// What a list of swarms is sorted by; `name` is the info_hash. Equal ones are sorted by name.
enum class swarm_sort : std::uint8_t { peers, seeders, leechers, completed, name };

/// Which part of the list of swarms is wanted.
struct swarm_query {
  swarm_sort sort = swarm_sort::peers;
  bool descending = true;
  /// How many rows, at most `limit_max`; more is taken as that.
  std::size_t limit = 100;
  /// How many rows to leave out first. Beyond `offset_max` there are none, because each costs
  /// time.
  std::size_t offset = 0;
  /// The first 0 to 40 hexadecimal digits of the info_hash; what is no prefix of one matches none.
  std::string prefix{};

  static constexpr std::size_t limit_max = 1000;
  static constexpr std::size_t offset_max = 10'000;

  friend bool operator==(const swarm_query&, const swarm_query&) = default;
};

/// A part of the list of swarms.
struct swarm_page {
  /// How many swarms match, wherever the part begins and ends; at least so many if not exact.
  std::uint64_t total = 0;
  bool total_is_exact = true;
  /// Whether the part ends early, because too many swarms do not match and would have to be passed.
  bool is_cut = false;
  /// Whether there is no such part yet: a store of an earlier muster is being put in order.
  bool is_being_sorted = false;
  std::vector<swarm_sample> rows = {};
};

} // namespace muster
