// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/timestamp.hpp"
#include "storage/history_samples.hpp"
#include "storage/storage_error.hpp"

#include <array>
#include <optional>
#include <vector>

namespace muster {

class store;

/// One sample for the time of several: averages weighted by the seconds of each, and sums of what
/// is counted. @pre there is one
tracker_sample sample_of(const std::vector<tracker_sample>& parts);

/// The samples of the tracker as a whole. The sample of an hour is always made from those of its
/// minutes, so that it does not matter how often the tracker was started in it.
///
/// Belongs to one thread.
class tracker_history {
public:
  explicit tracker_history(store& records) noexcept : records_{records} {
    // nop
  }

  /// Writes the samples of hours of which there are only minutes.
  std::optional<storage_error> complete_hours();

  std::optional<storage_error> add(tracker_sample x);

  /// Erases the samples of one group from before `oldest`.
  std::optional<storage_error> erase_before(timestamp oldest, series_group group);

  [[nodiscard]] storage_result<std::vector<tracker_sample>>
  series(timestamp from, timestamp to, series_group group) const;

private:
  [[nodiscard]] storage_result<std::vector<tracker_sample>> minutes_of(timestamp hour) const;
  std::optional<storage_error> complete(timestamp hour);

  store& records_;
};

} // namespace muster
