// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <caf/execution_unit.hpp>

#include <cstddef>
#include <deque>

namespace muster {

/// Runs the actors that are sent to with it, on the thread of whoever sends.
///
/// A reactor is one, and walks over many swarms use one. In a walk each swarm is busy for no longer
/// than its own turn: were all of them queued first, announces to the last one would wait for the
/// turns of all. Actors of CAF's own kinds go to its scheduler: an answer to one that walks over
/// all swarms must not bring the walk along. Belongs to one thread.
class inline_runner : public caf::execution_unit {
public:
  using caf::execution_unit::execution_unit;

  /// Queues an actor that has a message, here or in the scheduler.
  void exec_later(caf::resumable* job) final;

  /// Runs actors until none has a message left. Those that another thread is running stay there.
  /// Not to be called by an actor.
  void run_jobs();

private:
  /// Messages that an actor handles before its neighbours are served. Chosen: far above what one
  /// batch of events brings, far below what a queue of thousands would need.
  static constexpr std::size_t messages_per_turn_max = 64;

  std::deque<caf::resumable*> jobs_;
};

} // namespace muster
