// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/swarm_tier.hpp"

#include "storage/history_keys.hpp"
#include "storage/store.hpp"

#include <algorithm>
#include <utility>

namespace muster {

namespace keys = history_keys;

namespace {

constexpr auto kind = record_kind::history;

/// Rows that are looked at in one go. Chosen: some milliseconds.
constexpr std::size_t slice_rows = 4096;

/// Beyond this no swarm can be told from another.
constexpr std::uint32_t peers_min_max = 1u << 30;

/// A damaged place is no reason to stop: its bucket will go one day.
void skip_damage(store_cursor& cursor) {
  if (!cursor.valid() && cursor.error())
    cursor.skip_unreadable();
}

} // namespace

/// Rows of one bucket that were looked at.
struct swarm_tier::slice {
  timestamp bucket{};
  std::int64_t erased = 0;
  /// Where the next one begins; empty: there is none.
  std::string next;
  store_batch batch;
};

swarm_tier::swarm_tier(store& records, series_group group, const tier_limits& limits) noexcept
    : records_{records}, group_{group}, limits_{limits} {
  // nop
}

timestamp swarm_tier::period() const noexcept {
  return keys::period_of(group_);
}

std::optional<storage_error> swarm_tier::load() {
  auto found = records_.read(kind, keys::tier(group_));
  if (auto* error = std::get_if<storage_error>(&found))
    return std::move(*error);
  // What cannot be read is as if it were not there: then more is kept than need be.
  if (const auto& bytes = std::get<0>(found))
    if (read_row(*bytes, state_) != record_status::ok)
      state_ = {};
  const auto prefix = keys::buckets_prefix(group_);
  auto cursor = records_.cursor(kind, prefix, keys::behind(prefix));
  for (; cursor.valid(); cursor.next()) {
    bucket_row x;
    if (read_row(cursor.value(), x) == record_status::ok)
      settle(keys::time_of(cursor.key()), static_cast<std::int64_t>(x.rows));
  }
  if (state_.peers_min > 0)
    place_ = keys::samples_prefix(group_);
  return cursor.error();
}

std::uint64_t swarm_tier::rows_after(timestamp bucket, std::int64_t rows) const {
  const auto found = buckets_.find(bucket);
  const auto before = found == buckets_.end() ? 0 : static_cast<std::int64_t>(found->second);
  return static_cast<std::uint64_t>(std::max<std::int64_t>(before + rows, 0));
}

void swarm_tier::stage(timestamp bucket, std::int64_t rows, store_batch& batch) const {
  if (rows != 0)
    batch.put(kind, keys::bucket(group_, bucket), write_row(bucket_row{rows_after(bucket, rows)}));
}

void swarm_tier::settle(timestamp bucket, std::int64_t rows) {
  if (rows == 0)
    return;
  const auto after = rows_after(bucket, rows);
  auto& count = buckets_[bucket];
  rows_ = rows_ - count + after;
  count = after;
}

storage_result<bool> swarm_tier::prune(timestamp now, std::uint64_t& dropped) {
  if (has_outdated_bucket(now))
    return erase_oldest_bucket();
  if (rows_ > limits_.rows_max) {
    if (!place_.empty())
      return thin_out(dropped);
    if (state_.peers_min < peers_min_max)
      return set_peers_min(std::max(2u, state_.peers_min * 2), now);
  }
  if (may_relax(now))
    return set_peers_min(state_.peers_min > 2 ? state_.peers_min / 2 : 0, now);
  return false;
}

bool swarm_tier::has_outdated_bucket(timestamp now) const {
  if (buckets_.empty())
    return false;
  const auto end = buckets_.begin()->first + keys::bucket_span_of(group_);
  return end < now && now - end >= limits_.age_max;
}

storage_result<bool> swarm_tier::erase_oldest_bucket() {
  const auto bucket = buckets_.begin()->first;
  const auto prefix = keys::bucket_prefix(group_, bucket);
  store_batch batch;
  batch.erase_range(kind, prefix, keys::bucket_prefix(group_, bucket + timestamp{1}));
  batch.erase(kind, keys::bucket(group_, bucket));
  if (auto error = records_.write(batch, false))
    return std::move(*error);
  rows_ -= buckets_.begin()->second;
  buckets_.erase(buckets_.begin());
  return true;
}

storage_result<bool> swarm_tier::set_peers_min(std::uint32_t peers_min, timestamp now) {
  const tier_row changed{peers_min, now};
  store_batch batch;
  batch.put(kind, keys::tier(group_), write_row(changed));
  if (auto error = records_.write(batch, false))
    return std::move(*error);
  const bool raised = peers_min > state_.peers_min;
  state_ = changed;
  // The oldest rows are the first to be looked at.
  place_ = keys::samples_prefix(group_);
  return raised;
}

// Not more often than once in the time of a bucket: what more is kept then takes time to show.
bool swarm_tier::may_relax(timestamp now) const {
  const auto due = state_.changed + keys::bucket_span_of(group_);
  return state_.peers_min > 0 && rows_ < limits_.rows_max / 2 && now >= due;
}

void swarm_tier::examine(std::string_view key, std::string_view value, slice& to) const {
  swarm_row row;
  if (read_row(value, row) == record_status::ok && keeps(row.peak))
    return;
  to.batch.erase(kind, key);
  ++to.erased;
}

bool swarm_tier::is_full(const slice& x) const {
  return static_cast<std::int64_t>(rows_) - x.erased > static_cast<std::int64_t>(limits_.rows_max);
}

swarm_tier::slice swarm_tier::next_slice() const {
  slice result;
  auto cursor = records_.cursor(kind, place_, keys::behind(keys::samples_prefix(group_)));
  skip_damage(cursor);
  if (!cursor.valid())
    return result;
  const std::string prefix{cursor.key().substr(0, keys::bucket_prefix(group_, {}).size())};
  result.bucket = keys::time_of(prefix);
  for (std::size_t i = 0; i < slice_rows && is_full(result); ++i) {
    if (!cursor.valid() || !cursor.key().starts_with(prefix))
      break;
    examine(cursor.key(), cursor.value(), result);
    cursor.next();
    skip_damage(cursor);
  }
  if (cursor.valid())
    result.next = cursor.key();
  return result;
}

storage_result<bool> swarm_tier::thin_out(std::uint64_t& dropped) {
  auto x = next_slice();
  stage(x.bucket, -x.erased, x.batch);
  if (!x.batch.empty())
    if (auto error = records_.write(x.batch, false))
      return std::move(*error);
  settle(x.bucket, -x.erased);
  dropped += static_cast<std::uint64_t>(x.erased);
  place_ = std::move(x.next);
  return rows_ > limits_.rows_max;
}

} // namespace muster
