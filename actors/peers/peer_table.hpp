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

/// The parts of a table, in their order. Everything that a requester may be shown is one run of
/// neighbouring zones.
enum class peer_zone : std::uint8_t {
  private_downloaders,
  public_downloaders,
  /// Paused peers and seeders.
  public_others,
  private_others,
  /// Shown to no requester.
  hidden
};

/// Neighbours in a table: `size` of them, the first at position `first`.
struct peer_run {
  std::uint32_t first = 0;
  std::uint32_t size = 0;

  [[nodiscard]] constexpr bool contains(std::uint32_t position) const noexcept {
    return position - first < size; // wraps around before the first
  }
};

/// What a requester may be shown of a table.
struct shown_peers {
  /// Itself included, if it is one of them.
  peer_run run{};
  /// Whether a requester that reaches private peers would be shown more.
  bool leaves_out_private = false;
};

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

  [[nodiscard]] peer_zone zone() const noexcept {
    if (is_hidden)
      return peer_zone::hidden;
    if (role == peer_role::downloader)
      return is_private ? peer_zone::private_downloaders : peer_zone::public_downloaders;
    return is_private ? peer_zone::private_others : peer_zone::public_others;
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
/// One array holds the zones of `peer_zone`: a peer that gives is shown the downloaders, one that
/// takes all, each with the private ones or without, so that what a requester may be shown is one
/// run, whatever else there is. Small tables are searched by looking at every record, larger ones
/// through an index.
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

  /// Replaces the peer at `position`, which must have the same endpoint, private or not.
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

  /// The peers that a requester may be shown: to downloaders all, to others the downloaders, but
  /// none that is hidden.
  /// @param reaches_private  whether peers with private addresses are of use to it.
  [[nodiscard]] shown_peers shown_to(peer_role requester, bool reaches_private) const noexcept {
    const bool takes = requester == peer_role::downloader;
    if (!records_.has_array())
      return size() == 0 ? shown_peers{} : shown_of_one(takes, reaches_private);
    const auto& ends = records_.ends();
    const auto with_private =
        ends[index_of(takes ? peer_zone::private_others : peer_zone::public_downloaders)];
    if (reaches_private)
      return {{0, with_private}, false};
    const auto begin = ends[index_of(peer_zone::private_downloaders)];
    const auto end =
        ends[index_of(takes ? peer_zone::public_others : peer_zone::public_downloaders)];
    return {{begin, end - begin}, begin > 0 || end < with_private};
  }

private:
  /// Above this an index pays off. Measured; see docs/benchmarks.
  static constexpr std::uint32_t scanned_max = 24;

  static constexpr std::size_t index_of(peer_zone x) noexcept {
    return static_cast<std::size_t>(x);
  }

  [[nodiscard]] shown_peers shown_of_one(bool takes, bool reaches_private) const noexcept {
    const auto& one = records_[0];
    const bool is_wanted = !one.is_hidden && (takes || one.role == peer_role::downloader);
    const bool is_in_reach = reaches_private || !one.is_private;
    return {{0, std::uint32_t{is_wanted && is_in_reach}}, is_wanted && !is_in_reach};
  }

  static std::uint64_t hash(const record& peer);

  static zone_ends ends_of_one(peer_zone of);

  /// Makes place in a zone for the record that was appended last and is not the only one.
  /// @returns where that is.
  std::uint32_t make_place(peer_zone in);

  /// Takes the record at `position` out of its zone; the last of all is then free.
  /// @pre there is an array
  void fill_gap(std::uint32_t position);

  void move_record(std::uint32_t from, std::uint32_t to);
  void rebuild_index();

  peer_storage<record> records_;
  /// Hidden or not.
  std::uint32_t downloaders_ = 0;
  std::uint32_t seeders_ = 0;
};

extern template class peer_table<family::ipv4>;
extern template class peer_table<family::ipv6>;

} // namespace muster
