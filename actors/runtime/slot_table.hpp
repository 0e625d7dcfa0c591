// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/runtime/zeroed_table.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace muster {

/// A number for each of many owners, in a table of fixed size that all reactors share.
///
/// An owner is a hash with a secret key, so that nobody can choose whose place is taken. When a
/// place is short, the lowest number of a row gives way, so what is kept must be such that a low
/// one is missed least. Without locks: of two threads that write in the same instant one wins.
/// @threadsafe
class slot_table {
public:
  struct slot {
    /// The hash of whose it is; 0: nobody's.
    std::atomic<std::uint64_t> owner{0};
    std::atomic<std::uint64_t> number{0};
  };

  /// @param rows  a power of two. Each has four slots, in 64 bytes.
  explicit slot_table(std::size_t rows) : rows_(rows) {
    // nop
  }

  /// The slot of an owner, which has 0 if there was none.
  [[nodiscard]] slot& of(std::uint64_t owner) noexcept {
    auto& slots = rows_[owner & (rows_.size() - 1)].slots;
    auto* lowest = &slots.front();
    for (auto& x : slots) {
      if (x.owner.load(relaxed) == owner)
        return x;
      if (x.number.load(relaxed) < lowest->number.load(relaxed))
        lowest = &x;
    }
    lowest->owner.store(owner, relaxed);
    lowest->number.store(0, relaxed);
    return *lowest;
  }

private:
  static constexpr auto relaxed = std::memory_order_relaxed;

  /// The slots that a hash may have: one line of the processor's cache.
  struct alignas(64) row {
    std::array<slot, 4> slots;
  };

  zeroed_table<row> rows_;
};

} // namespace muster
