// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"
#include "net/protocol/identifier.hpp"
#include "net/protocol/refusal.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace muster {

/// What a client says about the state of its download (BEP 3, `paused` from BEP 21). Used as an
/// index.
enum class announce_event : std::uint8_t { none, started, completed, stopped, paused };

inline constexpr std::size_t announce_event_count = 5;

/// `left` of a client that did not say how much it still needs, or not in a number.
inline constexpr std::uint64_t left_unknown = std::numeric_limits<std::uint64_t>::max();

/// How many peers a client gets that does not say, and how many at most.
/// @pre `standard <= max <= limits::numwant_max`
struct numwant_range {
  std::uint16_t standard = 50;
  std::uint16_t max = 200;
};

/// One announce, whichever protocol carried it.
struct announce_request {
  muster::info_hash info_hash;
  muster::peer_id peer_id;
  /// Where the announce came from. Together with `port` it is the peer's identity.
  address source;
  /// Where the peer accepts connections. With 0 or 1 it says that it accepts none.
  std::uint16_t port = 0;
  /// Peers asked for, already cut to the configured maximum.
  std::uint16_t numwant = 0;
  /// Bytes the peer still needs, or `left_unknown`.
  std::uint64_t left = left_unknown;
  announce_event event = announce_event::none;
  /// Whether the reply must name the peer_id of each peer (never so in compact replies).
  bool with_peer_ids = false;
  /// Whether only peers of the requester's own family fit into the reply.
  bool own_family_only = false;
  /// What the peer is told unless its swarm knows it, because its source is beyond a limit: then
  /// it is not listed. `refusal::none`: it is served like any other.
  refusal unless_known = refusal::none;
};

/// How many peers a swarm has, as replies and scrapes state it.
struct swarm_counts {
  /// Peers with the full download.
  std::uint32_t seeders = 0;
  /// Peers without it, partial seeds included.
  std::uint32_t leechers = 0;
  /// Those leechers that want to become seeders: all but the partial seeds (BEP 21).
  std::uint32_t downloaders = 0;
  /// Leechers that became seeders, ever.
  std::uint32_t completed_count = 0;

  friend bool operator==(const swarm_counts&, const swarm_counts&) = default;
};

/// What a swarm answers to an announce.
struct announce_reply {
  swarm_counts counts;
  /// Six bytes for each IPv4 peer (BEP 23): address and port in network order.
  std::string peers;
  /// Eighteen bytes for each IPv6 peer (BEP 7).
  std::string peers6;
  /// One for each peer, those of the requester's own family first; empty unless asked for.
  std::vector<peer_id> peer_ids;
  /// Whether the peer is in the swarm now. A swarm takes only so many peers from one address.
  bool listed = true;
  /// Why the peer is turned away, if it is: see `announce_request::unless_known`.
  refusal refused = refusal::none;
  /// Whether nobody is told of the peer, because of its port.
  bool hidden = false;
  /// Whether peers with private addresses were left out because nobody outside can reach them.
  bool leaves_out_private = false;
};

/// What the tracker adds to the swarm's answer, in seconds.
struct announce_intervals {
  std::uint32_t interval = 0;
  std::uint32_t min_interval = 0;
};

/// When a client that is refused may ask again. Clients read either one.
struct refusal_times {
  announce_intervals intervals;
  retry_minutes retry_in;
};

inline constexpr std::size_t compact_ipv4_bytes = 6;
inline constexpr std::size_t compact_ipv6_bytes = 18;

} // namespace muster
