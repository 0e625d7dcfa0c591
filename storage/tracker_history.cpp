// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/tracker_history.hpp"

#include "storage/history_keys.hpp"
#include "storage/history_rows.hpp"
#include "storage/store.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace muster {

namespace keys = history_keys;

namespace {

constexpr auto minute = series_group::minute;
constexpr auto hour = series_group::hour;
constexpr auto kind = record_kind::history;

/// The fields that are averages.
constexpr std::array gauges{
    &tracker_sample::seeders, &tracker_sample::leechers, &tracker_sample::swarms_active,
    &tracker_sample::swarms, &tracker_sample::resident_bytes};

std::uint32_t weight_of(const tracker_sample& x) {
  return std::max(x.seconds, 1u);
}

std::uint64_t
average(const std::vector<tracker_sample>& parts, std::uint64_t tracker_sample::*gauge) {
  double sum = 0;
  double weights = 0;
  for (const auto& x : parts) {
    sum += static_cast<double>(x.*gauge) * weight_of(x);
    weights += weight_of(x);
  }
  return static_cast<std::uint64_t>(std::llround(sum / weights));
}

void add_traffic(const tracker_sample& x, tracker_sample& sum) {
  // A muster with more protocols may have continued what one with fewer began.
  sum.traffic.resize(std::max(sum.traffic.size(), x.traffic.size()));
  for (std::size_t protocol = 0; protocol < x.traffic.size(); ++protocol)
    for (std::size_t family = 0; family < family_count; ++family) {
      sum.traffic[protocol][family].announces += x.traffic[protocol][family].announces;
      sum.traffic[protocol][family].scrapes += x.traffic[protocol][family].scrapes;
    }
}

void put(store_batch& batch, series_group group, const tracker_sample& x) {
  batch.put(kind, keys::tracker(group, x.time), write_row(x));
}

} // namespace

tracker_sample sample_of(const std::vector<tracker_sample>& parts) {
  tracker_sample result;
  result.time = parts.front().time;
  for (const auto gauge : gauges)
    result.*gauge = average(parts, gauge);
  for (const auto& x : parts) {
    result.seconds += x.seconds;
    result.completed += x.completed;
    result.refusals += x.refusals;
    add_traffic(x, result);
  }
  return result;
}

storage_result<std::vector<tracker_sample>>
tracker_history::series(timestamp from, timestamp to, series_group group) const {
  std::vector<tracker_sample> result;
  const auto period = keys::period_of(group);
  auto cursor = records_.cursor(
      kind, keys::tracker(group, keys::ceil_to(period, from)),
      keys::tracker(group, keys::ceil_to(period, to)));
  for (; cursor.valid(); cursor.next()) {
    tracker_sample x;
    x.time = keys::time_of(cursor.key());
    if (read_row(cursor.value(), x) == record_status::ok)
      result.push_back(std::move(x));
  }
  if (auto error = cursor.error())
    return std::move(*error);
  return result;
}

storage_result<std::vector<tracker_sample>> tracker_history::minutes_of(timestamp time) const {
  const auto first = keys::floor_to(keys::period_of(hour), time);
  return series(first, first + keys::period_of(hour), minute);
}

std::optional<storage_error> tracker_history::add(tracker_sample x) {
  x.time = keys::floor_to(keys::period_of(minute), x.time);
  auto found = minutes_of(x.time);
  if (auto* error = std::get_if<storage_error>(&found))
    return std::move(*error);
  auto& minutes = std::get<0>(found);
  const auto same = std::find_if(
      minutes.begin(), minutes.end(), [&](const auto& other) { return other.time == x.time; });
  if (same != minutes.end())
    *same = x = sample_of({*same, x});
  else
    minutes.push_back(x);
  store_batch batch;
  put(batch, minute, x);
  put(batch, hour, sample_of(minutes));
  return records_.write(batch, false);
}

std::optional<storage_error> tracker_history::complete(timestamp time) {
  const auto known = records_.read(kind, keys::tracker(hour, time));
  if (const auto* bytes = std::get_if<0>(&known); bytes != nullptr && *bytes)
    return std::nullopt;
  auto found = minutes_of(time);
  if (auto* error = std::get_if<storage_error>(&found))
    return std::move(*error);
  const auto& minutes = std::get<0>(found);
  if (minutes.empty())
    return std::nullopt;
  store_batch batch;
  put(batch, hour, sample_of(minutes));
  return records_.write(batch, false);
}

std::optional<storage_error> tracker_history::complete_hours() {
  const auto end = keys::behind(keys::tracker(minute, timestamp::max()).substr(0, 2));
  auto cursor = records_.cursor(kind, keys::tracker(minute, timestamp{}), end);
  while (cursor.valid()) {
    const auto time = keys::time_of(cursor.key());
    if (auto error = complete(time))
      return error;
    cursor.seek(
        keys::tracker(minute, keys::floor_to(keys::period_of(hour), time) + keys::period_of(hour)));
  }
  return cursor.error();
}

std::optional<storage_error> tracker_history::erase_before(timestamp oldest, series_group group) {
  const auto end = keys::tracker(group, oldest);
  const auto begin = keys::tracker(group, timestamp{});
  // Erasing nothing would be remembered as well.
  if (!records_.cursor(kind, begin, end).valid())
    return std::nullopt;
  store_batch batch;
  batch.erase_range(kind, begin, end);
  return records_.write(batch, false);
}

} // namespace muster
