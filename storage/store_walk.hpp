// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "storage/rocks.hpp"
#include "storage/store_cursor.hpp"

#include <memory>
#include <string>

namespace muster {

/// What a cursor consists of. For the sources of the store only.
struct store_cursor::walk {
  /// Keeps the database open, which is why it stands before the iterator.
  std::shared_ptr<const rocks::open_database> opened;
  /// The path of the store, for messages.
  std::string path;
  /// Why the store is not open, if it is not.
  std::string why_not_open;
  /// The bounds. The iterator refers to them, so they stay where they are.
  std::string from;
  std::string to;
  rocksdb::Slice from_slice;
  rocksdb::Slice to_slice;
  /// The key that was last left or searched for.
  std::string place;
  /// Null if the store is not open.
  std::unique_ptr<rocksdb::Iterator> iterator;
};

} // namespace muster
