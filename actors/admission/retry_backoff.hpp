// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/runtime/keyed_hash.hpp"
#include "actors/runtime/slot_table.hpp"
#include "net/protocol/address.hpp"
#include "net/protocol/identifier.hpp"
#include "net/protocol/timestamp.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace muster {

/// Says how long a source is to wait before it asks again for a torrent that is not registered:
/// not long at first, because the site that registers torrents may only be slower than its
/// uploader, and twice as long each time.
///
/// Remembers since when each source has asked for each torrent, in a table of fixed size that all
/// reactors share. When a place is short, those give way that have asked longest ago, and begin
/// anew: a flood makes waits shorter and never longer.
/// @threadsafe
class retry_backoff {
public:
  explicit retry_backoff(const hash_key& key);

  /// How long to wait now: `shortest` at first, and as much more as it has waited already, which
  /// doubles it. Who asks earlier than told gets no longer one for that.
  /// @param now  may go backwards when the clock is set; waits then begin anew.
  [[nodiscard]] std::chrono::seconds wait(
      const address& source, const info_hash& torrent, timestamp now, std::chrono::seconds shortest,
      std::chrono::seconds longest) noexcept;

private:
  /// Chosen: 65,536 torrents that are asked for and not registered, in a mebibyte.
  static constexpr std::size_t row_count = std::size_t{1} << 14;

  [[nodiscard]] std::uint64_t
  owner_of(const address& source, const info_hash& torrent) const noexcept;

  hash_key key_;
  /// Upper half: when it was asked for last; lower half: since when. Both in seconds since 1970.
  slot_table times_{row_count};
};

} // namespace muster
