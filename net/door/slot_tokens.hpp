// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace muster {

/// Names the requests of a server in the ids of messages, so that an answer finds its request.
///
/// A token is a slot of a table, and above it a generation: each request in a slot has another one,
/// so that an answer that comes too late reaches no later request, of that client or of the next.
/// No token is below `token_min`, where servers have names for other things.
///
/// Belongs to a server and its reactor's thread. The table is of fixed size, and memory for a slot
/// is touched when it is first needed.
class slot_tokens {
public:
  static constexpr unsigned slot_bits = 24;
  static constexpr std::uint64_t token_min = std::uint64_t{1} << slot_bits;

  /// @param size        slots, 1 to 2^24.
  /// @param generation  the one before the first; for tests of what happens after the last.
  explicit slot_tokens(std::size_t size, std::uint32_t generation = 0);

  /// Takes a slot.
  /// @returns its token, or 0 if none is free.
  [[nodiscard]] std::uint64_t open();

  /// Begins another request in the slot of `token`, whose tokens until now name nothing any more.
  /// @returns the token of the new one.
  std::uint64_t renew(std::uint64_t token) noexcept;

  /// Gives the slot of `token` back.
  void close(std::uint64_t token) noexcept;

  /// Whether `token` names a request that is open. Any number may be asked for.
  [[nodiscard]] bool is_current(std::uint64_t token) const noexcept;

  /// The token of the request in a slot that has been taken before, open or not.
  [[nodiscard]] std::uint64_t current(std::size_t slot) const noexcept {
    return std::uint64_t{slots_[slot].generation} << slot_bits | slot;
  }

  /// Whether a slot is taken. Any number may be asked for.
  [[nodiscard]] bool is_open(std::size_t slot) const noexcept {
    return slot < slots_.size() && slots_[slot].is_open;
  }

  [[nodiscard]] static std::size_t slot_of(std::uint64_t token) noexcept {
    return token & (token_min - 1);
  }

  /// How many slots are taken.
  [[nodiscard]] std::size_t size() const noexcept {
    return slots_.size() - free_.size();
  }

  [[nodiscard]] bool is_full() const noexcept {
    return size() == slots_max_;
  }

  /// How many slots have been taken at least once; they are the first ones.
  [[nodiscard]] std::size_t slots_used() const noexcept {
    return slots_.size();
  }

  /// Calls `f(slot)` for each slot that has not been taken since the last call.
  template <class F>
  void for_each_unused(F f) {
    // The slot given back last is taken first, so those at the other end were left alone.
    for (std::size_t i = 0; i < unused_; ++i)
      f(free_[i]);
    unused_ = free_.size();
  }

private:
  struct slot_state {
    std::uint32_t generation = 0;
    bool is_open = false;
  };

  std::size_t slots_max_;
  std::uint32_t first_generation_;
  std::vector<slot_state> slots_;
  std::vector<std::uint32_t> free_;
  /// Free slots that have been free for a while.
  std::size_t unused_ = 0;
};

} // namespace muster
