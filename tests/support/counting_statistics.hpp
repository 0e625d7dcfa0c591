// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "actors/statistics/messages.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cstdint>

namespace muster::test {

struct counting_statistics_state {
  statistics_report totals;
};

/// Adds up reports and tells them, as the statistics actor does, but has no timer: CAF's `run` and
/// `request` wait until no timer is left.
/// @param swarms  how many it says there are.
inline statistics_actor::behavior_type counting_statistics(
    statistics_actor::stateful_pointer<counting_statistics_state> self, std::uint64_t swarms) {
  return {
      [self](const statistics_report& x) { self->state.totals.add(x); },
      [](const totals_loaded&) {},
      [](const persistence_figures&) {},
      [](const sample_tick&) {},
      [self, swarms](const figures_query&) {
        figures result;
        result.totals = self->state.totals;
        result.swarms = swarms;
        return result;
      },
  };
}

} // namespace muster::test
