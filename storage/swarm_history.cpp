// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/swarm_history.hpp"

#include "storage/history_keys.hpp"
#include "storage/store.hpp"

#include <algorithm>
#include <utility>

namespace muster {

namespace keys = history_keys;

namespace {

constexpr auto kind = record_kind::history;

/// Swarms that are written at once. Chosen: some megabytes of memory.
constexpr std::size_t slice_swarms = 4096;

/// Ended swarms that are remembered. Chosen: at most some six megabytes.
constexpr std::size_t ended_max = 65'536;

std::size_t index_of(const swarm_tier& tier) {
  return static_cast<std::size_t>(tier.group());
}

bool has_same_counts(const latest_row& a, const swarm_sample& b) {
  return a.seeders == b.seeders && a.leechers == b.leechers && a.completed == b.completed;
}

bool is_same_period(const swarm_tier& tier, timestamp a, timestamp b) {
  return keys::floor_to(tier.period(), a) == keys::floor_to(tier.period(), b);
}

std::string sample_key(const swarm_tier& tier, const info_hash& swarm, timestamp time) {
  return keys::swarm(tier.group(), keys::bucket_of(tier.group(), time), swarm, time);
}

/// Calls `f` with slices of `x`, until there is an error.
template <class T, class F>
std::optional<storage_error> for_each_slice(std::span<const T> x, F f) {
  for (; !x.empty(); x = x.subspan(std::min(slice_swarms, x.size())))
    if (auto error = f(x.first(std::min(slice_swarms, x.size()))))
      return error;
  return std::nullopt;
}

} // namespace

/// What is written at once.
struct swarm_history::changes {
  timestamp now{};
  store_batch batch;
  /// Samples that are new, by tier.
  std::array<std::int64_t, series_group_count> rows{};
  std::uint64_t dropped = 0;
  /// Swarms that the index has more or less.
  std::int64_t indexed = 0;
};

swarm_history::swarm_history(
    store& records, const std::array<tier_limits, series_group_count>& limits) noexcept
    : records_{records},
      tiers_{
          swarm_tier{records, series_group::minute, limits[0]},
          swarm_tier{records, series_group::hour, limits[1]}},
      index_{records} {
  // nop
}

std::optional<storage_error> swarm_history::load() {
  for (auto& tier : tiers_)
    if (auto error = tier.load())
      return error;
  return index_.load();
}

std::optional<storage_error>
swarm_history::add(timestamp now, std::span<const swarm_sample> changed) {
  // In the order of their keys they are looked up several times as fast.
  std::vector<swarm_sample> sorted{changed.begin(), changed.end()};
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return a.info_hash < b.info_hash;
  });
  return for_each_slice(
      std::span<const swarm_sample>{sorted}, [&](auto slice) { return write_slice(slice, now); });
}

std::optional<storage_error>
swarm_history::forget(std::span<const info_hash> ended, timestamp now) {
  return for_each_slice(ended, [&](auto slice) { return forget_slice(slice, now); });
}

std::optional<storage_error>
swarm_history::write_slice(std::span<const swarm_sample> x, timestamp now) {
  changes to;
  to.now = now;
  for (const auto& sample : x)
    if (auto error = note(sample, to))
      return error;
  return write(to);
}

std::optional<storage_error>
swarm_history::forget_slice(std::span<const info_hash> x, timestamp now) {
  changes to;
  to.now = now;
  for (const auto& swarm : x)
    if (auto error = note_end(swarm, to))
      return error;
  return write(to);
}

std::optional<storage_error> swarm_history::note(const swarm_sample& x, changes& to) const {
  auto found = find(x.info_hash);
  if (auto* error = std::get_if<storage_error>(&found))
    return std::move(*error);
  const auto& known = std::get<0>(found);
  if (known.row && has_same_counts(*known.row, x))
    return std::nullopt;
  const auto after = put_samples(known.row ? *known.row : before_of(x.info_hash), x, to);
  put_latest(x.info_hash, known, &after, to);
  return std::nullopt;
}

