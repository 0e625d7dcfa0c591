// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "storage/storage_error.hpp"

#include <memory>
#include <optional>
#include <string_view>

namespace muster {

/// Walks the records of one kind in ascending order of their keys, as they were when the cursor was
/// made. Keys are compared byte by byte, as unsigned.
///
/// Belongs to one thread, and must not outlive its store. While a cursor lives the store keeps
/// what it may still show, so cursors are short-lived.
///
/// When a cursor ends, `error()` says whether that is the end or an unreadable place. To go on
/// behind such a place call `skip_unreadable()`, or `seek()` with a key that is known to follow.
class store_cursor {
public:
  store_cursor(store_cursor&&) noexcept;
  store_cursor& operator=(store_cursor&&) noexcept;
  ~store_cursor();

  /// Whether there is a record here. A new cursor stands at its first record.
  [[nodiscard]] bool valid() const;

  /// Valid until the cursor moves. @pre `valid()`
  [[nodiscard]] std::string_view key() const;
  [[nodiscard]] std::string_view value() const;

  /// @pre `valid()`
  void next();

  /// Goes to the record before this one. @pre `valid()`
  void previous();

  /// Goes to the first record whose key is `key` or follows it.
  void seek(std::string_view key);

  /// Goes to the last record whose key is `key` or precedes it.
  void seek_before(std::string_view key);

  /// Goes to a readable record behind the place where the cursor stopped with an error. Some
  /// readable records behind that place may be skipped as well. Costs some dozen look-ups.
  void skip_unreadable();

  [[nodiscard]] std::optional<storage_error> error() const;

private:
  friend class store;
  struct walk;

  explicit store_cursor(std::unique_ptr<walk> x) noexcept;

  std::unique_ptr<walk> walk_;
};

} // namespace muster
