// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/source_hash.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace muster {

/// Counts the open connections of each source (an IPv4 address or an IPv6 /64), so that no source
/// takes them all.
///
/// A table of fixed size that all reactors share, without locks. Sources whose hashes meet in it
/// count as one, which for a few in ten thousand makes the limit somewhat tighter.
/// @threadsafe
class source_connections {
public:
  source_connections(std::uint32_t connections_max, const hash_key& key)
      : connections_max_(connections_max), hash_(key) {
    // nop
  }

  /// Counts another connection of `source`.
  /// @returns false, without counting it, if there are enough.
  [[nodiscard]] bool open(const address& source) noexcept {
    auto& count = count_of(source);
    if (count.fetch_add(1, std::memory_order_relaxed) < connections_max_)
      return true;
    count.fetch_sub(1, std::memory_order_relaxed);
    return false;
  }

  /// One that was counted has been closed.
  void close(const address& source) noexcept {
    count_of(source).fetch_sub(1, std::memory_order_relaxed);
  }

private:
  /// Chosen: more than there are connections by default. A quarter of a mebibyte.
  static constexpr std::size_t count_count = 65536;

  std::atomic<std::uint32_t>& count_of(const address& source) noexcept {
    return counts_[hash_.of_source(source) % count_count];
  }

  std::uint32_t connections_max_;
  source_hash hash_;
  std::array<std::atomic<std::uint32_t>, count_count> counts_{};
};

} // namespace muster
