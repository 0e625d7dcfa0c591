// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "actors/tracker_clock.hpp"

#include <chrono>
#include <cstddef>

namespace muster {

class swarm_directory;

/// What the sweeper keeps between its messages.
struct sweeper_state {
  static inline const char* name = "sweeper";

  /// The shard of the directory that is next.
  std::size_t next_shard = 0;
};

/// Gets to every swarm once in each sweep interval, so that silent peers expire and empty swarms
/// end: one shard of the directory per tick, never all at once.
///
/// @param directory  outlives the actor. A pointer, because CAF moves what it is given.
sweeper_actor::behavior_type sweeper(
    sweeper_actor::stateful_pointer<sweeper_state> self, const swarm_directory* directory,
    tracker_clock clock);

} // namespace muster
