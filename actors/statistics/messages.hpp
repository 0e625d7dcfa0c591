// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/statistics/figures.hpp"

#include <caf/allowed_unsafe_message_type.hpp>

// Messages to the statistics actor, besides reports and figures themselves, and the samples that
// it sends to the persistence actor.
namespace muster {

/// Asks for the totals and gauges.
struct figures_query {};

/// What was counted in earlier runs.
struct totals_loaded {
  statistics_report totals;
};

/// Time to sample the minute that has ended.
struct sample_tick {};

} // namespace muster

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::statistics_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::totals_loaded)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::persistence_figures)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::sample_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::figures_query)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::figures)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::tracker_sample)