std::optional<storage_error> swarm_history::note_end(const info_hash& x, changes& to) {
  auto found = find(x);
  if (auto* error = std::get_if<storage_error>(&found))
    return std::move(*error);
  const auto& known = std::get<0>(found);
  if (!known.listed)
    return std::nullopt;
  if (known.row && peers_of(*known.row) > 0)
    remember_end(x, put_samples(*known.row, {x, 0, 0, known.row->completed}, to));
  put_latest(x, known, nullptr, to);
  return std::nullopt;
}

/// @param after  null: the swarm is not listed any more.
void swarm_history::put_latest(
    const info_hash& x, const known_swarm& before, const latest_row* after, changes& to) const {
  if (after != nullptr)
    to.batch.put(kind, keys::latest(x), write_row(*after));
  else
    to.batch.erase(kind, keys::latest(x));
  index_.stage(x, before.row ? &*before.row : nullptr, after, to.batch);
  if (index_.reaches(x))
    to.indexed += int{after != nullptr} - int{before.listed};
}

latest_row
swarm_history::put_samples(const latest_row& before, const swarm_sample& x, changes& to) const {
  latest_row after{x.seeders, x.leechers, x.completed, to.now, {}};
  for (const auto& tier : tiers_)
    after.marks[index_of(tier)] = put_sample(tier, before, x, to);
  return after;
}

tier_mark swarm_history::put_sample(
    const swarm_tier& tier, const latest_row& before, const swarm_sample& x, changes& to) const {
  const auto i = index_of(tier);
  const bool same = is_same_period(tier, before.changed, to.now);
  const auto peak = std::max(same ? before.marks[i].peak : peers_of(before), peers_of(x));
  if (!tier.keeps(peak)) {
    to.dropped += same ? 0 : 1;
    return {peak, false};
  }
  const auto second = static_cast<std::uint16_t>((to.now % tier.period()).count());
  to.batch.put(
      kind, sample_key(tier, x.info_hash, to.now),
      write_row(swarm_row{x.seeders, x.leechers, x.completed, peak, second}));
  to.rows[i] += same && before.marks[i].kept ? 0 : 1;
  return {peak, true};
}

storage_result<swarm_history::known_swarm> swarm_history::find(const info_hash& x) const {
  auto found = records_.read(kind, keys::latest(x));
  if (auto* error = std::get_if<storage_error>(&found))
    return std::move(*error);
  const auto& bytes = std::get<0>(found);
  latest_row row;
  if (!bytes || read_row(*bytes, row) != record_status::ok)
    return known_swarm{bytes.has_value(), std::nullopt};
  return known_swarm{true, row};
}

// A swarm that is not known may have ended a moment ago, and have samples of this very period.
latest_row swarm_history::before_of(const info_hash& x) const {
  const auto found = ended_.find(x);
  return found == ended_.end() ? latest_row{} : found->second;
}

void swarm_history::remember_end(const info_hash& x, const latest_row& end) {
  const auto hour = keys::floor_to(keys::period_of(series_group::hour), end.changed);
  if (hour != ended_hour_)
    ended_.clear();
  ended_hour_ = hour;
  // One that is not remembered has its samples counted twice if it comes back.
  if (ended_.size() < ended_max)
    ended_.insert_or_assign(x, end);
}

std::optional<storage_error> swarm_history::write(changes& x) {
  if (x.batch.empty())
    return std::nullopt;
  for (const auto& tier : tiers_)
    tier.stage(keys::bucket_of(tier.group(), x.now), x.rows[index_of(tier)], x.batch);
  index_.stage(x.indexed, x.batch);
  if (auto error = records_.write(x.batch, false))
    return error;
  for (auto& tier : tiers_)
    tier.settle(keys::bucket_of(tier.group(), x.now), x.rows[index_of(tier)]);
  index_.settle(x.indexed);
  dropped_ += x.dropped;
  return std::nullopt;
}

storage_result<bool> swarm_history::prune(timestamp now) {
  for (auto& tier : tiers_) {
    auto result = tier.prune(now, dropped_);
    const auto* more = std::get_if<bool>(&result);
    if (more == nullptr || *more)
      return result;
  }
  return index_.complete();
}

} // namespace muster
