// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/swarm/swarm_hosts.hpp"

#include <caf/actor_control_block.hpp>
#include <caf/execution_unit.hpp>
#include <caf/mailbox_element.hpp>

namespace muster {

/// Runs swarms for an actor that walks over many of them, each for the walk's own message alone.
///
/// An idle swarm handles that message at once, on the thread of the walk, so that nobody's announce
/// waits for the rest of the walk. What others send to it meanwhile is left to the threads that run
/// swarms: a walk that came by while a swarm is much asked would not get on. A swarm that another
/// thread is running gets the message in its turn there. Belongs to one thread.
class walk_runner final : public caf::execution_unit {
public:
  /// @param hosts  outlive this.
  walk_runner(caf::actor_system& system, const swarm_hosts& hosts);

  /// Sends a swarm a message, and lets it handle that if it is idle. Not to be called by a swarm.
  void visit(const caf::strong_actor_ptr& swarm, caf::mailbox_element_ptr message);

  void exec_later(caf::resumable* job) override;

private:
  const swarm_hosts& hosts_;
  /// Whether a message of the walk is on its way to a swarm.
  bool sends_ = false;
  /// The swarm that it has woken; it comes with a reference.
  caf::resumable* woken_ = nullptr;
};

} // namespace muster
