// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/interfaces.hpp"
#include "actors/log/log.hpp"
#include "actors/persistence/messages.hpp"
#include "actors/persistence/persistence_steps.hpp"
#include "actors/runtime/typed_message.hpp"
#include "actors/statistics/messages.hpp"
#include "actors/statistics/totals.hpp"
#include "actors/swarm/messages.hpp"
#include "actors/swarm/swarm.hpp"
#include "actors/swarm/swarm_context.hpp"
#include "actors/swarm/walk_runner.hpp"
#include "storage/missing_samples.hpp"
#include "storage/newest_time.hpp"
#include "storage/store.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace muster {

namespace {

using pointer = persistence_pointer;

/// How long the statistics actor may take to tell the totals.
constexpr std::chrono::seconds totals_timeout{2};

/// How long the last round may write samples when everything else is written. Chosen: a part of the
/// five seconds in which a tracker with a million swarms shall end.
constexpr std::chrono::milliseconds last_samples_time{500};

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
  if (state.parts.memory->trusts_clock)
    put_newest_time(state.parts.clock.now(), batch);
  const bool is_sampled = state.round_error.empty() && !state.stopping;
  if (is_sampled && state.unsampled)
    erase_samples_missing(batch);
  if (const auto error = state.parts.records->write(batch, true)) {
    ++state.figures.write_failures;
    fail(self, *error);
    leave_out(state, error->message);
    return;
  }
  succeed(self);
  if (is_sampled)
    state.unsampled.reset();
  if (state.round_error.empty()) {
    ++state.figures.rounds;
    state.figures.last_round = state.parts.clock.now().count();
    state.parts.memory->awaited_since = state.figures.last_round;
    state.figures.awaited_since = state.figures.last_round;
  }
  state.figures.disk_bytes = disk_bytes(*state.parts.records);
  state.figures.samples_dropped = state.history->samples_dropped();
  report_store(self);
}

/// Notes that no swarm without a sample comes before this one.
void put_off_from(persistence_state& state, const info_hash& x) {
  state.put_off_from = std::min(state.put_off_from.value_or(x), x);
}

/// What there is time for when everything else is in the store.
void write_last_samples(pointer self) {
  auto& state = self->state;
  const auto end = std::chrono::steady_clock::now() + last_samples_time;
  const auto missing =
      state.saver->write_samples(*state.history, state.parts.clock.now(), [&state, end] {
        ++state.parts.memory->progress;
        return std::chrono::steady_clock::now() < end;
      });
  state.samples_put_off += missing.count;
  if (missing.count > 0)
    put_off_from(state, missing.from);
  if (state.unsampled && !state.round_error.empty())
    put_off_from(state, *state.unsampled);
}

/// Says in the store which swarms have no samples, if that is not what it says already.
void note_samples_put_off(const persistence_state& state, bool completes) {
  store_batch batch;
  if (state.put_off_from)
    put_samples_missing(*state.put_off_from, batch);
  else if (completes && state.unsampled)
    erase_samples_missing(batch);
  if (batch.empty())
    return;
  if (const auto error = state.parts.records->write(batch, true))
    state.parts.log->write(log_level::warning, "lack_samples", {{"reason", error->message}});
}

/// @param completes  whether nothing of the last round comes after this.
void end_last_round(pointer self, bool completes) {
  write_last_samples(self);
  const auto& state = self->state;
  note_samples_put_off(state, completes);
  if (completes)
    state.parts.log->write(
        log_level::info, "save_last",
        {{"swarms_saved", std::to_string(state.figures.swarms_saved - state.saved_before_stop)},
         {"samples_put_off", std::to_string(state.samples_put_off)}});
}

/// Writes what was collected of the swarms.
void write_collected(pointer self) {
  auto& state = self->state;
  const auto swarms = state.saver->size();
  ++state.parts.memory->progress;
  const auto error =
      state.saver->write(*state.parts.records, *state.history, state.parts.clock.now());
  if (error) {
    ++state.figures.write_failures;
    fail(self, *error);
    leave_out(state, error->message);
  } else if (swarms > 0) {
    state.figures.swarms_saved += swarms;
    succeed(self);
  }
}

