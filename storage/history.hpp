// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/timestamp.hpp"
#include "storage/history_samples.hpp"
#include "storage/history_settings.hpp"
#include "storage/storage_error.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace muster {

class store;

/// What the tracker and its swarms were like over time: each minute for days, each hour for a year.
///
/// A minute in which the tracker was not there has no sample, and none is made up. A swarm has one
/// only when its counts changed. If there is no room for all swarms, those with most peers keep
/// their samples: each of the two tiers (minutes and hours) has a number of peers below which a
/// swarm gets none, and that number doubles when the tier is full and halves when it is not half
/// full. What a series shows is then exact from that number of peers on, and may be outdated below.
///
/// Belongs to one thread, which waits for the disk. The store must outlive it. Keeps no sample in
/// memory.
class history {
public:
  /// Reads how full the tiers are, and makes up for hours whose samples are missing.
  static storage_result<std::unique_ptr<history>>
  open(store& records, const history_settings& settings = {});

  history(const history&) = delete;
  history& operator=(const history&) = delete;
  ~history();

  /// Adds what the tracker was like. A second sample of the same minute is added to the first.
  /// @returns what went wrong; then the sample is lost, but nothing else.
  std::optional<storage_error> add(const tracker_sample& x);

  /// Adds what swarms have at `now`, those whose counts are new. Costs a look-up for each.
  /// @pre each swarm stands there once.
  /// @returns what went wrong; then some of them may be missing, and all can be added again.
  std::optional<storage_error> add(timestamp now, std::span<const swarm_sample> changed);

  /// Notes that swarms have ended: they had no peers from `now` on, and are not listed any more.
  /// @pre each swarm stands there once.
  /// @returns as `add`.
  std::optional<storage_error> forget(std::span<const info_hash> ended, timestamp now);

  /// Does a slice of some milliseconds of the work to get rid of what is too old or too much, and
  /// to sort the swarms of a store from before.
  /// @returns whether there is more to do.
  storage_result<bool> prune(timestamp now);

  /// Samples of swarms that are not kept for lack of room, since this object was made. Those that
  /// became too old are not counted.
  [[nodiscard]] std::uint64_t samples_dropped() const noexcept;

  /// Peers that a swarm needs to have samples in a tier. 0: all have them.
  [[nodiscard]] std::uint32_t peers_min(series_group tier) const noexcept;

  /// The samples whose minute or hour is from `from` up to but not including `to`, ascending.
  [[nodiscard]] storage_result<std::vector<tracker_sample>>
  tracker_series(timestamp from, timestamp to, series_group group) const;

  /// What a swarm had at the end of each minute or hour that `tracker_series` has. The points begin
  /// when the swarm is first known. Where minutes are not kept, they have what is known of the
  /// hour.
  [[nodiscard]] storage_result<std::vector<swarm_point>>
  swarm_series(const info_hash& swarm, timestamp from, timestamp to, series_group group) const;

  /// A part of the list of all swarms that have not ended, within some milliseconds.
  [[nodiscard]] storage_result<swarm_page> swarms(const swarm_query& query) const;

private:
  struct state;

  explicit history(std::unique_ptr<state> x) noexcept;

  std::unique_ptr<state> state_;
};

} // namespace muster
