// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/announce.hpp"
#include "net/protocol/timestamp.hpp"

#include <caf/allowed_unsafe_message_type.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// The peers of one swarm as operators ask for them and read them. The answer crosses the
// operators' socket, hence `inspect`.
namespace muster {

template <class Inspector>
auto inspect(Inspector& f, info_hash& x) {
  return f(x.bytes);
}

template <class Inspector>
auto inspect(Inspector& f, swarm_counts& x) {
  return f(x.seeders, x.leechers, x.downloaders, x.completed_count);
}

/// Asks a swarm for its peers, or for those of one address. Answered with `peer_listing`.
struct list_peers {
  timestamp now{};
  /// Peers that the answer has at most.
  std::uint32_t peers_max = 0;
  std::optional<address> source;
};

/// One peer of a swarm.
struct listed_peer {
  /// `1.2.3.4:80` or `[::1]:80`.
  std::string endpoint;
  /// The beginning of its peer_id, see `client_of`.
  std::string client;
  /// The whole peer_id, escaped where it cannot be printed, see `printable`.
  std::string peer_id;
  bool is_seeder = false;
  /// Seconds since its last announce.
  std::uint32_t age_seconds = 0;
};

template <class Inspector>
auto inspect(Inspector& f, listed_peer& x) {
  return f(x.endpoint, x.client, x.peer_id, x.is_seeder, x.age_seconds);
}

/// How many peers of a swarm use one client.
struct client_count {
  std::string client;
  std::uint32_t peers = 0;
};

template <class Inspector>
auto inspect(Inspector& f, client_count& x) {
  return f(x.client, x.peers);
}

/// The peers of one swarm, or those of one address in it.
struct peer_listing {
  muster::info_hash info_hash;
  swarm_counts counts;
  /// Some of the peers asked for.
  std::vector<listed_peer> peers;
  /// How many there are in all.
  std::uint32_t matching = 0;
  /// Clients of all matching peers, the most frequent first.
  std::vector<client_count> clients;
};

template <class Inspector>
auto inspect(Inspector& f, peer_listing& x) {
  return f(x.info_hash, x.counts, x.peers, x.matching, x.clients);
}

} // namespace muster

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::list_peers)
