// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/peers/peer_table.hpp"
#include "net/protocol/announce.hpp"

#include <cstdint>
#include <limits>
#include <span>

namespace muster {

/// Who asks for peers, and what for.
struct peer_selection {
  peer_role requester = peer_role::downloader;
  /// Whether peers with private addresses are of use to the requester.
  bool shows_private = false;
  bool with_peer_ids = false;
  /// Chooses where in the table to begin.
  std::uint32_t seed = 0;
  /// The requester is not shown itself, whichever of its addresses it asks from.
  muster::peer_id peer_id = {};
  std::uint16_t port = 0;
  /// Where the public finds peers with private addresses, see `swarm_settings`.
  std::span<const address> external_addresses = {};
};

/// `peer_selection` for a table that does not have the requester in it.
inline constexpr std::uint32_t not_in_table = std::numeric_limits<std::uint32_t>::max();

/// How many peers of `table` the requester at position `self` may be shown at most.
template <family Family>
std::uint32_t selectable(const peer_table<Family>& table, peer_role requester, std::uint32_t self) {
  const auto visible = table.visible_to(requester);
  return visible - (self < visible ? 1 : 0);
}

/// Puts up to `count` peers of `table` into `reply`, each at most once.
///
/// Takes two runs of neighbours that begin at random places, one in each half of the table: the
/// memory is read in order, and a downloader gets from the part with downloaders and from the part
/// with seeders. Looks at no more than twice `count` records and a few, so where most peers are
/// private or hidden it may find fewer than there are.
/// @param self  position of the requester, whose port and peer_id are those of `selection`, or
///              `not_in_table`.
template <family Family>
void select_peers(
    const peer_table<Family>& table, const peer_selection& selection, std::uint32_t self,
    std::uint32_t count, announce_reply& reply);

extern template void select_peers(
    const peer_table<family::ipv4>&, const peer_selection&, std::uint32_t, std::uint32_t,
    announce_reply&);
extern template void select_peers(
    const peer_table<family::ipv6>&, const peer_selection&, std::uint32_t, std::uint32_t,
    announce_reply&);

} // namespace muster
