// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/statistics.hpp"

#include "actors/log.hpp"
#include "actors/swarm_directory.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace muster {

statistics_actor::behavior_type statistics(
    statistics_actor::stateful_pointer<statistics_state> self, const swarm_directory* directory,
    tracker_clock clock, const muster::log* log) {
  return {
      [self](const statistics_report& x) { self->state.totals.add(x); },
      [self, directory, clock, log](const figures_query&) {
        return figures{
            self->state.totals, directory->size(), clock.uptime_seconds(), log->dropped(),
            log->suppressed()};
      },
  };
}

} // namespace muster
