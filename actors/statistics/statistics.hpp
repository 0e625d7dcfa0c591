// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "actors/runtime/tracker_clock.hpp"
#include "actors/statistics/messages.hpp"

#include <functional>
#include <memory>

namespace muster {

class actor_accounts;
class log;
class unannounced_changes;

/// What has been counted. It outlives a statistics actor that fails, so that its successor goes on.
struct statistics_memory {
  /// Of this run.
  statistics_report totals;
  /// What earlier runs counted.
  statistics_report earlier;
  persistence_figures persistence;
  /// The totals of this run at the end of the minute that was sampled last, and when that was.
  statistics_report sampled;
  timestamp sampled_at{};
};

/// What a statistics actor works with.
struct statistics_parts {
  std::shared_ptr<statistics_memory> memory;
  /// What swarms did without an announce. Outlives the actor.
  unannounced_changes* changes = nullptr;
  std::function<swarms_now()> look_at_swarms = {};
  tracker_clock clock = {};
  /// Outlives the actor.
  muster::log* log = nullptr;
  /// Outlives the actor.
  const actor_accounts* accounts = nullptr;
  /// Where samples are kept; null: nowhere.
  persistence_actor persistence = {};
};

struct statistics_state {
  static inline const char* name = "statistics";
};

/// Adds up what the reactors saw, and tells it together with what it can ask without a message:
/// what swarms did without an announce, how many there are, the uptime, the log's own figures.
/// Samples each minute that ends.
statistics_actor::behavior_type statistics(
    statistics_actor::stateful_pointer<statistics_state> self, const statistics_parts& parts);

} // namespace muster
