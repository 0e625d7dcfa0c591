// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/memory_budget.hpp"

#include <algorithm>
#include <utility>

namespace muster {

void memory_budget::look(std::uint64_t resident_bytes) noexcept {
  const auto resident = static_cast<std::int64_t>(resident_bytes);
  const auto before = std::exchange(resident_bytes_, resident);
  const auto swarms = swarm_bytes_.load(std::memory_order_relaxed);
  if (!std::exchange(has_looked_, true))
    other_bytes_min_ = std::max(resident - swarms, std::int64_t{0})
                       + static_cast<std::int64_t>(settings_.set_aside_bytes);
  // What is resident no longer was freed before.
  peak_bytes_ -= std::max(before - resident, std::int64_t{0});
  peak_bytes_ = std::max(peak_bytes_, swarms);
  other_bytes_.store(std::max(resident - peak_bytes_, other_bytes_min_), std::memory_order_relaxed);
}

std::uint64_t memory_budget::used_bytes() const noexcept {
  const auto bytes =
      swarm_bytes_.load(std::memory_order_relaxed) + other_bytes_.load(std::memory_order_relaxed);
  return static_cast<std::uint64_t>(std::max(bytes, std::int64_t{0}));
}

std::uint32_t memory_budget::burst_percent() const noexcept {
  const auto used_percent =
      std::clamp(100 * used_bytes() / settings_.bytes_max, easy_percent, tight_percent);
  return static_cast<std::uint32_t>(
      100 * (tight_percent - used_percent) / (tight_percent - easy_percent));
}

memory_figures memory_budget::figures() const noexcept {
  const auto swarm_bytes = swarm_bytes_.load(std::memory_order_relaxed);
  return {
      settings_.bytes_max, used_bytes(),
      static_cast<std::uint64_t>(std::max(swarm_bytes, std::int64_t{0}))};
}

} // namespace muster
