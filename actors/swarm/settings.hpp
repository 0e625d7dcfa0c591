// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"

#include <chrono>
#include <cstdint>
#include <vector>

// What an operator can set for swarms. conf/musterd.toml explains each option.
namespace muster {

/// For every swarm.
struct swarm_settings {
  /// Peers that one source address (IPv6: one /64) may have in one swarm, 1 to 1000: an announce
  /// looks at that many. Private and loopback addresses are exempt.
  std::uint32_t peers_per_address_max = 8;
  /// Silence after which a peer is forgotten.
  std::chrono::seconds peer_lifetime{3900};
  /// Time in which the sweeper gets to every swarm once.
  std::chrono::seconds sweep_interval{120};
  /// Under which addresses the public reaches the tracker's own network, one of each family at
  /// most: peers with private addresses are shown to the public under these.
  std::vector<address> external_addresses = {};
};

} // namespace muster