/// @param waiting  who waits for this round.
void end_round(pointer self, promises waiting) {
  write_collected(self);
  const bool completes = std::exchange(self->state.completing, false);
  const auto finish = [self, completes, waiting = std::move(waiting)] {
    if (self->state.stopping)
      end_last_round(self, completes);
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

/// Rounds are waited for from now on, unless they were already.
void await_round(persistence_state& state) {
  auto& since = state.parts.memory->awaited_since;
  if (since == 0)
    since = state.parts.clock.now().count();
  state.figures.awaited_since = since;
  state.figures.round_seconds =
      static_cast<std::uint32_t>(state.parts.settings.snapshot_interval.count());
}

/// Notes that the folder of the store is gone, and begins anew where it was.
std::optional<storage_error> recover_folder(pointer self, const storage_error& gone) {
  auto& state = self->state;
  fail(self, gone);
  leave_out(state, gone.message); // whoever waits was told nothing yet of what is news again now
  if (auto error = state.parts.records->recover())
    return error;
  if (auto error = open_history(state))
    return error;
  state.parts.context->directory.set_news();
  state.parts.log->write(log_level::warning, "begin_store", {{"folder", state.parts.folder}});
  succeed(self);
  return std::nullopt;
}

std::optional<storage_error> recover(pointer self) {
  auto& state = self->state;
  if (const auto gone = state.parts.records->check_folder())
    return recover_folder(self, *gone);
  if (state.figures.state == store_state::failing)
    return state.parts.records->recover();
  return std::nullopt;
}

/// Those of a shard that have news. In the order of their keys RocksDB takes a large batch in half
/// the time, because it need not search for the place of each.
std::vector<caf::strong_actor_ptr>
swarms_to_save(const persistence_state& state, std::size_t shard) {
  auto result = state.parts.context->directory.swarms_with_news(shard);
  if (state.stopping)
    std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) {
      return static_cast<const swarm*>(a->get())->info_hash()
             < static_cast<const swarm*>(b->get())->info_hash();
    });
  return result;
}

/// The last round writes as seldom as it can, the others as little as they can at once. Half a
/// buffer, 4 MiB unless memory is short, takes a second on a disk that takes 50 ms for each write
/// of the log, which are of 256 KB.
void write_step(pointer self) {
  const auto& state = self->state;
  if (!state.stopping || state.saver->bytes() >= state.parts.store_settings.write_buffer_bytes / 2)
    write_collected(self);
  go_on(self);
}

/// After the last answer that a step waits for. One that comes too late ends no step.
void end_step(pointer self) {
  if (self->state.saving && self->state.saver->complete())
    write_step(self);
}

/// Whether the store can be written, as far as that can be told before.
bool make_usable(pointer self) {
  const auto error = recover(self);
  if (error)
    leave_out(self->state, error->message);
  return !error;
}

} // namespace

void start_saving(pointer self) {
  auto& state = self->state;
  state.saver.emplace(state.parts.context->directory);
  state.saver->knows_time(state.parts.memory->trusts_clock);
  if (state.stopping)
    state.saver->put_off_samples();
  await_round(state);
  enter(self, store_state::saving);
  schedule_save(self);
  self->send(self, prune_tick{});
}

void save_some(pointer self) {
  auto& state = self->state;
  auto& walk = state.walk;
  state.saving = true;
  const auto shard = walk.shard();
  if (walk.is_at_shard())
    walk.enter(swarms_to_save(state, shard));
  const auto swarms = walk.step();
  ++state.parts.memory->progress;
  if (!make_usable(self)) {
    go_on(self);
    return;
  }
  if (const auto use = state.parts.memory_use_now())
    state.parts.context->memory.note_attainable(use->attainable_bytes);
  state.saver->begin(shard, swarms);
  const caf::strong_actor_ptr me{self->ctrl()};
  walk_runner runner{self->system(), state.parts.context->hosts};
  const record_query query{state.saver->query_number()};
  for (const auto& swarm : swarms)
    runner.visit(swarm, message_to<swarm_actor>(me, query));
  end_step(self);
}

void look_for_records(pointer self) {
  auto& state = self->state;
  const auto before = std::exchange(state.step_seen, state.save_number);
  if (before != state.save_number || !state.saving || state.saver->complete())
    return;
  leave_out(state, "some swarms did not answer");
  state.saver->stop_waiting();
  write_step(self);
}

void take_record(pointer self, const recorded& x) {
  self->state.saver->add(x);
  end_step(self);
}

void go_on_without_record(pointer self) {
  constexpr const char* why = "there is no memory for the record of a swarm";
  auto& state = self->state;
  if (state.round_error.empty()) // once a round
    state.parts.log->write(log_level::warning, "put_off_swarm", {{"reason", why}});
  leave_out(state, why);
  state.saver->add_nothing();
  end_step(self);
}

caf::result<done> save_last(pointer self, const last_round& x) {
  auto& state = self->state;
  if (!state.history)
    open_store(self); // it comes before everything else, the tick that would do so as well
  if (!std::exchange(state.stopping, true))
    state.saved_before_stop = state.figures.swarms_saved;
  state.completing = !x.is_beginning;
  if (state.saver)
    state.saver->put_off_samples();
  return save_all(self);
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
