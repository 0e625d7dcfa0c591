// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "actors/persistence/messages.hpp"

#include <caf/actor_clock.hpp>
#include <caf/response_promise.hpp>

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace muster {

struct swarm_context;

/// What the list works with.
struct live_swarms_parts {
  /// Outlives the actor.
  const swarm_context* context = nullptr;
  /// Swarms that the list has at most, those that it comes to first: 32 bytes each.
  std::size_t rows_max = std::size_t{1} << 20;
};

struct live_swarms_state {
  static inline const char* name = "live_swarms";

  /// Questions that may wait for a walk.
  static constexpr std::size_t waiting_max = 64;

  live_swarms_parts parts;
  std::vector<swarm_sample> rows;
  /// When they were collected; none: they never were.
  std::optional<caf::actor_clock::time_point> collected;
  std::vector<std::pair<list_query, caf::typed_response_promise<swarm_page>>> waiting;
  bool walking = false;
};

/// The list of swarms of a tracker that keeps nothing on disk. Walks over all swarms when it is
/// asked and what it knows is older than ten seconds; one walk at a time, and everybody who asks
/// meanwhile waits for that one. A question that nobody waits for any more gets an error.
///
/// To be spawned detached: a part of a million rows takes a while to find.
live_swarms_actor::behavior_type live_swarms(
    live_swarms_actor::stateful_pointer<live_swarms_state> self, const live_swarms_parts& parts);

} // namespace muster
