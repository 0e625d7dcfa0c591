// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/swarm/sweeper.hpp"

#include "actors/interfaces.hpp"
#include "actors/runtime/typed_message.hpp"
#include "actors/swarm/messages.hpp"
#include "actors/swarm/swarm_context.hpp"
#include "actors/swarm/walk_runner.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <algorithm>
#include <utility>

namespace muster {

namespace {

using pointer = sweeper_actor::stateful_pointer<sweeper_state>;

using microseconds = std::chrono::microseconds;

/// The time of a sweep while memory is short. Chosen: even if a dozen sweeps find nobody who has
/// been silent for long enough, it is only seconds; and clients are served meanwhile.
constexpr microseconds evicting_interval = std::chrono::seconds{1};

/// Finds out whether swarms have to go, and how long their peers may be silent in this sweep.
void look_at_memory(sweeper_state& state) {
  auto& memory = state.parts.context->memory;
  if (const auto use = state.parts.memory()) // else what was seen last goes on to count
    if (memory.look(*use))
      state.parts.give_back();
  if (!state.is_evicting) {
    state.is_evicting = memory.must_evict();
    state.lone_peer_lifetime = state.parts.context->settings.peer_lifetime;
  } else if (memory.is_relaxed()) {
    state.is_evicting = false;
  } else if (state.walk.shard() == 0) {
    state.lone_peer_lifetime = state.lone_peer_lifetime * 3 / 4;
  }
}

void sweep_some(pointer self) {
  auto& [parts, walk, is_evicting, lone_peer_lifetime] = self->state;
  if (walk.is_at_shard())
    walk.enter(parts.context->directory.swarms_of_shard(walk.shard()));
  const auto now = parts.clock.now();
  const timestamp silence{lone_peer_lifetime};
  const sweep message{now, is_evicting && now > silence ? now - silence : timestamp{}};
  walk_runner runner{self->system(), parts.context->hosts};
  for (const auto& swarm : walk.step())
    runner.visit(swarm, message_to<swarm_actor>(nullptr, message));
}

void tick_later(pointer self) {
  auto& [parts, walk, is_evicting, lone_peer_lifetime] = self->state;
  const microseconds usual_interval = parts.context->settings.sweep_interval;
  const auto interval = is_evicting ? std::min(evicting_interval, usual_interval) : usual_interval;
  send_after(self, walk.pause(interval, self->clock().now()), sweep_tick{});
}

} // namespace

sweeper_actor::behavior_type sweeper(pointer self, sweeper_parts parts) {
  self->state.parts = std::move(parts);
  look_at_memory(self->state); // a budget must not wait for the first sweep
  tick_later(self);
  return {
      [=](const sweep_tick&) {
        if (self->state.walk.is_at_shard())
          look_at_memory(self->state);
        sweep_some(self);
        tick_later(self);
      },
  };
}

} // namespace muster
