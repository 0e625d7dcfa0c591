// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/load/fault.hpp"

#include <array>
#include <bitset>
#include <cstdint>
#include <string_view>

namespace muster::load {

/// What an attacker sends, all the time. Used as an index.
enum class flood : std::uint8_t {
  /// No attack: what the population asks.
  none,
  /// Announces to a new swarm each.
  new_swarms,
  /// Announces to the swarms of the population.
  announces,
  /// Announces that say `completed` or `stopped`, which count even beyond a rate.
  last_words,
  /// Scrapes of the swarms of the population.
  scrapes,
  /// Requests for a connection id, over UDP.
  connects,
  /// Announces of port 0, which trackers refuse.
  errors,
  /// What is no request at all.
  garbage,
};

inline constexpr std::array<std::string_view, 8> flood_names{
    "none", "new-swarms", "announces", "last-words", "scrapes", "connects", "errors", "garbage"};

inline constexpr std::string_view name_of(flood x) noexcept {
  return flood_names[static_cast<std::size_t>(x)];
}

/// A set of faults, by `fault`.
using fault_set = std::bitset<fault_count>;

/// What a tracker may do with a flood: refuse it, keep silent, or turn it away. What is left is
/// wrong whoever asks: a reply that is malformed, or to nothing that was asked.
inline fault_set faults_of_refusal() noexcept {
  fault_set result;
  for (const auto x :
       {fault::connect, fault::closed, fault::timeout, fault::status, fault::failure_reason})
    result.set(static_cast<std::size_t>(x));
  return result;
}

} // namespace muster::load
