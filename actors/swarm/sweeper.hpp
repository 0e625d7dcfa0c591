// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "actors/runtime/tracker_clock.hpp"
#include "actors/statistics/process_usage.hpp"
#include "actors/swarm/messages.hpp"
#include "actors/swarm/paced_walk.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

namespace muster {

struct swarm_context;

/// What a sweeper works with.
struct sweeper_parts {
  /// Outlives the actor.
  swarm_context* context = nullptr;
  tracker_clock clock;
  /// Tells the memory of the process, if that is known.
  std::function<std::optional<memory_use>()> memory;
  /// Gives freed memory back to the system.
  std::function<void()> give_back = [] {
  };
};

/// What the sweeper keeps between its messages.
struct sweeper_state {
  static inline const char* name = "sweeper";

  sweeper_parts parts;
  paced_walk walk;
  /// Whether memory is short, so that swarms with one peer have to go.
  bool is_evicting = false;
  /// Silence after which they have to.
  std::chrono::seconds lone_peer_lifetime{};
};

/// Gets to every swarm once in each sweep interval, so that silent peers expire and empty swarms
/// end: a step of a walk per tick, never all at once.
///
/// Looks at the memory of the process with each shard, and gives back what a flood of connections
/// has left behind. While it is short, sweeps follow each other
/// without much of a pause, and each asks swarms with one peer for less silence than the one
/// before, so that those go first that have been silent longest.
sweeper_actor::behavior_type
sweeper(sweeper_actor::stateful_pointer<sweeper_state> self, sweeper_parts parts);

} // namespace muster
