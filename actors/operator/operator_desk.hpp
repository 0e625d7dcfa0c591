// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/admission/list_overrides.hpp"
#include "actors/admission/messages.hpp"
#include "actors/interfaces.hpp"
#include "actors/operator/messages.hpp"
#include "actors/runtime/actor_account.hpp"
#include "actors/runtime/tracker_clock.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace muster {

class log;
struct swarm_context;

/// What operators have changed, and what the tracker has told. It outlives a desk that fails, so
/// that its successor goes on.
struct operator_desk_memory {
  list_overrides lists;
  /// The configuration that holds, as a TOML file has it.
  std::string configuration;
  std::vector<door_actor> servers;
  bool draining = false;
};

/// What the operator desk works with. What is pointed to outlives it.
struct operator_desk_parts {
  const swarm_context* context = nullptr;
  const actor_accounts* accounts = nullptr;
  muster::log* log = nullptr;
  tracker_clock clock;
  statistics_actor statistics;
  logger_actor logger;
  /// Null if nothing outlives the process.
  persistence_actor persistence;
  /// As `musterd --version` has it.
  std::string version;
  std::shared_ptr<operator_desk_memory> memory;
  /// Ends the tracker. Called on the thread of the actor.
  std::function<void()> stop;
  /// Where backups go that are given no folder; made when there is one.
  std::string backups = {};
};

/// What the operator desk keeps between its messages.
struct operator_desk_state {
  static inline const char* name = "operator_desk";

  operator_desk_parts parts;
  /// Network actors that still have clients, once draining.
  std::size_t servers_busy = 0;
};

/// Answers operators and does what they say. It is what musterctl attaches to; a handle to it is
/// permission to do all of that. What changes something is logged.
operator_actor::behavior_type operator_desk(
    operator_actor::stateful_pointer<operator_desk_state> self, operator_desk_parts parts);

} // namespace muster
