// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/door/slot_tokens.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace muster {

/// A table of what a server has open: connections, or requests that wait for swarms. Each has a
/// slot and is found by its token; `slot_tokens` says what that is.
///
/// The table is of fixed size, so that no client makes the process grow by opening more. Memory for
/// a slot is touched when it is first needed, values never move, and the value of a slot that was
/// given back is there for the next one. Belongs to a server and its reactor's thread.
template <class T>
class slot_map {
public:
  /// @param size  slots, 1 to 2^24.
  explicit slot_map(std::size_t size) : tokens_(size) {
    values_.reserve(size);
  }

  /// Takes a slot; the value that was last in it is still there.
  /// @returns its token, or 0 if no slot is free.
  [[nodiscard]] std::uint64_t open() {
    const auto token = tokens_.open();
    values_.resize(tokens_.slots_used());
    return token;
  }

  /// The value that `token` names, or null if that is closed or has another token now.
  [[nodiscard]] T* find(std::uint64_t token) noexcept {
    return tokens_.is_current(token) ? &at(token) : nullptr;
  }

  /// The value in the slot of `token`, whichever token is current there; null if the slot is free.
  [[nodiscard]] T* find_slot(std::uint64_t token) noexcept {
    return tokens_.is_open(slot_tokens::slot_of(token)) ? &at(token) : nullptr;
  }

  /// The value in the slot of `token`, which has been taken before.
  [[nodiscard]] T& at(std::uint64_t token) noexcept {
    return values_[slot_tokens::slot_of(token)];
  }

  /// Gives the slot of `token` back. Its value stays where it is.
  void close(std::uint64_t token) noexcept {
    tokens_.close(token);
  }

  /// Closes each value of which `is_over(value)` is true.
  /// @returns how many those were.
  template <class Predicate>
  std::size_t close_if(Predicate is_over) {
    std::size_t result = 0;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (!tokens_.is_open(i) || !is_over(values_[i]))
        continue;
      tokens_.close(tokens_.current(i));
      ++result;
    }
    return result;
  }

  /// Calls `f(value)` for each that is open. It may close any of them.
  template <class F>
  void for_each(F f) {
    for (std::size_t i = 0; i < values_.size(); ++i)
      if (tokens_.is_open(i))
        f(values_[i]);
  }

  /// Calls `f(value)` for the value of each slot that has not been taken since the last call.
  template <class F>
  void for_each_unused(F f) {
    tokens_.for_each_unused([&](std::size_t slot) { f(values_[slot]); });
  }

  /// How many are open.
  [[nodiscard]] std::size_t size() const noexcept {
    return tokens_.size();
  }

  [[nodiscard]] bool is_full() const noexcept {
    return tokens_.is_full();
  }

  /// Where the token of a slot that is taken can be renewed.
  [[nodiscard]] slot_tokens& tokens() noexcept {
    return tokens_;
  }

private:
  slot_tokens tokens_;
  std::vector<T> values_;
};

} // namespace muster
