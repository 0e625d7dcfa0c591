// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstddef>
#include <cstdint>

namespace muster {

/// What a record is about. Each kind has keys of its own. Used as an index.
enum class record_kind : std::uint8_t {
  /// The peers of each swarm, by info_hash.
  swarms,
  /// Counters over all runs.
  totals,
  /// Samples over time; history_keys.hpp has the keys.
  history,
  /// What the store says about itself.
  meta,
};

inline constexpr std::size_t record_kind_count = 4;

} // namespace muster
