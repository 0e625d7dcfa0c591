// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <caf/execution_unit.hpp>

#include <cstddef>
#include <deque>

namespace muster {

/// Runs the swarms that are sent to with it, on the thread of whoever sends, a turn at a time.
///
/// While other threads send to a swarm that runs here, it may never come to an end of its messages.
/// So a turn has an end, and what is left waits for the next one, behind what else there is to do.
/// Actors of CAF's own kinds go to its scheduler. Belongs to one thread.
class inline_runner : public caf::execution_unit {
public:
  using caf::execution_unit::execution_unit;

  /// Queues an actor that has a message, here or in the scheduler.
  void exec_later(caf::resumable* job) final;

  /// Runs swarms until none has a message left or the turn is over. Those that another thread is
  /// running stay there. Not to be called by an actor.
  void run_jobs();

  /// Whether there are swarms with messages left.
  [[nodiscard]] bool has_jobs() const noexcept {
    return !jobs_.empty();
  }

  /// Whether it is time to leave what there is to do to the next turn. Looks at a clock unless the
  /// turn was over already.
  [[nodiscard]] bool is_turn_over() {
    return turn_is_over_ = turn_is_over_ || has_turn_ended();
  }

protected:
  /// Another turn has begun.
  void renew_turn() noexcept {
    turn_is_over_ = false;
    runs_ = 0;
  }

  /// Queues a swarm that another thread has left messages to.
  void queue(caf::resumable* swarm) {
    jobs_.push_back(swarm);
  }

  /// Leaves the swarms that are queued to CAF's scheduler: nothing will run here any more.
  void give_jobs_away();

private:
  /// Messages that a swarm handles before its neighbours are served. Chosen: far above what one
  /// batch of events brings, and done with in a fraction of a turn.
  static constexpr std::size_t messages_per_run_max = 64;

  /// Swarms that run until somebody looks whether the turn is over. Most handle one message, so
  /// that these are some hundred microseconds.
  static constexpr std::size_t runs_per_look = 64;

  [[nodiscard]] virtual bool has_turn_ended() = 0;
  /// @returns whether the first swarm of the queue has messages left.
  bool run_first();

  std::deque<caf::resumable*> jobs_;
  /// Since the turn began, or since somebody looked.
  std::size_t runs_ = 0;
  bool turn_is_over_ = false;
};

} // namespace muster
