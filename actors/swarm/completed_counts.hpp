// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/runtime/keyed_hash.hpp"
#include "net/protocol/identifier.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace muster {

/// How often torrents have been downloaded whose swarm has ended: if one comes back, its count goes
/// on, and until then scrapes are told of it.
///
/// Anybody can make up torrents and downloads of them, so there is room for a number of counts
/// only. When it is taken, the least of some gives way: what was made up counts once or twice.
///
/// Not thread-safe; belongs to a shard of the swarm directory.
class completed_counts {
public:
  /// Counts kept; chosen: with 1,024 shards half a million, 20 MiB at most.
  static constexpr std::size_t counts_max = 512;

  /// What a count takes of the memory, about.
  static constexpr std::size_t count_bytes = 40;

  explicit completed_counts(const hash_key& key = {}) : counts_(0, hasher{key}) {
    // nop
  }

  /// Keeps the count of a torrent.
  /// @param count  1 at least.
  /// @returns the torrent whose count has given way, which may be this one.
  std::optional<info_hash> keep(const info_hash& x, std::uint32_t count);

  /// The count of a torrent, which is not kept any longer; 0: there was none.
  std::uint32_t take(const info_hash& x);

  /// The count of a torrent; 0: there is none.
  [[nodiscard]] std::uint32_t find(const info_hash& x) const;

  [[nodiscard]] std::size_t size() const noexcept {
    return counts_.size();
  }

  void clear() noexcept {
    counts_.clear();
  }

private:
  /// Counts that are compared when one has to give way.
  static constexpr std::size_t compared = 8;

  struct hasher {
    using is_avalanching = void;
    hash_key key{};

    std::size_t operator()(const info_hash& x) const noexcept {
      return keyed_hash(key, x.bytes);
    }
  };

  using table = boost::unordered_flat_map<info_hash, std::uint32_t, hasher>;

  /// @pre there are some
  [[nodiscard]] table::iterator least_of_some();

  table counts_;
};

} // namespace muster
