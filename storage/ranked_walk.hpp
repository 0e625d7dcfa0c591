// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/identifier.hpp"
#include "storage/history_samples.hpp"
#include "storage/storage_error.hpp"
#include "storage/store_cursor.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace muster {

class store;

/// Swarms whose info_hashes are neighbours, such as all that begin with some digits.
struct swarm_span {
  info_hash first;
  info_hash last;

  [[nodiscard]] bool has(const info_hash& x) const noexcept {
    return first <= x && x <= last;
  }
};

/// A walk through the swarms in the order of one of their counts, up or down; equal ones are sorted
/// by info_hash, upwards in either case. `swarm_index` has made the order.
///
/// Others than those of its span are passed. Among many with equal counts they are not looked at
/// one by one, so that what a walk costs depends on how many counts there are.
class ranked_walk {
public:
  /// A swarm and the count it has in the order.
  struct place {
    muster::info_hash info_hash;
    std::uint32_t count = 0;
  };

  /// @pre `sort` is not `name`
  ranked_walk(const store& records, swarm_sort sort, bool descending, const swarm_span& span);

  /// The next swarm; none: that was the last, or there is an error, or it took too many looks.
  std::optional<place> next();

  /// Whether more than `looks_max` others were passed.
  [[nodiscard]] bool is_cut() const noexcept {
    return looks_ > looks_max;
  }

  /// What is passed at most, in single swarms. Chosen: ten milliseconds.
  static constexpr std::size_t looks_max = 20'000;

  [[nodiscard]] std::optional<storage_error> error() const {
    return cursor_.error();
  }

private:
  [[nodiscard]] bool is_at(std::uint32_t count) const;
  std::optional<place> take_downwards();
  std::optional<place> take_upwards();
  std::optional<place> take_buffered();
  void pass(const place& x);
  void buffer_group(std::uint32_t count);

  swarm_sort sort_;
  bool descending_;
  swarm_span span_;
  store_cursor cursor_;
  std::size_t looks_ = 0;
  /// Others that were passed one after the other.
  std::size_t passed_ = 0;
  /// Upwards, the rest of a few swarms with equal counts, the last one first.
  std::vector<place> buffered_;
  /// Or the count that many have, through which the cursor walks downwards.
  std::optional<std::uint32_t> group_;
};

} // namespace muster
