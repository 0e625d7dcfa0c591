// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/peers/completed_downloads.hpp"

#include <algorithm>

namespace muster {

namespace {

std::uint64_t
hash_of(const hash_key& key, const info_hash& torrent, const peer_id& client) noexcept {
  std::array<std::uint8_t, info_hash::size + peer_id::size> text;
  std::copy(
      client.bytes.begin(), client.bytes.end(),
      std::copy(torrent.bytes.begin(), torrent.bytes.end(), text.begin()));
  // Zero is a place that is free.
  return std::max<std::uint64_t>(keyed_hash(key, text), 1);
}

} // namespace

completed_downloads::completed_downloads(const hash_key& key)
    : key_(key), buckets_(capacity / std::tuple_size_v<bucket>) {
  // nop
}

bool completed_downloads::note(const info_hash& torrent, const peer_id& client) noexcept {
  const auto hash = hash_of(key_, torrent, client);
  auto& places = buckets_[hash % buckets_.size()];
  for (const auto& place : places)
    if (place.load(std::memory_order_relaxed) == hash)
      return false;
  // One download is noted by one thread at a time, the one that runs its swarm. If two threads note
  // different ones here at once, one of them may be forgotten.
  for (auto i = places.size() - 1; i > 0; --i)
    places[i].store(places[i - 1].load(std::memory_order_relaxed), std::memory_order_relaxed);
  places[0].store(hash, std::memory_order_relaxed);
  return true;
}

} // namespace muster
