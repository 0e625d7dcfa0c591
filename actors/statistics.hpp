// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "actors/tracker_clock.hpp"

namespace muster {

class log;
class swarm_directory;

/// What the statistics actor keeps between its messages.
struct statistics_state {
  static inline const char* name = "statistics";

  statistics_report totals;
};

/// Adds up what the reactors and the sweeper saw, and tells it together with what it can ask
/// without a message: the swarms, the uptime, the log's own figures.
///
/// @param directory  outlives the actor.
/// @param log        outlives the actor.
statistics_actor::behavior_type statistics(
    statistics_actor::stateful_pointer<statistics_state> self, const swarm_directory* directory,
    tracker_clock clock, const muster::log* log);

} // namespace muster
