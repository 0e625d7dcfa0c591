// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/history_keys.hpp"

#include <boost/endian/conversion.hpp>

#include <algorithm>

namespace muster::history_keys {

namespace {

constexpr std::size_t time_bytes = 4;

char letter_of(series_group tier) {
  return tier == series_group::minute ? 'm' : 'h';
}

void append_time(timestamp x, std::string& out) {
  std::array<unsigned char, time_bytes> bytes{};
  boost::endian::store_big_u32(bytes.data(), x.count());
  out.append(bytes.begin(), bytes.end());
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
  return std::string{"L"}.append(swarm.view());
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
  const auto bytes = key.substr(key.size() - time_bytes);
  return timestamp{
      boost::endian::load_big_u32(reinterpret_cast<const unsigned char*>(bytes.data()))};
}

info_hash swarm_of(std::string_view key) {
  info_hash result;
  std::copy_n(key.begin() + 1, info_hash::size, result.bytes.begin());
  return result;
}

} // namespace muster::history_keys
