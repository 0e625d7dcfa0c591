// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/identifier.hpp"
#include "net/protocol/timestamp.hpp"
#include "storage/history_rows.hpp"
#include "storage/history_samples.hpp"
#include "storage/storage_error.hpp"
#include "storage/swarm_index.hpp"
#include "storage/swarm_tier.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace muster {

class store;
class store_batch;

/// What each swarm has now, and the samples of what it had, in two tiers.
///
/// Belongs to one thread.
class swarm_history {
public:
  /// @param limits  by tier.
  swarm_history(store& records, const std::array<tier_limits, series_group_count>& limits) noexcept;

  std::optional<storage_error> load();

  std::optional<storage_error> add(timestamp now, std::span<const swarm_sample> changed);
  std::optional<storage_error> forget(std::span<const info_hash> ended, timestamp now);

  /// Does a slice of the work of one tier, or of the index.
  storage_result<bool> prune(timestamp now);

  [[nodiscard]] std::uint64_t samples_dropped() const noexcept {
    return dropped_;
  }

  [[nodiscard]] const swarm_index& index() const noexcept {
    return index_;
  }

  [[nodiscard]] const swarm_tier& tier(series_group group) const noexcept {
    return tiers_[static_cast<std::size_t>(group)];
  }

private:
  struct changes;

  /// What there is of a swarm before a change.
  struct known_swarm {
    /// Whether it has a `latest_row`.
    bool listed = false;
    /// Unless that cannot be read.
    std::optional<latest_row> row;
  };

  std::optional<storage_error> write_slice(std::span<const swarm_sample> x, timestamp now);
  std::optional<storage_error> forget_slice(std::span<const info_hash> x, timestamp now);
  std::optional<storage_error> note(const swarm_sample& x, changes& to) const;
  std::optional<storage_error> note_end(const info_hash& x, changes& to);
  latest_row put_samples(const latest_row& before, const swarm_sample& x, changes& to) const;
  tier_mark put_sample(
      const swarm_tier& tier, const latest_row& before, const swarm_sample& x, changes& to) const;
  [[nodiscard]] storage_result<known_swarm> find(const info_hash& x) const;
  void put_latest(
      const info_hash& x, const known_swarm& before, const latest_row* after, changes& to) const;
  [[nodiscard]] latest_row before_of(const info_hash& x) const;
  void remember_end(const info_hash& x, const latest_row& end);
  std::optional<storage_error> write(changes& x);

  store& records_;
  std::array<swarm_tier, series_group_count> tiers_;
  swarm_index index_;
  std::uint64_t dropped_ = 0;
  /// Swarms that ended in the hour of `ended_hour_`: if one comes back, its samples replace those.
  /// Ordered, because clients make up info_hashes: a hash function would need a secret.
  std::map<info_hash, latest_row> ended_;
  timestamp ended_hour_{};
};

} // namespace muster
