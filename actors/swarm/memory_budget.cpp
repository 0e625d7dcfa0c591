// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/swarm/memory_budget.hpp"

#include <algorithm>
#include <utility>

namespace muster {

void memory_budget::add_waiting(std::int64_t bytes) noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  const auto now = waiting_bytes_.fetch_add(bytes, relaxed) + bytes;
  auto peak = waiting_peak_.load(relaxed);
  while (now > peak && !waiting_peak_.compare_exchange_weak(peak, now, relaxed))
    ;
}

bool memory_budget::take_room(std::uint64_t bytes) noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  auto room = room_.load(relaxed);
  while (room >= bytes)
    if (room_.compare_exchange_weak(room, room - bytes, relaxed))
      return true;
  return false;
}

bool memory_budget::look(const memory_use& use) noexcept {
  look_at_limits(use);
  const auto resident = static_cast<std::int64_t>(use.resident_bytes);
  const auto before = std::exchange(resident_bytes_, resident);
  const auto swarms = swarm_bytes_.load(std::memory_order_relaxed);
  if (!std::exchange(has_looked_, true))
    other_bytes_min_ = std::max(resident - swarms, std::int64_t{0})
                       + static_cast<std::int64_t>(settings_.set_aside_bytes);
  // What is resident no longer was freed before.
  peak_bytes_ -= std::max(before - resident, std::int64_t{0});
  const auto waiting = waiting_bytes_.load(std::memory_order_relaxed);
  const auto waited = waiting_peak_.exchange(waiting, std::memory_order_relaxed);
  peak_bytes_ = std::max(peak_bytes_, swarms + waited);
  other_bytes_.store(std::max(resident - peak_bytes_, other_bytes_min_), std::memory_order_relaxed);
  freed_from_ = std::max(freed_from_, waited);
  // While it goes on, what is given back now would be less than all.
  const bool is_going_on = waited - waiting >= worth_giving_back_bytes / 16;
  if (is_going_on || freed_from_ - waiting < worth_giving_back_bytes)
    return false;
  freed_from_ = waiting;
  return true;
}

/// Memory that was given back may still have its addresses, which are as good as new ones then.
void memory_budget::look_at_limits(const memory_use& use) noexcept {
  const auto before = std::exchange(attainable_bytes_, use.attainable_bytes);
  const auto given_back = use.attainable_bytes - std::min(before, use.attainable_bytes);
  had_bytes_ = std::max(had_bytes_ - std::min(had_bytes_, given_back), use.resident_bytes);
  const auto free =
      use.attainable_bytes - std::min(use.attainable_bytes, settings_.kept_free_bytes);
  const auto left = std::min(free, settings_.bytes_max);
  bytes_max_.store(std::min(settings_.bytes_max, had_bytes_ + left), std::memory_order_relaxed);
}

std::uint64_t memory_budget::used_bytes() const noexcept {
  const auto waiting = waiting_bytes_.load(std::memory_order_relaxed);
  return lasting_bytes() + static_cast<std::uint64_t>(std::max(waiting, std::int64_t{0}));
}

std::uint64_t memory_budget::lasting_bytes() const noexcept {
  const auto bytes =
      swarm_bytes_.load(std::memory_order_relaxed) + other_bytes_.load(std::memory_order_relaxed);
  return static_cast<std::uint64_t>(std::max(bytes, std::int64_t{0}));
}

std::uint32_t memory_budget::burst_percent() const noexcept {
  const auto used_percent =
      std::clamp(100 * used_bytes() / bytes_max(), easy_percent, tight_percent);
  return static_cast<std::uint32_t>(
      100 * (tight_percent - used_percent) / (tight_percent - easy_percent));
}

memory_figures memory_budget::figures() const noexcept {
  const auto positive = [](std::int64_t x) {
    return static_cast<std::uint64_t>(std::max(x, std::int64_t{0}));
  };
  return {
      bytes_max(), used_bytes(), positive(swarm_bytes_.load(std::memory_order_relaxed)),
      positive(waiting_bytes_.load(std::memory_order_relaxed))};
}

} // namespace muster
