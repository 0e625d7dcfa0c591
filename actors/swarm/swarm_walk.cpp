// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/swarm/swarm_walk.hpp"

#include "actors/interfaces.hpp"
#include "actors/runtime/typed_message.hpp"
#include "actors/swarm/swarm_context.hpp"
#include "actors/swarm/walk_runner.hpp"

#include <chrono>
#include <utility>

namespace muster {

namespace {

using walker = caf::stateful_actor<swarm_walk_state>*;

/// Time to ask the next shard. Sent to itself, so that others are served between two shards.
struct walk_on {};

/// Time to look whether swarms have answered.
struct look_again {};

/// How long the swarms of a shard are waited for, at least, and twice as long at most. Chosen: far
/// above the turn of a reactor.
constexpr std::chrono::seconds answer_time_max{5};

void end(walker self, std::size_t next_shard) {
  self->state.promise.deliver(self->state.plan.on_end(next_shard));
  self->quit();
}

void go_on(walker self) {
  auto& state = self->state;
  ++state.shard;
  if (state.shard == swarm_directory::shard_count)
    end(self, 0);
  else if (state.plan.is_enough())
    end(self, state.shard);
  else
    self->send(self, walk_on{});
}

void ask_shard(walker self, const swarm_context& context) {
  auto& state = self->state;
  const auto swarms = context.directory.swarms_of_shard(state.shard);
  state.missing = swarms.size();
  const caf::strong_actor_ptr me{self->ctrl()};
  walk_runner runner{self->system(), context.hosts};
  for (const auto& swarm : swarms)
    std::visit(
        [&](const auto& x) { runner.visit(swarm, message_to<swarm_actor>(me, x)); },
        state.plan.question);
  if (swarms.empty())
    go_on(self);
}

void count_answer(walker self) {
  auto& state = self->state;
  // One that was not waited for any more may answer yet.
  if (state.missing > 0 && --state.missing == 0)
    go_on(self);
}

void take(walker self, const swarm_answer& x) {
  self->state.plan.on_answer(x);
  count_answer(self);
}

/// A swarm that had no memory even to say so must not end a walk.
void look_for_answers(walker self) {
  auto& state = self->state;
  const auto now = std::pair{state.shard, state.missing};
  const auto before = std::exchange(state.seen, now);
  self->delayed_send(self, answer_time_max, look_again{});
  if (state.missing == 0 || before != now)
    return;
  state.missing = 0;
  go_on(self);
}

} // namespace

caf::behavior swarm_walk(walker self, const swarm_context* context, walk_plan plan) {
  self->state.shard = plan.first_shard % swarm_directory::shard_count;
  self->state.plan = std::move(plan);
  return {
      [=](const begin_walk&) {
        self->state.promise = self->make_response_promise();
        self->delayed_send(self, answer_time_max, look_again{});
        ask_shard(self, *context);
        return self->state.promise;
      },
      [=](const walk_on&) { ask_shard(self, *context); },
      [=](const look_again&) { look_for_answers(self); },
      [=](const not_done&) { count_answer(self); },
      [=](const scraped& x) { take(self, x); },
      [=](const peer_listing& x) { take(self, x); },
      [=](const peers_dropped& x) { take(self, x); },
  };
}

} // namespace muster
