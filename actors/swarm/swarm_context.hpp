// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/peers/completed_downloads.hpp"
#include "actors/runtime/keyed_hash.hpp"
#include "actors/statistics/unannounced_changes.hpp"
#include "actors/swarm/departures.hpp"
#include "actors/swarm/memory_budget.hpp"
#include "actors/swarm/settings.hpp"
#include "actors/swarm/swarm_directory.hpp"
#include "actors/swarm/swarm_hosts.hpp"

namespace muster {

/// What all swarms share. It must outlive the actor system, because swarms refer to it;
/// `directory.clear` must be called before the system ends.
///
/// Each member is thread-safe.
struct swarm_context {
  explicit swarm_context(
      const swarm_settings& swarms, const memory_settings& budget = {},
      const hash_key& key = random_hash_key())
      : settings(swarms), memory(budget), downloads(key), directory(*this, key) {
    // nop
  }

  [[nodiscard]] swarms_now look() const {
    return {directory.size(), memory.figures()};
  }

  const swarm_settings settings;
  /// What the process takes of the memory that it may take.
  memory_budget memory;
  /// Who has left swarms that are still to be loaded.
  muster::departures departures;
  /// The threads that run swarms.
  swarm_hosts hosts;
  /// Who has completed which download lately.
  completed_downloads downloads;
  unannounced_changes changes;
  /// The last one: swarms that it keeps alive use the others.
  swarm_directory directory;
};

} // namespace muster
