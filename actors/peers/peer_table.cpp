// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/peers/peer_table.hpp"

#include "actors/runtime/keyed_hash.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

namespace muster {

namespace {

/// Clients choose their endpoints: without a key that nobody knows, they could choose such that all
/// of them share a place.
std::uint64_t hash_bytes(std::span<const std::uint8_t> bytes) {
  static const auto key = random_hash_key();
  return keyed_hash(key, bytes);
}

} // namespace

template <family Family>
std::uint64_t peer_table<Family>::hash(const record& peer) {
  // Public peers of one source have the same hash, so that they can be counted; there are few of
  // them, because their number is limited. Private sources may have thousands.
  return peer.is_private ? hash_bytes(peer.endpoint) : hash_bytes(peer.source_prefix());
}

template <family Family>
std::optional<std::uint32_t> peer_table<Family>::find(const record& peer) const {
  std::optional<std::uint32_t> result;
  const auto known = records_.records();
  if (const auto* index = records_.index()) {
    index->visit(hash(peer), [&](std::uint32_t position) {
      if (known[position].same_endpoint(peer))
        result = position;
      return result.has_value();
    });
    return result;
  }
  for (std::uint32_t i = 0; i < size(); ++i)
    if (known[i].same_endpoint(peer))
      return i;
  return result;
}

template <family Family>
auto peer_table<Family>::places_of_source(const record& peer) const -> source_places {
  const auto known = records_.records();
  const auto prefix = peer.source_prefix();
  source_places result;
  const auto look_at = [&](std::uint32_t position) {
    const auto& other = known[position];
    if (std::memcmp(prefix.data(), other.source_prefix().data(), prefix.size()) != 0)
      return false;
    // By position among those of one second, because the order of the index is no order.
    const auto& longest = known[result.longest_silent];
    if (result.count++ == 0 || other.last_seen < longest.last_seen
        || (other.last_seen == longest.last_seen && position < result.longest_silent))
      result.longest_silent = position;
    return false;
  };
  if (const auto* index = records_.index())
    index->visit(hash(peer), look_at);
  else
    for (std::uint32_t i = 0; i < size(); ++i)
      look_at(i);
  return result;
}

template <family Family>
std::uint32_t peer_table<Family>::insert(const record& peer) {
  if (const auto* index = records_.index(); size() >= (index ? index->capacity() : scanned_max))
    rebuild_index();
  records_.push_back(peer);
  const auto position = size() == 1 ? 0 : make_place(peer.zone());
  records_[position] = peer;
  downloaders_ += std::uint32_t{peer.role == peer_role::downloader};
  seeders_ += std::uint32_t{peer.role == peer_role::seeder};
  if (auto* index = records_.index())
    index->insert(hash(peer), position);
  return position;
}

template <family Family>
std::uint32_t peer_table<Family>::update(std::uint32_t position, const record& peer) {
  const auto& known = records_[position];
  if (known.role != peer.role || known.is_hidden != peer.is_hidden) {
    erase(position);
    return insert(peer);
  }
  records_[position] = peer;
  return position;
}

template <family Family>
void peer_table<Family>::erase(std::uint32_t position) {
  if (auto* index = records_.index())
    index->erase(hash(records_[position]), position, [this](std::uint32_t other) {
      return hash(records_[other]);
    });
  downloaders_ -= std::uint32_t{records_[position].role == peer_role::downloader};
  seeders_ -= std::uint32_t{records_[position].role == peer_role::seeder};
  if (records_.has_array())
    fill_gap(position);
  records_.pop_back();
}

template <family Family>
void peer_table<Family>::clear() noexcept {
  records_.clear();
  downloaders_ = 0;
  seeders_ = 0;
}

template <family Family>
void peer_table<Family>::expire(timestamp oldest, std::uint32_t begin, std::uint32_t end) {
  // Backwards: a record that fills the gap comes from behind and has been looked at.
  for (auto i = end; i > begin; --i)
    if (records_[i - 1].last_seen < oldest)
      erase(i - 1);
}

template <family Family>
void peer_table<Family>::give_back() {
  if (records_.capacity() <= std::uint64_t{2} * size() + 8)
    return;
  records_.shrink_to_fit();
  rebuild_index();
}

template <family Family>
zone_ends peer_table<Family>::ends_of_one(peer_zone of) {
  zone_ends result{};
  std::fill(result.begin() + static_cast<std::ptrdiff_t>(of), result.end(), 1);
  return result;
}

template <family Family>
std::uint32_t peer_table<Family>::make_place(peer_zone in) {
  auto position = size() - 1;
  auto& ends = records_.ends();
  if (position == 1)
    ends = ends_of_one(records_[0].zone());
  // The first of each zone behind becomes its last.
  for (auto zone = ends.size(); zone > index_of(in); --zone) {
    auto& first = ends[zone - 1];
    if (first != position)
      move_record(first, position);
    position = first++;
  }
  return position;
}

template <family Family>
void peer_table<Family>::fill_gap(std::uint32_t position) {
  auto& ends = records_.ends();
  // The last of each zone fills the gap that the one before has left.
  for (auto zone = index_of(records_[position].zone()); zone < ends.size(); ++zone) {
    const auto last = --ends[zone];
    if (last != position)
      move_record(last, position);
    position = last;
  }
  if (position != size() - 1)
    move_record(size() - 1, position);
}

template <family Family>
void peer_table<Family>::move_record(std::uint32_t from, std::uint32_t to) {
  if (auto* index = records_.index())
    index->move(hash(records_[from]), from, to);
  records_[to] = records_[from];
}

template <family Family>
void peer_table<Family>::rebuild_index() {
  records_.set_index(nullptr);
  if (size() < scanned_max)
    return;
  auto index = std::make_unique<peer_index>(size() + size() / 2);
  for (std::uint32_t i = 0; i < size(); ++i)
    index->insert(hash(records_[i]), i);
  records_.set_index(std::move(index));
}

template class peer_table<family::ipv4>;
template class peer_table<family::ipv6>;

} // namespace muster
