// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/swarm/messages.hpp"
#include "storage/storage_error.hpp"
#include "storage/store_batch.hpp"

#include <caf/actor_control_block.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace muster {

class history;
class store;
class swarm_directory;

/// Saves swarms of the directory that have news, and deletes those that ended, but for their count
/// of downloads: some of a shard at a time, and several times before it writes.
///
/// Belongs to the persistence actor, which asks the swarms and brings their answers.
class swarm_saver {
public:
  /// Samples that are not written.
  struct missing_samples {
    std::size_t count = 0;
    /// No swarm without comes before this one.
    info_hash from;
  };

  /// Samples that can be put off. Chosen: more than `write_samples` gets to in time.
  static constexpr std::size_t samples_put_off_max = 1u << 18;

  explicit swarm_saver(swarm_directory& directory) : directory_(directory) {
    // nop
  }

  /// Whether the time is known. While it is not, nothing is sampled and no record deleted; both are
  /// made up for when it is.
  void knows_time(bool x) noexcept {
    knows_time_ = x;
  }

  /// From now on samples are not written with the records, but by `write_samples`.
  void put_off_samples() noexcept {
    puts_off_ = true;
  }

  /// Begins with some swarms of a shard.
  /// @param asked  they are asked for their records.
  void begin(std::size_t shard, std::span<const caf::strong_actor_ptr> asked);

  /// The number of the queries to them.
  [[nodiscard]] std::uint32_t query_number() const noexcept {
    return query_number_;
  }

  /// Takes the answer of one of them, or a late one.
  void add(const recorded& x);

  /// One of them has no answer to give. What it has stays news.
  void add_nothing() noexcept {
    ++answers_;
  }

  /// Whether all of them have answered.
  [[nodiscard]] bool complete() const noexcept {
    return answers_ >= asked_.size();
  }

  /// Goes on as if they had. An answer that comes later is saved with what is saved then.
  void stop_waiting() noexcept {
    answers_ = asked_.size();
    ++query_number_;
  }

  /// Swarms that `write` writes.
  [[nodiscard]] std::size_t size() const noexcept {
    return saved_;
  }

  /// What was collected, in bytes.
  [[nodiscard]] std::size_t bytes() const noexcept {
    return batch_.bytes();
  }

  /// Writes what was collected.
  /// @returns what went wrong; all that was collected is news again then.
  std::optional<storage_error> write(store& records, history& samples, timestamp now);

  /// Writes the samples that were put off, a slice at a time, until there are no more or `has_time`
  /// says no, or the store cannot be written.
  /// @returns the swarms without; the first round after the next start makes up for them, if the
  ///          store is told (`put_samples_missing`).
  missing_samples
  write_samples(history& samples, timestamp now, const std::function<bool()>& has_time);

private:
  void add_sample(const recorded& x);
  std::optional<storage_error> write_all(store& records, history& samples, timestamp now);
  /// Deletes the record of a swarm that has ended, or leaves in it how often its torrent has been
  /// downloaded.
  void add_end(const info_hash& x);
  [[nodiscard]] bool has_record(const info_hash& x) const;
  void give_back();
  void clear();
  void settle_samples();

  swarm_directory& directory_;
  bool knows_time_ = true;
  bool puts_off_ = false;
  std::vector<caf::strong_actor_ptr> asked_;
  std::uint32_t query_number_ = 0;
  std::size_t answers_ = 0;
  /// Those whose late answers are in the batch.
  std::vector<caf::strong_actor_ptr> late_;
  std::size_t saved_ = 0;
  std::vector<info_hash> ended_;
  std::vector<swarm_sample> samples_;
  /// Those that were put off, and how many more there would be.
  std::vector<swarm_sample> later_;
  std::size_t left_out_ = 0;
  store_batch batch_;
};

} // namespace muster
