// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace muster {

/// A hash index over records that live elsewhere: it stores their positions and nothing else, at
/// five to eleven bytes a record. Open addressing with linear probing; erasing closes the gap.
///
/// Records with the same hash are legal and stand in one run, so `visit` finds all of them.
class peer_index {
public:
  /// An index with room for `count` records.
  explicit peer_index(std::uint32_t count);

  /// Records it can hold before it has to be built anew.
  [[nodiscard]] std::uint32_t capacity() const noexcept {
    return static_cast<std::uint32_t>(slots_.size() / 4 * 3);
  }

  /// What it takes of the heap, with itself.
  [[nodiscard]] std::size_t bytes() const noexcept {
    return sizeof(*this) + slots_.size() * sizeof(slots_[0]);
  }

  /// @pre fewer than `capacity()` records are in it
  void insert(std::uint64_t hash, std::uint32_t position);

  /// Notes that the record at `from` is now at `to`.
  void move(std::uint64_t hash, std::uint32_t from, std::uint32_t to);

  /// Removes the record at `position`.
  /// @param hash_at returns the hash of the record at a position.
  template <class HashAt>
  void erase(std::uint64_t hash, std::uint32_t position, HashAt hash_at);

  /// Calls `visit(position)` for all records with this hash, and perhaps others, until it returns
  /// true.
  template <class Visitor>
  void visit(std::uint64_t hash, Visitor visit) const;

private:
  static constexpr std::uint32_t vacant = 0xffffffff;

  [[nodiscard]] std::size_t home(std::uint64_t hash) const noexcept {
    return hash & (slots_.size() - 1);
  }

  [[nodiscard]] std::size_t next(std::size_t slot) const noexcept {
    return (slot + 1) & (slots_.size() - 1);
  }

  [[nodiscard]] std::size_t slot_of(std::uint64_t hash, std::uint32_t position) const;

  std::vector<std::uint32_t> slots_;
};

template <class HashAt>
void peer_index::erase(std::uint64_t hash, std::uint32_t position, HashAt hash_at) {
  auto gap = slot_of(hash, position);
  for (auto slot = next(gap); slots_[slot] != vacant; slot = next(slot)) {
    // A record may move back into the gap unless its home lies behind it.
    const auto mask = slots_.size() - 1;
    const auto from_home = (slot - home(hash_at(slots_[slot]))) & mask;
    if (from_home >= ((slot - gap) & mask)) {
      slots_[gap] = slots_[slot];
      gap = slot;
    }
  }
  slots_[gap] = vacant;
}

template <class Visitor>
void peer_index::visit(std::uint64_t hash, Visitor visit) const {
  for (auto slot = home(hash); slots_[slot] != vacant; slot = next(slot))
    if (visit(slots_[slot]))
      return;
}

} // namespace muster
