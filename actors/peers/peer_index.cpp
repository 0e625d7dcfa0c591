// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/peers/peer_index.hpp"

#include <bit>

namespace muster {

peer_index::peer_index(std::uint32_t count)
    : slots_(std::bit_ceil(std::size_t{count} * 4 / 3 + 4), vacant) {
  // nop
}

void peer_index::insert(std::uint64_t hash, std::uint32_t position) {
  auto slot = home(hash);
  while (slots_[slot] != vacant)
    slot = next(slot);
  slots_[slot] = position;
}

void peer_index::move(std::uint64_t hash, std::uint32_t from, std::uint32_t to) {
  slots_[slot_of(hash, from)] = to;
}

std::size_t peer_index::slot_of(std::uint64_t hash, std::uint32_t position) const {
  auto slot = home(hash);
  while (slots_[slot] != position)
    slot = next(slot);
  return slot;
}

} // namespace muster
