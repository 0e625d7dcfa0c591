// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/peers/peer_listing.hpp"
#include "actors/statistics/figures.hpp"
#include "net/protocol/announce.hpp"
#include "net/protocol/scrape.hpp"
#include "net/protocol/timestamp.hpp"
#include "storage/swarm_record.hpp"

#include <caf/allowed_unsafe_message_type.hpp>

#include <cstdint>

// Messages to a swarm, and to the sweeper. None leaves the process, so none is serialised.
namespace muster {

/// Message 1 of an announce: a peer announces itself. Answered with `announced`.
struct announce {
  announce_request request;
  /// Time and randomness come from outside, so that a swarm does the same with the same messages.
  timestamp now{};
  std::uint32_t seed = 0;
  /// Whether its port keeps the peer out of all replies.
  bool is_hidden = false;
};

/// Message 2 of an announce: the swarm's answer, and what the announce changed.
struct announced {
  announce_reply reply;
  swarm_changes changes;
};

/// Asks for the counts. Answered with `scraped`.
struct scrape {};

/// The counts of one swarm.
struct scraped {
  scrape_entry entry;
};

/// Asks to drop the peers that are silent for too long, and to end if none is left.
struct sweep {
  timestamp now{};
  /// Memory is short: the swarm's only peer goes as well if it was last seen before that.
  timestamp oldest_alone{};
  /// Peers that are still to be looked at. A swarm looks at some and sends itself the rest.
  unswept_peers rest = {};
};

/// Asks for what a restart shall not lose. Answered with `recorded`.
struct record_query {
  /// Comes back with the answer, so that a late one is recognised.
  std::uint32_t number = 0;
};

/// What is to be known of a swarm after a restart.
struct recorded {
  muster::info_hash info_hash;
  swarm_record record = {};
  swarm_counts counts = {};
  /// Whether the counts are other than when it was last recorded.
  bool counts_have_changed = false;
  /// Whether the swarm has ended; then there is nothing else to know.
  bool ended = false;
  /// That of the `record_query`.
  std::uint32_t number = 0;
};

/// Brings back what was known before a restart. Answered with `restored`.
struct restore {
  swarm_record record;
  timestamp now{};
};

/// A swarm has taken back what was known of it.
struct restored {};

/// Asks to drop the peers of one address. Answered with `peers_dropped`.
struct drop_peers {
  address source;
};

/// How many peers were dropped from one swarm.
struct peers_dropped {
  std::uint32_t peers = 0;
};

/// A swarm could not do what it was asked, for want of memory. The answer in place of any other
/// to a message that is no request of CAF's. The swarm's state is as it was.
struct not_done {};

/// Time to sweep the next slice of the swarm directory. To the sweeper.
struct sweep_tick {};

} // namespace muster

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::announce)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::announced)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::scrape)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::scraped)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::sweep)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::record_query)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::recorded)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::restore)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::restored)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::drop_peers)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::peers_dropped)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::not_done)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::sweep_tick)
