// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/peers/completed_downloads.hpp"
#include "actors/peers/peer_table.hpp"
#include "actors/statistics/figures.hpp"
#include "net/protocol/announce.hpp"
#include "net/protocol/timestamp.hpp"
#include "storage/swarm_record.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace muster {

/// What an announce needs besides the request.
struct announce_terms {
  /// Must not go backwards by more than the lifetime of a peer; small steps do no harm.
  timestamp now{};
  /// Chooses the peers shown.
  std::uint32_t seed = 0;
  /// See `swarm_settings`.
  std::uint32_t peers_per_address_max = 8;
  /// Whether there is memory for a peer that is not known yet.
  bool has_room = true;
  /// Whether nobody is to be told of the peer.
  bool is_hidden = false;
  /// See `swarm_settings`.
  std::span<const address> external_addresses = {};
  swarm_downloads downloads = {};
};

/// What a swarm needs to take back what it knew before a restart.
struct restore_terms {
  timestamp now{};
  /// Peers last seen before that are forgotten.
  timestamp oldest{};
  /// Who has left since the start, so is not to come back.
  std::span<const endpoint> departed;
  swarm_downloads downloads = {};
};

/// The peers of one torrent.
///
/// Not thread-safe: it belongs to one swarm actor, and CAF runs an actor on one thread at a time.
/// Keeps IPv4 and IPv6 peers apart (BEP 7). Does no I/O, reads no clock and has no randomness of
/// its own. An announce costs O(numwant), however large the swarm.
class peer_set {
public:
  /// @param completed_count  downloads of the torrent that have been counted before.
  explicit peer_set(std::uint32_t completed_count = 0) : completed_count_(completed_count) {
    // nop
  }

  /// Records what the peer said about itself and picks peers to send back.
  ///
  /// A peer is its source address and announced port; nothing else names it, so nobody can alter
  /// or remove another one.
  /// @param changes receives by how much the population has changed.
  /// @returns Up to `request.numwant` endpoints, never the announcing peer's, those of its own
  ///          family first, or only those if it says so. A peer that does not download is shown
  ///          downloaders only. A `stopped` event returns none. Who is turned away, because it is
  ///          not known and only known peers are served, gets nothing and changes nothing.
  announce_reply
  announce(const announce_request& request, const announce_terms& terms, swarm_changes& changes);

  /// Peers that a slice of a sweep looks at. Chosen: some hundred microseconds.
  static constexpr std::uint32_t peers_per_slice = 4096;

  /// Drops the peers last seen before `oldest`, of the next slice of those that are still to be
  /// looked at.
  /// @param rest  becomes smaller by that slice. Peers that others push from there to the end of a
  ///              table meanwhile are left to the next sweep.
  /// @returns how many were dropped.
  std::uint32_t expire(timestamp oldest, unswept_peers& rest, swarm_changes& changes);

  /// Drops the only peer if it was last seen before `oldest`; changes nothing if there are others.
  /// @returns whether it was dropped.
  bool evict(timestamp oldest, swarm_changes& changes);

  /// Drops the peers of one address. Looks at every peer.
  /// @returns how many those were.
  std::uint32_t drop(const address& source, swarm_changes& changes);

  /// Drops all peers.
  void clear(swarm_changes& changes);

  /// What is to be known of them after a restart.
  [[nodiscard]] swarm_record record() const;

  /// Takes back what was known before a restart. What has been learned since then wins.
  void restore(const swarm_record& from, const restore_terms& terms, swarm_changes& changes);

  [[nodiscard]] swarm_counts counts() const noexcept;

  [[nodiscard]] bool empty() const noexcept;

  /// How many peers there are.
  [[nodiscard]] std::uint32_t size() const noexcept;

  /// What the peers take of the heap, without what the allocator adds.
  [[nodiscard]] std::size_t bytes() const noexcept;

  /// Calls `visitor` with the table of each family that has peers.
  template <class Visitor>
  void visit(Visitor& visitor) const {
    visitor(ipv4_);
    if (ipv6_)
      visitor(*ipv6_);
  }

private:
  template <family Family>
  [[nodiscard]] const peer_table<Family>& table() const noexcept;

  template <family Family>
  peer_table<Family>& writable_table();

  template <family Family>
  announce_reply
  announce_to(const announce_request& request, const announce_terms& terms, swarm_changes& changes);

  /// Enters, updates or removes the announcing peer.
  /// @returns its position, or `not_in_table` if it stopped, there is no room for it, or only known
  ///          peers are served.
  template <family Family>
  std::uint32_t enlist(
      const peer_record<Family>& peer, const announce_request& request, const announce_terms& terms,
      swarm_changes& changes);

  /// Brings the known peer at `position` up to date.
  /// @returns its new position.
  template <family Family>
  std::uint32_t renew(
      std::uint32_t position, const peer_record<Family>& peer, const swarm_downloads& downloads,
      swarm_changes& changes);

  /// Enters a peer that is not known. If its source has no place left, the one of its peers gives
  /// way that has been silent longest.
  /// @returns its position, or `not_in_table` if there is no room for it.
  template <family Family>
  std::uint32_t
  admit(const peer_record<Family>& peer, const announce_terms& terms, swarm_changes& changes);

  template <family Family>
  std::uint32_t drop_in(const address& source, swarm_changes& changes);

  template <family Family>
  std::uint32_t
  expire_in(timestamp oldest, unswept_peers& rest, std::uint32_t& left, swarm_changes& changes);

  template <family Family>
  void restore_in(
      std::span<const stored_peer> peers, const restore_terms& terms, swarm_changes& changes);

  /// Takes back one peer.
  template <family Family>
  void restore_peer(
      const peer_record<Family>& peer, const swarm_downloads& downloads, swarm_changes& changes);

  /// How the number of swarms with peers has changed.
  [[nodiscard]] std::int32_t active_change(bool was_empty) const noexcept {
    return std::int32_t{was_empty} - std::int32_t{empty()};
  }

  /// Such that the count takes the end of the table that alignment leaves free.
  [[no_unique_address]] peer_table<family::ipv4> ipv4_;
  std::uint32_t completed_count_;
  /// Most swarms have no IPv6 peers.
  std::unique_ptr<peer_table<family::ipv6>> ipv6_;
};

} // namespace muster
