// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/history.hpp"

#include "storage/history_keys.hpp"
#include "storage/store.hpp"
#include "storage/swarm_history.hpp"
#include "storage/swarm_list.hpp"
#include "storage/swarm_series.hpp"
#include "storage/tracker_history.hpp"

#include <utility>

namespace muster {

namespace {

/// What a sample of a swarm occupies: compressed, 20 to 26 bytes of 50, and what is erased but not
/// yet cleared away. Measured; see docs/decisions/0005.
constexpr std::uint64_t row_bytes = 40;

using tiers_limits = std::array<tier_limits, series_group_count>;

tiers_limits limits_of(const history_settings& settings) {
  const auto rows_max = settings.disk_bytes_max / series_group_count / row_bytes;
  return {
      tier_limits{std::chrono::duration_cast<timestamp>(settings.minutes_age_max), rows_max},
      tier_limits{std::chrono::duration_cast<timestamp>(settings.hours_age_max), rows_max}};
}

} // namespace

struct history::state {
  state(store& x, const tiers_limits& y) : records{x}, limits{y}, tracker{x}, swarms{x, y} {
    // nop
  }

  std::optional<storage_error> load() {
    if (auto error = swarms.load())
      return error;
    return tracker.complete_hours();
  }

  /// Erases the samples of the tracker that are too old.
  std::optional<storage_error> prune_tracker(timestamp now) {
    for (const auto group : {series_group::minute, series_group::hour}) {
      const auto age_max = limits[static_cast<std::size_t>(group)].age_max;
      if (now > age_max)
        if (auto error = tracker.erase_before(now - age_max, group))
          return error;
    }
    return std::nullopt;
  }

  store& records;
  tiers_limits limits;
  tracker_history tracker;
  swarm_history swarms;
};

history::history(std::unique_ptr<state> x) noexcept : state_{std::move(x)} {
  // nop
}

history::~history() = default;

storage_result<std::unique_ptr<history>>
history::open(store& records, const history_settings& settings) {
  auto x = std::make_unique<state>(records, limits_of(settings));
  if (auto error = x->load())
    return std::move(*error);
  return std::unique_ptr<history>{new history{std::move(x)}};
}

std::optional<storage_error> history::add(const tracker_sample& x) {
  return state_->tracker.add(x);
}

std::optional<storage_error> history::add(timestamp now, std::span<const swarm_sample> changed) {
  return state_->swarms.add(now, changed);
}

std::optional<storage_error> history::forget(std::span<const info_hash> ended, timestamp now) {
  return state_->swarms.forget(ended, now);
}

storage_result<bool> history::prune(timestamp now) {
  if (auto error = state_->prune_tracker(now))
    return std::move(*error);
  return state_->swarms.prune(now);
}

std::uint64_t history::samples_dropped() const noexcept {
  return state_->swarms.samples_dropped();
}

std::uint32_t history::peers_min(series_group tier) const noexcept {
  return state_->swarms.tier(tier).peers_min();
}

storage_result<std::vector<tracker_sample>>
history::tracker_series(timestamp from, timestamp to, series_group group) const {
  return state_->tracker.series(from, to, group);
}

storage_result<std::vector<swarm_point>> history::swarm_series(
    const info_hash& swarm, timestamp from, timestamp to, series_group group) const {
  auto samples = tracker_series(from, to, group);
  if (auto* error = std::get_if<storage_error>(&samples))
    return std::move(*error);
  std::vector<timestamp> times;
  for (const auto& x : std::get<0>(samples))
    times.push_back(x.time);
  return series_of(swarm, times, history_keys::period_of(group), state_->records, state_->swarms);
}

storage_result<swarm_page> history::swarms(const swarm_query& query) const {
  return list_swarms(query, state_->records, state_->swarms.index());
}

} // namespace muster
