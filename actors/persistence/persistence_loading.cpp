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
#include "storage/missing_samples.hpp"
#include "storage/store.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <algorithm>
#include <utility>

namespace muster {

namespace {

using pointer = persistence_pointer;

/// Pause before the totals are handed over again to a statistics actor that has failed.
constexpr std::chrono::milliseconds totals_pause{100};

/// The last stop may have had no time to sample all that it saved. The first round does it.
void make_up_for_samples(persistence_state& state) {
  const auto found = first_without_sample(*state.parts.records);
  if (const auto* first = std::get_if<std::optional<info_hash>>(&found))
    state.unsampled = *first;
  if (!state.unsampled)
    return;
  const auto& directory = state.parts.context->directory;
  for (auto i = swarm_directory::shard_number(*state.unsampled); i < directory.shard_count; ++i)
    for (const auto& x : directory.swarms_of_shard(i))
      static_cast<swarm*>(x->get())->set_news(); // loaded swarms count as not sampled
}

void finish_loading(pointer self) {
  auto& state = self->state;
  state.loader.reset();
  state.parts.context->departures.close();
  make_up_for_samples(state);
  state.parts.log->write(
      log_level::info, "load_swarms",
      {{"swarms", std::to_string(state.figures.swarms_loaded)},
       {"skipped", std::to_string(state.figures.records_skipped)},
       {"left_out", std::to_string(state.figures.swarms_left_out)}});
  start_saving(self);
}

/// Deletes swarms that nobody is in any more, but for their counts of downloads. They leave the
/// list first: without a record no later start would find them there.
std::optional<storage_error> erase_ended(persistence_state& state, const loaded_slice& slice) {
  if (auto error = state.history->forget(slice.ended, state.parts.clock.now()))
    return error;
  if (slice.stale.empty())
    return std::nullopt;
  store_batch batch;
  for (const auto& x : slice.stale)
    batch.erase(record_kind::swarms, x.view());
  for (const auto& [swarm, count] : slice.completed)
    batch.put(record_kind::swarms, swarm.view(), write_swarm_record({.completed_count = count}));
  return state.parts.records->write(batch, false);
}

void continue_loading(pointer self) {
  if (self->state.loader->done())
    finish_loading(self);
  else
    self->send(self, load_tick{});
}

/// Swarms are loaded when the totals have been taken: a round that came before would write new
/// ones in the place of the old.
void hand_over(pointer self, const statistics_report& totals) {
  self->request(self->state.parts.statistics, caf::infinite, totals_loaded{totals})
      .then(
          [self] { self->send(self, load_tick{}); },
          [self](const caf::error&) {
            self->state.loader.reset(); // a step back
            self->delayed_send(self, totals_pause, open_tick{});
          });
}

/// What earlier runs counted: nothing if there is no record of it, or none that can be read.
statistics_report load_totals(pointer self) {
  auto& state = self->state;
  const auto found = state.parts.records->read(record_kind::totals, totals_key);
  const auto* bytes = std::get_if<std::optional<std::string>>(&found);
  totals_record record;
  if (bytes == nullptr || !*bytes)
    return {};
  if (read_totals_record(**bytes, record) == record_status::ok)
    return from_record(record);
  ++state.figures.records_skipped;
  state.parts.log->write(
      log_level::warning, "skip_record",
      {{"key", std::string{totals_key}}, {"reason", "not what was written"}});
  return {};
}

/// Where a stored swarm is to be brought back; null if there is no memory for another one.
caf::strong_actor_ptr home_of(pointer self, const info_hash& swarm) {
  auto& state = self->state;
  auto& context = *state.parts.context;
  return context.memory.has_room_for_swarms()
             ? context.directory.find_or_spawn(self->system(), swarm)
             : context.directory.find(swarm);
}

/// There is no memory for its peers, who announce themselves again; but nobody would know any more
/// how often it has been downloaded.
void leave_out(pointer self, const info_hash& swarm, const swarm_record& record) {
  auto& state = self->state;
  ++state.figures.swarms_left_out;
  if (record.completed_count > 0)
    state.parts.context->directory.keep_completed_count(swarm, record.completed_count);
}

/// Brings back how often torrents have been downloaded that nobody is in. One that has a swarm by
/// now gets its count as if it were a swarm without peers.
void keep_completed(pointer self, loaded_slice& slice) {
  for (const auto& [swarm, count] : slice.completed)
    if (!self->state.parts.context->directory.keep_completed_count(swarm, count))
      slice.swarms.emplace_back(swarm, swarm_record{.completed_count = count});
}

/// Sends a slice to its swarms.
/// @returns how many are going to answer.
std::size_t restore_all(pointer self, std::vector<std::pair<info_hash, swarm_record>>& swarms) {
  const caf::strong_actor_ptr me{self->ctrl()};
  const auto now = self->state.parts.clock.now();
  std::size_t result = 0;
  for (auto& [swarm, record] : swarms) {
    const auto home = home_of(self, swarm);
    if (!home) {
      leave_out(self, swarm, record);
      continue;
    }
    home->enqueue(message_to<swarm_actor>(me, restore{std::move(record), now}), nullptr);
    ++result;
  }
  return result;
}

} // namespace

void start_loading(pointer self) {
  auto& state = self->state;
  enter(self, store_state::loading);
  const auto now = state.parts.clock.now();
  const timestamp lifetime{state.parts.context->settings.peer_lifetime};
  state.loader.emplace(
      *state.parts.records, now - std::min(now, lifetime), state.parts.memory->last_key_loaded);
  hand_over(self, load_totals(self));
}

void load_next_slice(pointer self) {
  auto& state = self->state;
  ++state.parts.memory->progress;
  auto slice = state.loader->read();
  state.figures.records_skipped += slice.skipped.size();
  for (const auto& [key, reason] : slice.skipped)
    state.parts.log->write(log_level::warning, "skip_record", {{"key", key}, {"reason", reason}});
  if (state.parts.memory->trusts_clock)
    if (const auto error = erase_ended(state, slice)) // the next start does it, and no harm is done
      state.parts.log->write(log_level::warning, "keep_stale", {{"reason", error->message}});
  keep_completed(self, slice);
  state.restoring = restore_all(self, slice.swarms);
  // Whatever becomes of this actor, swarms get what was sent: twice would be too much.
  state.parts.memory->last_key_loaded = state.loader->last_key();
  if (state.restoring == 0)
    continue_loading(self);
}

void count_restored(pointer self, bool is_loaded) {
  auto& state = self->state;
  ++(is_loaded ? state.figures.swarms_loaded : state.figures.swarms_left_out);
  // One that was not waited for any more may answer yet.
  if (state.restoring > 0 && --state.restoring == 0)
    continue_loading(self);
}

void look_for_restored(pointer self) {
  auto& state = self->state;
  const std::pair now{state.restoring, std::uint64_t{state.parts.memory->progress}};
  if (std::exchange(state.restoring_seen, now) != now || state.restoring == 0)
    return;
  state.figures.swarms_left_out += std::exchange(state.restoring, 0);
  continue_loading(self);
}

} // namespace muster
