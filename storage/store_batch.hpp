// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "storage/record_kind.hpp"

#include <cstddef>
#include <memory>
#include <string_view>

namespace muster {

/// Changes that are written all or none, in the order in which they were added.
///
/// Keys and values are copied, so what they refer to may go. A later change to the same key wins.
class store_batch {
public:
  store_batch();
  store_batch(store_batch&&) noexcept;
  store_batch& operator=(store_batch&&) noexcept;
  ~store_batch();

  void put(record_kind kind, std::string_view key, std::string_view value);
  void erase(record_kind kind, std::string_view key);

  /// Erases all keys from `from` up to but not including `to`, at the cost of one change.
  void erase_range(record_kind kind, std::string_view from, std::string_view to);

  [[nodiscard]] bool empty() const noexcept {
    return size() == 0;
  }

  /// How many changes there are.
  [[nodiscard]] std::size_t size() const noexcept;

  /// What the changes occupy in memory, and about what they will in the store's log.
  [[nodiscard]] std::size_t bytes() const noexcept;

  /// Forgets all changes and keeps the memory.
  void clear();

private:
  friend class store;
  struct changes;

  std::unique_ptr<changes> changes_;
};

} // namespace muster
