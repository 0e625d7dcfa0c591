// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/identifier.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace muster::load {

/// How the peers are spread over the swarms.
enum class distribution : std::uint8_t {
  /// One big swarm; the others get peers in proportion to 1/rank, and one at least.
  power_law,
  /// The same number in each swarm, give or take one.
  even,
  /// All in one swarm.
  single,
};

struct population_settings {
  std::uint32_t peers = 100'000;
  std::uint32_t swarms = 10'000;
  load::distribution distribution = distribution::power_law;
  /// Share of all peers that the big swarm of a power law has.
  std::uint32_t big_swarm_percent = 20;
  /// Share of all peers that have the whole torrent.
  std::uint32_t seeder_percent = 30;
  /// Addresses that the peers come from; 0: as few as give each peer a port of its own.
  std::uint32_t sources = 0;
  std::uint64_t seed = 1;
};

/// Peers `first` to `last - 1`.
struct peer_range {
  std::uint32_t first = 0;
  std::uint32_t last = 0;

  [[nodiscard]] std::uint32_t size() const noexcept {
    return last - first;
  }

  friend bool operator==(const peer_range&, const peer_range&) = default;
};

/// What one peer says about itself.
struct peer_profile {
  std::uint32_t swarm = 0;
  std::uint16_t port = 0;
  bool is_seeder = false;
  muster::peer_id peer_id;
};

/// The peers that announce: who they are, and which swarm each belongs to.
///
/// Peers have numbers, and those of one swarm are neighbours. A tracker tells the peers of a swarm
/// apart by source address and announced port, so they have a pair of their own each. The same
/// settings give the same population on every machine. Constant once made; all threads share one.
/// Costs four bytes for a peer and four for a swarm.
class population {
public:
  /// Ports that the peers announce start here, above all that trackers refuse.
  static constexpr std::uint32_t port_first = 10'000;
  static constexpr std::uint32_t ports_per_source = 65'536 - port_first;

  /// @returns what is wrong with `x`, or nothing.
  static std::optional<std::string> find_error(const population_settings& x);

  /// @pre `find_error(x)` finds none
  explicit population(const population_settings& x);

  [[nodiscard]] std::uint32_t peers() const noexcept {
    return static_cast<std::uint32_t>(swarm_of_peer_.size());
  }

  [[nodiscard]] std::uint32_t swarms() const noexcept {
    return static_cast<std::uint32_t>(first_peer_.size() - 1);
  }

  /// Addresses that the peers come from.
  [[nodiscard]] std::uint32_t sources() const noexcept {
    return sources_;
  }

  [[nodiscard]] peer_range peers_of_swarm(std::uint32_t swarm) const noexcept {
    return {first_peer_[swarm], first_peer_[swarm + 1]};
  }

  [[nodiscard]] peer_range peers_of_source(std::uint32_t source) const noexcept;

  [[nodiscard]] std::uint32_t largest_swarm() const noexcept;

  /// Twenty bytes that look like a SHA-1.
  [[nodiscard]] muster::info_hash info_hash_of(std::uint32_t swarm) const noexcept;

  [[nodiscard]] peer_profile profile_of(std::uint32_t peer) const noexcept;

private:
  std::uint64_t seed_;
  std::uint32_t seeder_percent_;
  std::uint32_t sources_;
  std::uint32_t peers_per_source_;
  /// Of each swarm, and at the end the number of all peers.
  std::vector<std::uint32_t> first_peer_;
  std::vector<std::uint32_t> swarm_of_peer_;
};

} // namespace muster::load
