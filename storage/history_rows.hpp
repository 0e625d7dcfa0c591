// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/timestamp.hpp"
#include "storage/history_samples.hpp"
#include "storage/record_status.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace muster {

inline constexpr std::size_t series_group_count = 2;

/// What a tier knows of the period in which a swarm changed last.
struct tier_mark {
  /// The most peers that the swarm had in this period, or just before.
  std::uint32_t peak = 0;
  /// Whether there is a sample of this period.
  bool kept = false;

  friend bool operator==(const tier_mark&, const tier_mark&) = default;
};

/// What a swarm has now.
struct latest_row {
  static constexpr std::uint8_t version = 1;

  std::uint32_t seeders = 0;
  std::uint32_t leechers = 0;
  std::uint32_t completed = 0;
  /// Since when.
  timestamp changed{};
  /// By tier.
  std::array<tier_mark, series_group_count> marks{};

  friend bool operator==(const latest_row&, const latest_row&) = default;
};

/// What a swarm had after its last change in a period.
struct swarm_row {
  static constexpr std::uint8_t version = 1;

  std::uint32_t seeders = 0;
  std::uint32_t leechers = 0;
  std::uint32_t completed = 0;
  /// The most peers in this period or just before. A row is worth as much as the larger of the two
  /// values between which it is the change; without it the larger one would seem to go on.
  std::uint32_t peak = 0;
  /// When in the period the change was, in seconds from its start.
  std::uint16_t second = 0;

  friend bool operator==(const swarm_row&, const swarm_row&) = default;
};

/// How many samples of swarms a bucket has.
struct bucket_row {
  static constexpr std::uint8_t version = 1;

  std::uint64_t rows = 0;
};

/// Who has samples in a tier.
struct tier_row {
  static constexpr std::uint8_t version = 1;

  std::uint32_t peers_min = 0;
  timestamp changed{};
};

/// How far the orders of the swarms reach.
struct index_row {
  static constexpr std::uint8_t version = 1;

  /// Swarms that they have.
  std::uint64_t swarms = 0;
  /// Whether they have all. If not, those that precede `next`.
  bool complete = false;
  info_hash next{};
};

/// Seeders and leechers together, of a row or a sample.
template <class T>
[[nodiscard]] constexpr std::uint32_t peers_of(const T& x) noexcept {
  const auto sum = std::uint64_t{x.seeders} + x.leechers;
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(sum, std::numeric_limits<std::uint32_t>::max()));
}

/// What a row or a sample is sorted by. @pre `sort` is not `name`
template <class T>
[[nodiscard]] constexpr std::uint32_t count_of(const T& x, swarm_sort sort) noexcept {
  switch (sort) {
  case swarm_sort::seeders:
    return x.seeders;
  case swarm_sort::leechers:
    return x.leechers;
  case swarm_sort::completed:
    return x.completed;
  default:
    return peers_of(x);
  }
}

std::string write_row(const latest_row& x);
std::string write_row(const swarm_row& x);
std::string write_row(const bucket_row& x);
std::string write_row(const tier_row& x);
std::string write_row(const index_row& x);

/// The time is not written, it is in the key.
std::string write_row(const tracker_sample& x);

/// @param out  unspecified unless the result is `ok`.
record_status read_row(std::string_view bytes, latest_row& out);
record_status read_row(std::string_view bytes, swarm_row& out);
record_status read_row(std::string_view bytes, bucket_row& out);
record_status read_row(std::string_view bytes, tier_row& out);
record_status read_row(std::string_view bytes, index_row& out);

/// @param out  keeps its time.
record_status read_row(std::string_view bytes, tracker_sample& out);

} // namespace muster
