// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <caf/actor_clock.hpp>
#include <caf/actor_control_block.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace muster {

/// A walk over all swarms, again and again: shard by shard of the swarm directory, a large shard in
/// several steps, and all steps spread evenly over an interval, so that reactors that share a
/// processor with whoever walks do not wait for long.
///
/// Belongs to the actor that walks, which has to let time pass between steps.
class paced_walk {
public:
  using time_point = caf::actor_clock::time_point;

  /// Swarms in a step. Chosen by measurement of what announces to two million swarms wait for:
  /// docs/decisions/0012-announces-go-before-the-store.md.
  static constexpr std::size_t swarms_per_step_max = 96;

  /// How much of a delay is made up for, at least, and how many steps: a walk that was held up for
  /// longer does not hurry after it. Chosen: where processors are busy each step comes some
  /// milliseconds late, and four that follow each other take two.
  static constexpr std::chrono::milliseconds delay_made_up_max{10};
  static constexpr int steps_made_up_max = 4;

  /// The shard of the next step.
  [[nodiscard]] std::size_t shard() const noexcept {
    return shard_;
  }

  /// Whether the next step is the first one in its shard, so that `enter` has to be called before.
  [[nodiscard]] bool is_at_shard() const noexcept {
    return step_ == 0;
  }

  /// Enters the next shard.
  /// @param swarms  of the shard, those that the walk is for.
  void enter(std::vector<caf::strong_actor_ptr> swarms);

  /// Takes a step; the last one of a shard leads to the next.
  /// @returns its swarms, there until the next shard is entered.
  std::span<const caf::strong_actor_ptr> step() noexcept;

  /// How long to wait before the first step, and after each, of a walk that takes `interval` for
  /// all shards: until the next step is due, and not at all if that is too soon for a timer. What
  /// steps and timers take is made up for; but a walk whose steps take longer than that does not
  /// pause, and takes longer.
  /// @param now  of the clock that the pauses go by.
  [[nodiscard]] std::chrono::microseconds
  pause(std::chrono::microseconds interval, time_point now) noexcept;

private:
  std::size_t shard_ = 0;
  /// Of the shard that was entered last.
  std::vector<caf::strong_actor_ptr> swarms_;
  std::size_t steps_ = 1;
  /// The next of them.
  std::size_t step_ = 0;
  /// When the next step is due.
  std::optional<time_point> due_;
};

/// Sends an actor of CAF a message after a pause, or at once if there is none.
template <class Self, class Message>
void send_after(Self self, std::chrono::microseconds pause, const Message& message) {
  if (pause.count() == 0)
    self->send(self, message);
  else
    self->delayed_send(self, pause, message);
}

} // namespace muster
