// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "storage/history.hpp"
#include "tests/support/announces.hpp"
#include "tests/support/stores.hpp"

#include <memory>
#include <string>
#include <vector>

namespace muster::test {

/// 2024-01-01 00:00 UTC, the start of an hour and of a bucket of minutes.
inline constexpr timestamp first_day{1'704'067'200};

inline constexpr timestamp a_minute{60};
inline constexpr timestamp an_hour{3600};
inline constexpr timestamp a_day{24 * 3600};

/// A sample of a whole minute, with one number in all gauges and another in all counts.
inline tracker_sample
a_sample(timestamp time, std::uint64_t gauge, std::uint64_t count, std::uint32_t seconds = 60) {
  tracker_sample result;
  result.time = time;
  result.seconds = seconds;
  result.seeders = result.leechers = result.swarms_active = gauge;
  result.swarms = result.resident_bytes = gauge;
  result.completed = result.refusals = count;
  result.traffic = {{traffic_sample{count, count}, traffic_sample{count, count}}};
  return result;
}

/// A history in a store of its own that goes away with the test.
class history_fixture : public store_fixture {
public:
  history_fixture() {
    restart();
  }

  /// Ends and begins again, as after a restart of the tracker.
  void restart() {
    past.reset();
    reopen();
    past = value_of(history::open(*records, settings));
  }

  /// Notes the tracker's presence in the minutes from `from` up to but not including `to`.
  void be_there(timestamp from, timestamp to) const {
    for (auto time = from; time < to; time += a_minute)
      if (auto error = past->add(a_sample(time, 1, 1)))
        throw std::runtime_error{error->message};
  }

  void note(timestamp now, const std::vector<swarm_sample>& samples) const {
    if (auto error = past->add(now, samples))
      throw std::runtime_error{error->message};
  }

  /// Notes that swarm number `fill` has so many seeders, and nothing else.
  void note(timestamp now, std::uint8_t fill, std::uint32_t seeders) const {
    note(now, {{an_info_hash(fill), seeders, 0, 0}});
  }

  void end(timestamp now, std::uint8_t fill) const {
    const auto ended = an_info_hash(fill);
    if (auto error = past->forget({&ended, 1}, now))
      throw std::runtime_error{error->message};
  }

  /// Does all the work there is.
  /// @returns how many slices it took.
  int prune(timestamp now) const {
    int slices = 1;
    while (value_of(past->prune(now)))
      ++slices;
    return slices;
  }

  /// `minute:seeders` of each point, counted from `from`; hours likewise.
  [[nodiscard]] std::string seeders_of(
      std::uint8_t fill, timestamp from, timestamp to,
      series_group group = series_group::minute) const {
    const auto period = group == series_group::minute ? a_minute : an_hour;
    std::string result;
    for (const auto& x : value_of(past->swarm_series(an_info_hash(fill), from, to, group)))
      result += std::to_string((x.time - from) / period) + ':' + std::to_string(x.seeders) + ' ';
    return result;
  }

  [[nodiscard]] std::vector<tracker_sample>
  samples(timestamp from, timestamp to, series_group group = series_group::minute) const {
    return value_of(past->tracker_series(from, to, group));
  }

  history_settings settings;
  std::unique_ptr<history> past;
};

} // namespace muster::test
