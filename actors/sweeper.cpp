// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/sweeper.hpp"

#include "actors/swarm_directory.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace muster {

namespace {

void sweep_next_shard(
    sweeper_actor::stateful_pointer<sweeper_state> self, const swarm_directory& directory,
    timestamp now) {
  auto& shard = self->state.next_shard;
  for (const auto& swarm : directory.swarms_of_shard(shard))
    swarm->enqueue(nullptr, caf::make_message_id(), caf::make_message(sweep{now}), self->context());
  shard = (shard + 1) % swarm_directory::shard_count;
}

} // namespace

sweeper_actor::behavior_type sweeper(
    sweeper_actor::stateful_pointer<sweeper_state> self, const swarm_directory* directory,
    tracker_clock clock) {
  const auto pause = std::chrono::milliseconds{directory->settings().sweep_interval}
                     / swarm_directory::shard_count;
  self->delayed_send(self, pause, sweep_tick{});
  return {
      [=](const sweep_tick&) {
        sweep_next_shard(self, *directory, clock.now());
        self->delayed_send(self, pause, sweep_tick{});
      },
  };
}

} // namespace muster
