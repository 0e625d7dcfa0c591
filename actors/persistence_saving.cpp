// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/persistence_steps.hpp"
#include "actors/swarm_directory.hpp"
#include "actors/totals.hpp"
#include "actors/walk_runner.hpp"
#include "storage/store.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <utility>

namespace muster {

namespace {

using pointer = persistence_pointer;

/// How long the statistics actor may take to tell the totals.
constexpr std::chrono::seconds totals_timeout{2};

std::uint64_t disk_bytes(const store& x) {
  std::uint64_t result = 0;
  for (std::size_t i = 0; i < record_kind_count; ++i)
    result += x.disk_bytes(static_cast<record_kind>(i));
  return result;
}

void schedule_save(pointer self) {
  auto& state = self->state;
  const save_tick next{++state.save_number};
  if (state.shards_awaited > 0)
    self->send(self, next);
  else
    send_after(
        self, state.walk.pause(state.parts.settings.snapshot_interval, self->clock().now()), next);
}

using promises = std::vector<caf::typed_response_promise<done>>;

void answer(const persistence_state& state, promises waiting) {
  for (auto& promise : waiting) {
    if (!state.round_error.empty())
      promise.deliver(to_error(state.round_error));
    else
      promise.deliver(done{});
  }
}

/// Notes that something of the round could not be written. What it was is news again.
void leave_out(persistence_state& state, const std::string& why) {
  if (state.round_error.empty())
    state.round_error = why;
}

/// Writes the totals, and everything of the round to the disk itself.
void write_totals(pointer self, const statistics_report& totals) {
  auto& state = self->state;
  store_batch batch;
  batch.put(record_kind::totals, totals_key, write_totals_record(to_record(totals)));
  if (const auto error = state.parts.records->write(batch, true)) {
    fail(self, *error);
    leave_out(state, error->message);
    return;
  }
  succeed(self);
  if (state.round_error.empty()) {
    ++state.figures.rounds;
    state.figures.last_round = state.parts.clock.now().count();
  }
  state.figures.disk_bytes = disk_bytes(*state.parts.records);
  state.figures.samples_dropped = state.history->samples_dropped();
  report_store(self);
}

/// @param waiting  who waits for this round.
void end_round(pointer self, promises waiting) {
  const auto finish = [self, waiting = std::move(waiting)] {
    answer(self->state, waiting);
    self->state.round_error.clear();
    self->state.saving = false;
    schedule_save(self);
  };
  self->request(self->state.parts.statistics, totals_timeout, figures_query{})
      .then(
          [self, finish](const figures& x) {
            write_totals(self, x.totals);
            finish();
          },
          [self, finish](const caf::error&) {
            leave_out(self->state, "the totals are missing, because nobody told them in time");
            finish();
          });
}

void go_on(pointer self) {
  auto& state = self->state;
  const bool ends_shard = state.walk.is_at_shard();
  if (ends_shard && state.shards_awaited > 0 && --state.shards_awaited == 0) {
    end_round(self, std::exchange(state.waiting, {}));
  } else if (ends_shard && state.walk.shard() == 0 && state.shards_awaited == 0) {
    end_round(self, {});
  } else {
    state.saving = false;
    schedule_save(self);
  }
}

} // namespace

void start_saving(pointer self) {
  auto& state = self->state;
  state.saver.emplace(*state.parts.directory);
  enter(self, store_state::saving);
  schedule_save(self);
  self->send(self, prune_tick{});
}

void write_step(pointer self) {
  auto& state = self->state;
  const auto error =
      state.saver->write(*state.parts.records, *state.history, state.parts.clock.now());
  if (error) {
    ++state.figures.write_failures;
    fail(self, *error);
    leave_out(state, error->message);
  } else if (state.saver->size() > 0) {
    state.figures.swarms_saved += state.saver->size();
    succeed(self);
  }
  go_on(self);
}

void save_some(pointer self) {
  auto& state = self->state;
  auto& walk = state.walk;
  state.saving = true;
  const auto shard = walk.shard();
  if (walk.is_at_shard())
    walk.enter(state.parts.directory->swarms_with_news(shard));
  const auto swarms = walk.step();
  if (state.figures.state == store_state::failing) {
    if (const auto error = state.parts.records->recover()) {
      leave_out(state, error->message);
      go_on(self);
      return;
    }
  }
  state.saver->begin(shard, swarms);
  const caf::strong_actor_ptr me{self->ctrl()};
  walk_runner runner{self->system(), state.parts.directory->hosts()};
  for (const auto& swarm : swarms)
    runner.visit(swarm, caf::make_mailbox_element(me, caf::make_message_id(), {}, record_query{}));
  if (state.saver->complete())
    write_step(self);
}

caf::result<done> save_all(pointer self) {
  auto& state = self->state;
  if (!state.history)
    return to_error("the store is not open: " + state.figures.reason);
  // What was saved of the shard at hand may have changed again.
  const bool is_amid_shard = state.saving || !state.walk.is_at_shard();
  state.shards_awaited = swarm_directory::shard_count + std::size_t{is_amid_shard};
  state.round_error.clear(); // what could not be written before is written in this round
  state.waiting.push_back(self->make_response_promise<done>());
  if (!state.loader && !state.saving)
    schedule_save(self);
  return state.waiting.back();
}

} // namespace muster
