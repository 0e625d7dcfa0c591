// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/statistics/figures.hpp"

#include <algorithm>
#include <cstdint>

// What can go down. A change that takes away may be reported, by another reactor, before the one
// that gave: a gauge below zero means zero for a moment.
namespace muster {

[[nodiscard]] inline std::uint64_t seeders(const population& x) noexcept {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(x.seeders, 0));
}

/// All leechers, partial seeds included.
[[nodiscard]] inline std::uint64_t leechers(const population& x) noexcept {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(x.downloaders + x.paused, 0));
}

[[nodiscard]] inline std::uint64_t partial_seeds(const population& x) noexcept {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(x.paused, 0));
}

/// Swarms with peers.
[[nodiscard]] inline std::uint64_t active_swarms(const swarm_changes& x) noexcept {
  return static_cast<std::uint64_t>(std::max(x.active, 0));
}

[[nodiscard]] inline std::uint64_t open_connections(const connection_counts& x) noexcept {
  return x.accepted > x.closed ? x.accepted - x.closed : 0;
}

} // namespace muster
