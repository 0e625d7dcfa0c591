// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/history_keys.hpp"

#include <boost/endian/conversion.hpp>

#include <algorithm>

namespace muster::history_keys {

namespace {

constexpr std::size_t number_bytes = 4;

char letter_of(series_group tier) {
  return tier == series_group::minute ? 'm' : 'h';
}

void append_number(std::uint32_t x, std::string& out) {
  std::array<unsigned char, number_bytes> bytes{};
  boost::endian::store_big_u32(bytes.data(), x);
  out.append(bytes.begin(), bytes.end());
}

/// The number in the four bytes from `from` on.
std::uint32_t number_at(std::string_view key, std::size_t from) {
  const auto bytes = key.substr(from, number_bytes);
  return boost::endian::load_big_u32(reinterpret_cast<const unsigned char*>(bytes.data()));
}

char letter_of(swarm_sort sort) {
  constexpr std::string_view letters = "pslc";
  return letters[static_cast<std::size_t>(sort)];
}

void append_time(timestamp x, std::string& out) {
  append_number(x.count(), out);
}

std::string key_of(char kind, series_group tier) {
  return {kind, letter_of(tier)};
}

std::string key_of(char kind, series_group tier, timestamp time) {
  auto result = key_of(kind, tier);
  append_time(time, result);
  return result;
}

} // namespace

std::string latest(const info_hash& swarm) {
  return latest_prefix().append(swarm.view());
}

std::string latest_prefix() {
  return "L";
}

std::string ranked(swarm_sort sort, std::uint32_t count, const info_hash& swarm) {
  return rank_prefix(sort, count).append(swarm.view());
}

std::string order_prefix(swarm_sort sort) {
  return orders_prefix() + letter_of(sort);
}

std::string rank_prefix(swarm_sort sort, std::uint32_t count) {
  auto result = order_prefix(sort);
  append_number(~count, result);
  return result;
}

std::string orders_prefix() {
  return "O";
}

std::string index() {
  return "I";
}

std::string tracker(series_group tier, timestamp time) {
  return key_of('T', tier, floor_to(period_of(tier), time));
}

std::string tier(series_group tier) {
  return key_of('N', tier);
}

std::string bucket(series_group tier, timestamp bucket) {
  return key_of('B', tier, bucket);
}

std::string swarm(series_group tier, timestamp bucket, const info_hash& swarm, timestamp time) {
  auto result = bucket_prefix(tier, bucket).append(swarm.view());
  append_time(floor_to(period_of(tier), time), result);
  return result;
}

std::string bucket_prefix(series_group tier, timestamp bucket) {
  return key_of('S', tier, bucket);
}

std::string samples_prefix(series_group tier) {
  return key_of('S', tier);
}

std::string buckets_prefix(series_group tier) {
  return key_of('B', tier);
}

std::string behind(std::string prefix) {
  ++prefix.back();
  return prefix;
}

timestamp time_of(std::string_view key) {
  return timestamp{number_at(key, key.size() - number_bytes)};
}

info_hash swarm_of(std::string_view key) {
  info_hash result;
  std::copy_n(key.end() - info_hash::size, info_hash::size, result.bytes.begin());
  return result;
}

std::uint32_t count_of(std::string_view key) {
  return ~number_at(key, key.size() - info_hash::size - number_bytes);
}

} // namespace muster::history_keys
