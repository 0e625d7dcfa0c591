// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/identifier.hpp"
#include "net/protocol/timestamp.hpp"
#include "storage/history_samples.hpp"

#include <string>
#include <string_view>

/// The keys in `record_kind::history`. Times are seconds since 1970 in four bytes, the most
/// significant first, so that keys sort by time.
///
///     "L" info_hash                     what a swarm has now: latest_row
///     "T" tier time                     a sample of the tracker: tracker_sample
///     "S" tier bucket info_hash time    a sample of a swarm: swarm_row
///     "B" tier bucket                   how many samples of swarms a bucket has: bucket_row
///     "N" tier                          who has samples in a tier: tier_row
///     "O" sort rank info_hash           a swarm in the order of one of its counts: no value
///     "I"                               how far these orders reach: index_row
///
/// tier: "m" for minutes, "h" for hours. time: the start of the minute or hour. bucket: the start
/// of the time that the samples of a bucket are from. What is too old goes a bucket at a time, and
/// within a bucket the samples of one swarm are neighbours. rank: the count in four bytes, all bits
/// turned over, so that the largest stands first and equal ones are sorted by info_hash.
namespace muster::history_keys {

constexpr timestamp period_of(series_group tier) noexcept {
  return timestamp{tier == series_group::minute ? 60u : 3600u};
}

/// What the samples of one bucket span. Chosen: a dozen buckets for three days of minutes, some
/// fifty for a year of hours; a series looks into each.
constexpr timestamp bucket_span_of(series_group tier) noexcept {
  return tier == series_group::minute ? timestamp{6 * 3600u} : timestamp{7 * 24 * 3600u};
}

/// The start of the period of that length in which `x` lies.
constexpr timestamp floor_to(timestamp period, timestamp x) noexcept {
  return x - x % period;
}

/// The start of the first such period that does not begin before `x`, or of the last one there is.
constexpr timestamp ceil_to(timestamp period, timestamp x) noexcept {
  const auto start = floor_to(period, x);
  return start == x || start > timestamp::max() - period ? start : start + period;
}

constexpr timestamp bucket_of(series_group tier, timestamp x) noexcept {
  return floor_to(bucket_span_of(tier), x);
}

std::string latest(const info_hash& swarm);
std::string tracker(series_group tier, timestamp time);
std::string tier(series_group tier);
std::string bucket(series_group tier, timestamp bucket);

/// @param time  anywhere in the period. The key is right for any time, also one beyond the bucket.
std::string swarm(series_group tier, timestamp bucket, const info_hash& swarm, timestamp time);

/// A swarm in the order of a count. @pre `sort` is not `name`
std::string ranked(swarm_sort sort, std::uint32_t count, const info_hash& swarm);

/// The keys of all swarms in that order, and of those with a count in it, begin with these.
std::string order_prefix(swarm_sort sort);
std::string rank_prefix(swarm_sort sort, std::uint32_t count);

/// The keys of all orders begin with this.
std::string orders_prefix();

/// How far the orders reach.
std::string index();

/// The keys of all `latest` rows begin with this.
std::string latest_prefix();

/// The keys of all samples of swarms of a bucket begin with this.
std::string bucket_prefix(series_group tier, timestamp bucket);

/// The keys of all samples of swarms of a tier, of its buckets, of the tracker in it begin with
/// these.
std::string samples_prefix(series_group tier);
std::string buckets_prefix(series_group tier);

/// The first key behind all that begin with `prefix`, which must not end in 0xff.
std::string behind(std::string prefix);

/// The time, or the bucket, at the end of a key. @pre the key ends in one
timestamp time_of(std::string_view key);

/// The info_hash in the key of a `latest` row, or of one of an order. @pre it is one
info_hash swarm_of(std::string_view key);

/// The count in the key of a row of an order. @pre it is one
std::uint32_t count_of(std::string_view key);

} // namespace muster::history_keys
