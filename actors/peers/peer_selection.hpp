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

/// The peers of a table that a requester may be shown.
struct selectable_peers : shown_peers {
  /// Position of the requester, or `not_in_table`.
  std::uint32_t self = not_in_table;
  /// Stands for the addresses of private peers; null: their own ones are shown, or none of them.
  const address* external = nullptr;

  /// How many others there are.
  [[nodiscard]] std::uint32_t count() const noexcept {
    return run.size - std::uint32_t{run.contains(self)};
  }
};

/// @param self  position of the requester, or `not_in_table`.
template <family Family>
[[nodiscard]] selectable_peers selectable(
    const peer_table<Family>& table, const peer_selection& selection, std::uint32_t self) noexcept {
  selectable_peers result;
  if (table.size() == 0)
    return result;
  if (!selection.shows_private)
    for (const auto& x : selection.external_addresses)
      if (x.family() == Family)
        result.external = &x;
  const bool reaches_private = selection.shows_private || result.external != nullptr;
  static_cast<shown_peers&>(result) = table.shown_to(selection.requester, reaches_private);
  result.self = self;
  return result;
}

/// Puts up to `count` peers of `table` into `reply`, each at most once.
///
/// Takes two runs of neighbours that begin at random places, one in each half of those that may be
/// shown: the memory is read in order, and a downloader gets from the part with downloaders and
/// from the part with seeders. Looks at no more than twice `count` records and a few, so where most
/// peers have port and peer_id of the requester it may find fewer than there are.
/// @param from  what is selectable for `selection`, which has port and peer_id of the requester.
template <family Family>
void select_peers(
    const peer_table<Family>& table, const peer_selection& selection, const selectable_peers& from,
    std::uint32_t count, announce_reply& reply);

extern template void select_peers(
    const peer_table<family::ipv4>&, const peer_selection&, const selectable_peers&, std::uint32_t,
    announce_reply&);
extern template void select_peers(
    const peer_table<family::ipv6>&, const peer_selection&, const selectable_peers&, std::uint32_t,
    announce_reply&);

} // namespace muster
