// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/identifier.hpp"
#include "net/protocol/timestamp.hpp"
#include "storage/store.hpp"
#include "storage/swarm_record.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace muster {

/// Some of the stored swarms.
struct loaded_slice {
  std::vector<std::pair<info_hash, swarm_record>> swarms;
  /// Swarms without a peer that is still alive.
  std::vector<info_hash> ended;
  /// Those of them whose records are to go, or to become ones without peers.
  std::vector<info_hash> stale;
  /// How often torrents have been downloaded, where that is all that is left to know.
  std::vector<std::pair<info_hash, std::uint32_t>> completed;
  /// Records that cannot be read: their keys in hexadecimal digits, and why.
  std::vector<std::pair<std::string, std::string>> skipped;
};

/// Reads the swarms of a store, a slice at a time, as they were when this was made.
///
/// Belongs to the persistence actor. The store must outlive it.
class swarm_loader {
public:
  /// Records read at a time; chosen: a few milliseconds of work.
  static constexpr std::size_t slice_records = 1000;

  /// @param oldest  peers last seen before that are not loaded.
  /// @param after  begins behind this key; empty: with the first one.
  swarm_loader(const store& records, timestamp oldest, const std::string& after);

  /// Reads up to `slice_records` records.
  loaded_slice read();

  /// Whether all have been read.
  [[nodiscard]] bool done() const {
    return !cursor_.valid();
  }

  /// The key of the last record that was read.
  [[nodiscard]] const std::string& last_key() const noexcept {
    return last_key_;
  }

private:
  void read_one(loaded_slice& out);

  /// Goes on behind a place of the store that cannot be read, if the cursor has come to one.
  void skip_unreadable(loaded_slice& out);

  store_cursor cursor_;
  timestamp oldest_;
  std::string last_key_;
};

} // namespace muster
