// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "storage/storage_error.hpp"
#include "storage/store_batch.hpp"

#include <caf/actor_control_block.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace muster {

class history;
class store;
class swarm_directory;

/// Saves swarms of one shard of the directory that have news, and deletes those that ended.
///
/// Belongs to the persistence actor, which asks the swarms and brings their answers.
class swarm_saver {
public:
  explicit swarm_saver(swarm_directory& directory) : directory_(directory) {
    // nop
  }

  /// Begins with some swarms of a shard.
  /// @param asked  they are asked for their records; must stay until `write`.
  void begin(std::size_t shard, std::span<const caf::strong_actor_ptr> asked);

  /// Takes the answer of one of them.
  void add(const recorded& x);

  /// Whether all of them have answered.
  [[nodiscard]] bool complete() const noexcept {
    return answers_ == asked_.size();
  }

  /// Swarms that `write` writes.
  [[nodiscard]] std::size_t size() const noexcept {
    return saved_;
  }

  /// Writes what was collected.
  /// @returns what went wrong; all that was collected is news again then.
  std::optional<storage_error> write(store& records, history& samples, timestamp now);

private:
  void give_back();

  swarm_directory& directory_;
  std::size_t shard_ = 0;
  std::span<const caf::strong_actor_ptr> asked_;
  std::size_t answers_ = 0;
  std::size_t saved_ = 0;
  std::vector<info_hash> ended_;
  std::vector<swarm_sample> samples_;
  store_batch batch_;
};

} // namespace muster
