// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/swarm_series.hpp"

#include "storage/history_keys.hpp"
#include "storage/history_rows.hpp"
#include "storage/store.hpp"
#include "storage/swarm_history.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

namespace muster {

namespace keys = history_keys;

namespace {

constexpr auto kind = record_kind::history;

/// Collects the changes of one swarm in one tier.
class collector {
public:
  collector(
      const store& records, const swarm_tier& tier, const info_hash& swarm,
      std::vector<swarm_point>& out)
      : tier_{tier}, swarm_{swarm}, cursor_{open(records, tier.group())}, out_{out} {
    // nop
  }

  /// Adds the changes from before `to`, beginning with the last one before `from`, if there is one.
  std::optional<storage_error> collect(timestamp from, timestamp to) {
    from = keys::floor_to(tier_.period(), from);
    collect_last_before(from);
    const auto first = keys::bucket_of(tier_.group(), from);
    const auto& buckets = tier_.buckets();
    for (auto x = buckets.lower_bound(first); x != buckets.end() && x->first < to; ++x)
      collect_bucket(x->first, from, to);
    return cursor_.error();
  }

private:
  static store_cursor open(const store& records, series_group group) {
    const auto prefix = keys::samples_prefix(group);
    return records.cursor(kind, prefix, keys::behind(prefix));
  }

  void collect_last_before(timestamp from) {
    if (from == timestamp{})
      return;
    const auto& buckets = tier_.buckets();
    auto x = buckets.upper_bound(from);
    while (x != buckets.begin()) {
      --x;
      const auto key = keys::swarm(tier_.group(), x->first, swarm_, from - timestamp{1});
      cursor_.seek_before(key);
      if (cursor_.valid() && is_of_swarm(x->first))
        return take(cursor_.key(), cursor_.value());
    }
  }

  void collect_bucket(timestamp bucket, timestamp from, timestamp to) {
    cursor_.seek(keys::swarm(tier_.group(), bucket, swarm_, from));
    for (; cursor_.valid() && is_of_swarm(bucket); cursor_.next()) {
      if (keys::time_of(cursor_.key()) >= to)
        return;
      take(cursor_.key(), cursor_.value());
    }
  }

  [[nodiscard]] bool is_of_swarm(timestamp bucket) const {
    return cursor_.key().starts_with(
        keys::bucket_prefix(tier_.group(), bucket).append(swarm_.view()));
  }

  void take(std::string_view key, std::string_view value) {
    swarm_row row;
    if (read_row(value, row) == record_status::ok)
      out_.push_back(
          {keys::time_of(key) + timestamp{row.second}, row.seeders, row.leechers, row.completed});
  }

  const swarm_tier& tier_;
  const info_hash& swarm_;
  store_cursor cursor_;
  std::vector<swarm_point>& out_;
};

/// What the swarm has now is the last of its changes, even if there is no sample of it.
std::optional<storage_error>
collect_latest(const store& records, const info_hash& swarm, std::vector<swarm_point>& out) {
  auto found = records.read(kind, keys::latest(swarm));
  if (auto* error = std::get_if<storage_error>(&found))
    return std::move(*error);
  latest_row row;
  const auto& bytes = std::get<0>(found);
  if (bytes && read_row(*bytes, row) == record_status::ok)
    out.push_back({row.changed, row.seeders, row.leechers, row.completed});
  return std::nullopt;
}

/// For each time the last change from before its period ends, if there is one.
std::vector<swarm_point> carried_forward(
    const std::vector<swarm_point>& changes, std::span<const timestamp> times, timestamp period) {
  std::vector<swarm_point> result;
  auto next = changes.begin();
  for (const auto time : times) {
    while (next != changes.end() && next->time < time + period)
      ++next;
    if (next == changes.begin())
      continue;
    result.push_back(*std::prev(next));
    result.back().time = time;
  }
  return result;
}

} // namespace

storage_result<std::vector<swarm_point>> series_of(
    const info_hash& swarm, std::span<const timestamp> times, timestamp period,
    const store& records, const swarm_history& history) {
  if (times.empty())
    return std::vector<swarm_point>{};
  std::vector<swarm_point> changes;
  const auto end = times.back() + period;
  for (const auto group : {series_group::hour, series_group::minute})
    if (auto error =
            collector{records, history.tier(group), swarm, changes}.collect(times.front(), end))
      return std::move(*error);
  if (auto error = collect_latest(records, swarm, changes))
    return std::move(*error);
  std::stable_sort(
      changes.begin(), changes.end(), [](const auto& a, const auto& b) { return a.time < b.time; });
  return carried_forward(changes, times, period);
}

} // namespace muster
