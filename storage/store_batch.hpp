// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "storage/record_kind.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Changes that are written all or none, in the order in which they were added.
///
/// Keys and values are copied, so what they refer to may go. A later change to the same key wins.
class store_batch {
public:
  enum class action : std::uint8_t { put, erase, erase_range };

  /// One change: a key and its value, a key alone, or the first key and the one behind the last.
  struct change {
    record_kind kind;
    action what;
    std::string_view first;
    std::string_view second;
  };

  void put(record_kind kind, std::string_view key, std::string_view value) {
    add(kind, action::put, key, value);
  }

  void erase(record_kind kind, std::string_view key) {
    add(kind, action::erase, key, {});
  }

  /// Erases all keys from `from` up to but not including `to`, at the cost of one change.
  void erase_range(record_kind kind, std::string_view from, std::string_view to) {
    add(kind, action::erase_range, from, to);
  }

  [[nodiscard]] bool empty() const noexcept {
    return entries_.empty();
  }

  /// How many changes there are.
  [[nodiscard]] std::size_t size() const noexcept {
    return entries_.size();
  }

  /// About what the changes occupy in memory, and what they will in the store's log.
  [[nodiscard]] std::size_t bytes() const noexcept {
    return bytes_.size() + entries_.size() * sizeof(entry);
  }

  /// Forgets all changes and keeps the memory.
  void clear() noexcept {
    entries_.clear();
    bytes_.clear();
  }

  /// Calls `f` with each change; what it refers to is valid until the batch changes.
  template <class F>
  void for_each(F f) const {
    std::string_view rest = bytes_;
    for (const auto& x : entries_) {
      f(change{
          x.kind, x.what, rest.substr(0, x.first_bytes),
          rest.substr(x.first_bytes, x.second_bytes)});
      rest.remove_prefix(x.first_bytes + x.second_bytes);
    }
  }

private:
  struct entry {
    record_kind kind;
    action what;
    std::size_t first_bytes;
    std::size_t second_bytes;
  };

  void add(record_kind kind, action what, std::string_view first, std::string_view second) {
    bytes_.append(first).append(second);
    entries_.push_back({kind, what, first.size(), second.size()});
  }

  std::vector<entry> entries_;
  /// What the entries consist of, one behind the other: no allocation for each.
  std::string bytes_;
};

} // namespace muster
