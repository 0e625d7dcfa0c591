// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/identifier.hpp"
#include "storage/history_rows.hpp"
#include "storage/history_samples.hpp"
#include "storage/storage_error.hpp"

#include <cstdint>
#include <optional>

namespace muster {

class store;
class store_batch;

/// The swarms in the order of each of their counts, so that a list is read and not searched for,
/// and how many there are.
///
/// Kept with each change, in the same batch as the `latest_row`: one row is moved for each order in
/// which the swarm stands elsewhere now. A store from before has none of it, and gets it a slice at
/// a time. So has one whose log was damaged, because what was lost may have moved rows.
///
/// A row of an order may be left over from a `latest_row` that could not be read. Whoever reads one
/// compares it with the `latest_row` that there is now.
///
/// Belongs to one thread. Takes no memory for a swarm.
class swarm_index {
public:
  explicit swarm_index(store& records) noexcept : records_{records} {
    // nop
  }

  /// Reads how far it reaches.
  std::optional<storage_error> load();

  /// Whether all swarms are in it.
  [[nodiscard]] bool is_complete() const noexcept {
    return state_.complete;
  }

  /// How many swarms are in it.
  [[nodiscard]] std::uint64_t swarms() const noexcept {
    return state_.swarms;
  }

  /// Whether it has this swarm, if that is listed. Others are put in it when their turn comes.
  [[nodiscard]] bool reaches(const info_hash& swarm) const noexcept {
    return state_.complete || swarm < state_.next;
  }

  /// Adds to `batch` what moves if a swarm has `after` where it had `before`; null: it is not
  /// listed, or its row cannot be read.
  void stage(
      const info_hash& swarm, const latest_row* before, const latest_row* after,
      store_batch& batch) const;

  /// Adds to `batch` that there are so many swarms more or less. When that is written, call
  /// `settle`.
  void stage(std::int64_t swarms, store_batch& batch) const;
  void settle(std::int64_t swarms) noexcept;

  /// Puts a slice of the swarms that are missing in order.
  /// @returns whether there are more.
  storage_result<bool> complete();

private:
  std::optional<storage_error> begin_anew();

  store& records_;
  index_row state_;
};

} // namespace muster
