// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/ranked_walk.hpp"

#include "storage/history_keys.hpp"
#include "storage/store.hpp"

#include <utility>

namespace muster {

namespace keys = history_keys;

namespace {

/// So many swarms with equal counts are turned round in memory. Chosen: some kilobytes; to search
/// for where more of them begin costs less than to walk there.
constexpr std::size_t buffered_max = 64;

/// So many others are passed one by one before the next of the span is searched for.
constexpr std::size_t steps_max = 16;

constexpr info_hash last_of_all{{255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
                                 255, 255, 255, 255, 255, 255, 255, 255, 255, 255}};

store_cursor open(const store& records, swarm_sort sort) {
  const auto prefix = keys::order_prefix(sort);
  return records.cursor(record_kind::history, prefix, keys::behind(prefix));
}

ranked_walk::place place_of(std::string_view key) {
  return {keys::swarm_of(key), keys::count_of(key)};
}

} // namespace

ranked_walk::ranked_walk(
    const store& records, swarm_sort sort, bool descending, const swarm_span& span)
    : sort_{sort}, descending_{descending}, span_{span}, cursor_{open(records, sort)} {
  if (!descending_)
    cursor_.seek_before(keys::behind(keys::order_prefix(sort)));
}

std::optional<ranked_walk::place> ranked_walk::next() {
  return descending_ ? take_downwards() : take_upwards();
}

bool ranked_walk::is_at(std::uint32_t count) const {
  return cursor_.valid() && keys::count_of(cursor_.key()) == count;
}

std::optional<ranked_walk::place> ranked_walk::take_downwards() {
  while (cursor_.valid() && !is_cut()) {
    const auto x = place_of(cursor_.key());
    if (span_.has(x.info_hash)) {
      passed_ = 0;
      cursor_.next();
      return x;
    }
    pass(x);
  }
  return std::nullopt;
}

// To search for the next one that may be in the span costs as much as to look at some others.
void ranked_walk::pass(const place& x) {
  looks_ += 1;
  if (++passed_ < steps_max)
    return cursor_.next();
  looks_ += steps_max;
  passed_ = 0;
  if (x.info_hash < span_.first)
    cursor_.seek(keys::ranked(sort_, x.count, span_.first));
  else
    cursor_.seek(keys::ranked(sort_, x.count, last_of_all) + '\0');
}

std::optional<ranked_walk::place> ranked_walk::take_buffered() {
  const auto result = buffered_.back();
  buffered_.pop_back();
  return result;
}

// The largest count stands first, so upwards the cursor goes backwards, and comes to equal ones at
// the last of them.
std::optional<ranked_walk::place> ranked_walk::take_upwards() {
  for (;;) {
    if (!buffered_.empty())
      return take_buffered();
    if (group_ && is_at(*group_) && span_.has(place_of(cursor_.key()).info_hash)) {
      const auto result = place_of(cursor_.key());
      cursor_.next();
      return result;
    }
    if (group_)
      cursor_.seek_before(keys::rank_prefix(sort_, *std::exchange(group_, std::nullopt)));
    if (!cursor_.valid() || is_cut())
      return std::nullopt;
    buffer_group(keys::count_of(cursor_.key()));
  }
}

void ranked_walk::buffer_group(std::uint32_t count) {
  std::size_t looks = 0;
  for (; is_at(count) && looks < buffered_max; ++looks, cursor_.previous())
    if (const auto x = place_of(cursor_.key()); span_.has(x.info_hash))
      buffered_.push_back(x);
  looks_ += looks - buffered_.size();
  if (!is_at(count))
    return;
  looks_ += 2 * steps_max;
  buffered_.clear();
  group_ = count;
  cursor_.seek(keys::ranked(sort_, count, span_.first));
}

} // namespace muster
