// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/peers/peer_storage.hpp"
#include "actors/statistics/figures.hpp"
#include "net/protocol/announce.hpp"
#include "net/protocol/timestamp.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

namespace muster {

/// What a peer does, which decides whom it is shown to.
enum class peer_role : std::uint8_t { downloader, paused, seeder };

/// One peer as a swarm remembers it: 32 bytes for IPv4, 44 for IPv6.
template <family Family>
struct peer_record {
  static constexpr std::size_t endpoint_bytes =
      Family == family::ipv4 ? compact_ipv4_bytes : compact_ipv6_bytes;

  /// Address and port in network order, as replies carry them.
  std::array<std::uint8_t, endpoint_bytes> endpoint{};
  muster::peer_id peer_id;
  peer_role role : 2 = peer_role::downloader;
  /// Whether this peer's download has been counted; it counts once.
  bool completed : 1 = false;
  /// Whether its address is private, so that only such requesters can reach it.
  bool is_private : 1 = false;
  /// Whether nobody is told of it, because of its port.
  bool is_hidden : 1 = false;
  timestamp last_seen{};

  /// Whether `other` is the same peer.
  [[nodiscard]] bool same_endpoint(const peer_record& other) const noexcept {
    return std::memcmp(endpoint.data(), other.endpoint.data(), endpoint_bytes) == 0;
  }

  /// The bytes that the limit of peers per address counts: the address, or its /64.
  [[nodiscard]] std::span<const std::uint8_t> source_prefix() const noexcept {
    return std::span{endpoint}.template first < Family == family::ipv4 ? 4 : 8 > ();
  }
};

/// Address and port of a peer.
template <family Family>
[[nodiscard]] endpoint endpoint_of(const peer_record<Family>& x) {
  constexpr auto address_bytes = peer_record<Family>::endpoint_bytes - 2;
  const auto bytes = std::span{x.endpoint};
  return {
      address::from_bytes(bytes.template first<address_bytes>()),
      static_cast<std::uint16_t>(bytes[address_bytes] << 8 | bytes[address_bytes + 1])};
}

/// The peers of one swarm and address family.
///
/// One array holds the downloaders, then the others (paused and seeders): a peer that gives is
/// only shown the front, one that takes is shown all. Small tables are searched by looking at
/// every record, larger ones through an index.
///
/// Not thread-safe; belongs to one `peer_set`.
template <family Family>
class peer_table {
public:
  using record = peer_record<Family>;

  [[nodiscard]] std::uint32_t size() const noexcept {
    return records_.size();
  }

  /// What it takes of the heap besides itself.
  [[nodiscard]] std::size_t bytes() const noexcept {
    return records_.bytes();
  }

  [[nodiscard]] muster::population population() const noexcept {
    return {downloaders_, std::int64_t{size()} - downloaders_ - seeders_, seeders_};
  }

  [[nodiscard]] std::span<const record> records() const noexcept {
    return records_.records();
  }

  [[nodiscard]] const record& operator[](std::uint32_t position) const noexcept {
    return records_[position];
  }

  /// Where the peer with this endpoint is.
  [[nodiscard]] std::optional<std::uint32_t> find(const record& peer) const;

  /// The peers of one source.
  struct source_places {
    std::uint32_t count = 0;
    /// Position of the one that has been silent longest, the first of several.
    std::uint32_t longest_silent = 0;
  };

  /// Those that share the address (IPv6: the /64) of `peer`.
  [[nodiscard]] source_places places_of_source(const record& peer) const;

  /// Adds a peer that is not there yet.
  /// @returns its position.
  std::uint32_t insert(const record& peer);

  /// Replaces the peer at `position`, which must have the same endpoint.
  /// @returns its new position.
  std::uint32_t update(std::uint32_t position, const record& peer);

  void erase(std::uint32_t position);

  /// Drops all peers.
  void clear() noexcept;

  /// Drops the peers from `begin` up to but not including `end` that were last seen before
  /// `oldest`.
  void expire(timestamp oldest, std::uint32_t begin, std::uint32_t end);
  /// Gives back memory if most of it is no longer needed.
  void give_back();

  /// Positions from 0 up to here are shown: to downloaders all, to others the downloaders.
  [[nodiscard]] std::uint32_t visible_to(peer_role requester) const noexcept {
    return requester == peer_role::downloader ? size() : downloaders_;
  }

private:
  /// Above this an index pays off. Measured; see docs/benchmarks.
  static constexpr std::uint32_t scanned_max = 24;

  static std::uint64_t hash(const record& peer);

  void move_record(std::uint32_t from, std::uint32_t to);
  void rebuild_index();

  peer_storage<record> records_;
  std::uint32_t downloaders_ = 0;
  std::uint32_t seeders_ = 0;
};

extern template class peer_table<family::ipv4>;
extern template class peer_table<family::ipv6>;

} // namespace muster
