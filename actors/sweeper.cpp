// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/sweeper.hpp"

#include "actors/swarm_directory.hpp"

#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <utility>

namespace muster {

namespace {

void sweep_next_shard(
    sweeper_actor::stateful_pointer<sweeper_state> self, const swarm_directory& directory,
    timestamp now) {
  auto& shard = self->state.next_shard;
  const caf::strong_actor_ptr me{self->ctrl()};
  for (const auto& swarm : directory.swarms_of_shard(shard))
    swarm->enqueue(
        caf::make_mailbox_element(me, caf::make_message_id(), {}, sweep{now}), self->context());
  shard = (shard + 1) % swarm_directory::shard_count;
}

void send_report(
    sweeper_actor::stateful_pointer<sweeper_state> self, const statistics_actor& statistics) {
  auto& state = self->state;
  if (!std::exchange(state.has_report, false))
    return;
  const auto report = std::exchange(state.report, {});
  // A report that a failing statistics actor has not taken comes back.
  self->request(statistics, caf::infinite, report)
      .then(
          [] {},
          [self, report](const caf::error&) {
            self->state.report.add(report);
            self->state.has_report = true;
          });
}

void add(sweeper_state& state, const swept& x) {
  state.report.add(x.changes);
  state.report.peers_expired += x.peers_expired;
  state.report.swarms_ended += x.ended ? 1 : 0;
  state.has_report = true;
}

} // namespace

sweeper_actor::behavior_type sweeper(
    sweeper_actor::stateful_pointer<sweeper_state> self, swarm_directory* directory,
    tracker_clock clock, statistics_actor statistics) {
  const auto pause = std::chrono::milliseconds{directory->settings().sweep_interval}
                     / swarm_directory::shard_count;
  self->delayed_send(self, pause, sweep_tick{});
  return {
      [=](const sweep_tick&) {
        send_report(self, statistics);
        sweep_next_shard(self, *directory, clock.now());
        self->delayed_send(self, pause, sweep_tick{});
      },
      [=](const swept& x) { add(self->state, x); },
  };
}

} // namespace muster
