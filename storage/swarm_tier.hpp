// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/timestamp.hpp"
#include "storage/history_rows.hpp"
#include "storage/history_samples.hpp"
#include "storage/storage_error.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

class store;
class store_batch;

/// How many samples of swarms a tier may have, and how old.
struct tier_limits {
  timestamp age_max{};
  std::uint64_t rows_max = 0;
};

/// The samples of swarms in minutes, or those in hours: who has some, how many there are, and which
/// have to go.
///
/// How many there are is counted, a number for each bucket, and not asked of the store, for which
/// what is erased still takes room until it is cleared away. A sample that is written again after
/// it was erased for lack of room, in the same period, is not counted again.
///
/// Belongs to one thread.
class swarm_tier {
public:
  swarm_tier(store& records, series_group group, const tier_limits& limits) noexcept;

  /// Reads what is counted.
  std::optional<storage_error> load();

  [[nodiscard]] series_group group() const noexcept {
    return group_;
  }

  [[nodiscard]] timestamp period() const noexcept;

  [[nodiscard]] std::uint32_t peers_min() const noexcept {
    return state_.peers_min;
  }

  /// Whether a sample with this peak is kept.
  [[nodiscard]] bool keeps(std::uint32_t peak) const noexcept {
    return peak >= state_.peers_min;
  }

  [[nodiscard]] std::uint64_t rows() const noexcept {
    return rows_;
  }

  /// The rows of each bucket, by its start.
  [[nodiscard]] const std::map<timestamp, std::uint64_t>& buckets() const noexcept {
    return buckets_;
  }

  /// Adds to `batch` that a bucket has so many rows more or less. When that is written, call
  /// `settle`.
  void stage(timestamp bucket, std::int64_t rows, store_batch& batch) const;
  void settle(timestamp bucket, std::int64_t rows);

  /// Does a slice of the work to get rid of what is too old or too much.
  /// @param dropped  grows by the rows that were erased for lack of room.
  /// @returns whether there is more to do.
  storage_result<bool> prune(timestamp now, std::uint64_t& dropped);

private:
  struct slice;

  [[nodiscard]] std::uint64_t rows_after(timestamp bucket, std::int64_t rows) const;
  [[nodiscard]] bool has_outdated_bucket(timestamp now) const;
  storage_result<bool> erase_oldest_bucket();
  storage_result<bool> set_peers_min(std::uint32_t peers_min, timestamp now);
  storage_result<bool> thin_out(std::uint64_t& dropped);
  void examine(std::string_view key, std::string_view value, slice& to) const;
  [[nodiscard]] bool is_full(const slice& x) const;
  [[nodiscard]] slice next_slice() const;
  [[nodiscard]] bool may_relax(timestamp now) const;

  store& records_;
  series_group group_;
  tier_limits limits_;
  tier_row state_;
  std::map<timestamp, std::uint64_t> buckets_;
  std::uint64_t rows_ = 0;
  /// Where thinning out goes on; empty: it has seen all rows.
  std::string place_;
};

} // namespace muster
