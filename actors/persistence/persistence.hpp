// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "actors/persistence/messages.hpp"
#include "actors/persistence/settings.hpp"
#include "actors/persistence/swarm_loader.hpp"
#include "actors/persistence/swarm_saver.hpp"
#include "actors/runtime/tracker_clock.hpp"
#include "actors/statistics/messages.hpp"
#include "actors/statistics/process_usage.hpp"
#include "actors/swarm/messages.hpp"
#include "actors/swarm/paced_walk.hpp"
#include "storage/history.hpp"

#include <caf/typed_response_promise.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace muster {

class log;
class store;
struct swarm_context;

/// What outlives a persistence actor that fails, so that its successor goes on.
struct persistence_memory {
  /// Grows whenever the actor gets on with saving or loading. @threadsafe
  std::atomic<std::uint64_t> progress{0};
  /// As in `persistence_figures`.
  std::uint32_t awaited_since = 0;
  /// Whether nothing speaks against what the clock says, or somebody has said that it is right.
  bool trusts_clock = false;
  /// The key of the last swarm that was handed over, as swarm_loader::last_key tells it.
  std::string last_key_loaded;
};

/// What the persistence actor works with.
struct persistence_parts {
  /// Outlives the actor.
  swarm_context* context = nullptr;
  tracker_clock clock = {};
  statistics_actor statistics = {};
  /// Outlives the actor.
  muster::log* log = nullptr;
  persistence_settings settings = {};
  /// The folder of the store.
  std::string folder = {};
  muster::store_settings store_settings = {};
  /// The store if it could be opened already; else the actor tries.
  std::shared_ptr<store> records = {};
  std::shared_ptr<persistence_memory> memory = std::make_shared<persistence_memory>();
  /// Reads what the process takes of the memory and could get.
  std::optional<memory_use> (*memory_use_now)() = read_memory_use;
};

/// What the persistence actor keeps between its messages.
struct persistence_state {
  static inline const char* name = "persistence";

  persistence_parts parts;
  std::unique_ptr<muster::history> history;
  std::optional<swarm_loader> loader;
  std::optional<swarm_saver> saver;
  persistence_figures figures;
  /// Answers that are awaited from swarms that are being loaded.
  std::size_t restoring = 0;
  /// That, and the progress, when they were last looked for.
  std::pair<std::size_t, std::uint64_t> restoring_seen = {};
  paced_walk walk;
  /// The save_tick that counts.
  std::uint64_t save_number = 0;
  /// Whether answers are awaited: of the swarms of a step, or of the statistics actor.
  bool saving = false;
  /// Whether the round at hand, or the next, is the last of this run.
  bool stopping = false;
  /// Whether that round is the one that completes it.
  bool completing = false;
  /// The swarms that had been saved before it began.
  std::uint64_t saved_before_stop = 0;
  /// The first swarm that the store lacks the sample of, as an earlier stop has noted it.
  std::optional<info_hash> unsampled;
  /// The first for whose sample this stop had no time, and how many there were, in both its rounds.
  std::optional<info_hash> put_off_from;
  std::size_t samples_put_off = 0;
  /// The save_tick that counted when it was last looked for answers.
  std::uint64_t step_seen = 0;
  /// Why something of the round at hand is not in the store; empty: all is, so far.
  std::string round_error;
  /// Shards until a round that somebody waits for is complete; 0: nobody waits.
  std::size_t shards_awaited = 0;
  std::vector<caf::typed_response_promise<done>> waiting;
};

/// Loads what was known before a restart, and writes what has changed since: a step of a walk per
/// tick, so that each swarm is written once in a snapshot interval and never all at once.
/// What changed is lost only if the process is killed before its turn, at most one interval later.
///
/// A store that cannot be opened or written is tried again and again; the tracker goes on without,
/// and nothing that is still in memory is lost. If its folder goes away, everything is news again
/// for what is there then. Keeps samples, and answers questions about them.
///
/// While the clock is in doubt nothing is erased and nothing is sampled.
///
/// To be spawned detached, because the disk may block it.
persistence_actor::behavior_type
persistence(persistence_actor::stateful_pointer<persistence_state> self, persistence_parts parts);

} // namespace muster
