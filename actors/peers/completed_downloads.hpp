// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/runtime/keyed_hash.hpp"
#include "actors/runtime/zeroed_table.hpp"
#include "net/protocol/identifier.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace muster {

/// Who has completed which download lately, so that a client that announces itself from several
/// addresses, each of which is a peer, is counted once.
///
/// Remembers hashes in a table of fixed size, where the newest take the place of the oldest. A
/// client whose download is forgotten before it has announced it from all its addresses counts
/// again. Only a completed download looks here.
/// @threadsafe
class completed_downloads {
public:
  /// Downloads remembered, in 512 KiB; where one is follows from its hash, so that of the last
  /// quarter of these nearly all are. Chosen: a client announces from all its addresses within
  /// seconds, and within an interval if one of its announces is lost.
  static constexpr std::size_t capacity = 65536;

  explicit completed_downloads(const hash_key& key);

  /// Notes that a client has completed a download.
  /// @returns whether that is new.
  bool note(const info_hash& torrent, const peer_id& client) noexcept;

private:
  /// Hashes that share a place, the newest first. Chosen: one line of the cache holds two.
  using bucket = std::array<std::atomic<std::uint64_t>, 4>;

  hash_key key_;
  zeroed_table<bucket> buckets_;
};

/// The completed downloads of one swarm.
class swarm_downloads {
public:
  /// Remembers nothing: every completed download is new.
  swarm_downloads() = default;

  /// @param all      outlives this.
  /// @param torrent  outlives this.
  swarm_downloads(completed_downloads& all, const info_hash& torrent) noexcept
      : all_(&all), torrent_(&torrent) {
    // nop
  }

  /// Notes that a client has completed the download.
  /// @returns whether that is new.
  bool note(const peer_id& client) const noexcept {
    return all_ == nullptr || all_->note(*torrent_, client);
  }

private:
  completed_downloads* all_ = nullptr;
  const info_hash* torrent_ = nullptr;
};

} // namespace muster
