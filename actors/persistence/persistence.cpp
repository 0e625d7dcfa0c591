// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/persistence/persistence.hpp"

#include "actors/log/log.hpp"
#include "actors/persistence/persistence_steps.hpp"
#include "actors/runtime/error_text.hpp"
#include "actors/swarm/messages.hpp"
#include "actors/swarm/swarm_context.hpp"
#include "storage/store.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <utility>

namespace muster {

namespace {

using pointer = persistence_pointer;

/// Pause before another try to open a store.
constexpr std::chrono::seconds open_pause{5};

/// How long swarms are waited for, at least, and twice as long at most. Chosen: far above the turn
/// of a reactor, so that it hangs if they do not answer.
constexpr std::chrono::seconds answer_time_max{5};

/// Pauses between slices of pruning, when there is more to prune and when there is not.
constexpr std::chrono::milliseconds prune_pause_short{100};
constexpr std::chrono::seconds prune_pause_long{60};

/// Opens what is not open yet.
std::optional<storage_error> open_parts(pointer self) {
  auto& parts = self->state.parts;
  if (!parts.records) {
    auto opened = store::open(parts.folder, parts.store_settings);
    if (auto* error = std::get_if<storage_error>(&opened))
      return std::move(*error);
    parts.records = std::get<std::unique_ptr<store>>(std::move(opened));
  }
  if (auto error = look_at_clock(self))
    return error;
  return open_history(self->state);
}

/// What was in a damaged place of the log is as it was before, or not there at all.
void tell_log_damage(persistence_state& state) {
  const auto damage = state.parts.records->log_damage();
  if (damage.places == 0)
    return;
  state.figures.records_skipped += damage.places;
  state.figures.log_bytes_dropped = damage.bytes;
  state.parts.log->write(
      log_level::error, "skip_log",
      {{"places", std::to_string(damage.places)}, {"bytes", std::to_string(damage.bytes)}});
}

// -- history --------------------------------------------------------------------------------------

void keep(pointer self, const tracker_sample& x) {
  auto& state = self->state;
  if (!state.history || !state.parts.memory->trusts_clock)
    return;
  if (const auto error = state.history->add(x))
    fail(self, *error);
}

void prune(pointer self) {
  auto& state = self->state;
  if (!state.parts.memory->trusts_clock) {
    self->delayed_send(self, prune_pause_long, prune_tick{});
    return;
  }
  const auto result = state.history->prune(state.parts.clock.now());
  const auto* more = std::get_if<bool>(&result);
  if (more == nullptr)
    fail(self, std::get<storage_error>(result));
  if (more != nullptr && *more)
    self->delayed_send(self, prune_pause_short, prune_tick{});
  else
    self->delayed_send(self, prune_pause_long, prune_tick{});
}

caf::result<series> tell_tracker(const history& from, const series_query& x) {
  auto found = from.tracker_series(x.from, x.to, x.group);
  if (const auto* error = std::get_if<storage_error>(&found))
    return to_error(error->message);
  return series{std::get<0>(std::move(found)), {}, {}};
}

caf::result<series> tell_swarm(const history& from, const series_query& x) {
  auto points = from.swarm_series(*x.info_hash, x.from, x.to, x.group);
  if (const auto* error = std::get_if<storage_error>(&points))
    return to_error(error->message);
  auto listed = from.swarms({.limit = 1, .prefix = to_hex(*x.info_hash)});
  if (const auto* error = std::get_if<storage_error>(&listed))
    return to_error(error->message);
  series result{{}, std::get<0>(std::move(points)), {}};
  if (const auto& rows = std::get<swarm_page>(listed).rows; !rows.empty())
    result.latest = rows.front();
  return result;
}

/// Nobody keeps a tracker from saving that ends.
[[nodiscard]] bool takes_questions(const persistence_state& state) {
  return state.history && !state.stopping;
}

caf::result<series> tell(const persistence_state& state, const series_query& x) {
  return x.info_hash ? tell_swarm(*state.history, x) : tell_tracker(*state.history, x);
}

caf::result<swarm_page> tell(const persistence_state& state, const list_query& x) {
  auto found = state.history->swarms(x.part);
  if (const auto* error = std::get_if<storage_error>(&found))
    return to_error(error->message);
  return std::get<swarm_page>(std::move(found));
}

/// Why a question is left without an answer; empty: it is not.
std::string refuse(pointer self, std::chrono::steady_clock::time_point wanted_until) {
  if (!takes_questions(self->state))
    return "the store is not open";
  if (self->clock().now() < wanted_until)
    return {};
  ++self->state.figures.questions_dropped;
  return "nobody waits for the answer any more";
}

template <class Answer, class Query>
caf::result<Answer> tell_in_time(pointer self, const Query& x) {
  if (const auto why = refuse(self, x.wanted_until); !why.empty())
    return to_error(why);
  return tell(self->state, x);
}

/// Saves what is new and copies the store then. What cannot be saved keeps no other from the copy.
caf::result<done> back_up(pointer self, const backup& x) {
  if (!takes_questions(self->state))
    return to_error("the store is not open");
  auto answer = self->make_response_promise<done>();
  auto copy = [self, answer, x](const std::string& unsaved) mutable {
    if (const auto error = self->state.parts.records->checkpoint(x.folder))
      answer.deliver(to_error(error->message));
    else if (!unsaved.empty())
      answer.deliver(to_error("copied, but without what could not be saved: " + unsaved));
    else
      answer.deliver(done{});
  };
  self->request(caf::actor_cast<persistence_actor>(self), caf::infinite, snapshot_now{})
      .then(
          [copy](const done&) mutable { copy({}); },
          [copy](const caf::error& why) mutable { copy(error_text(why)); });
  return answer;
}

} // namespace

std::optional<storage_error> open_history(persistence_state& state) {
  auto opened = history::open(*state.parts.records, state.parts.settings.history);
  if (auto* error = std::get_if<storage_error>(&opened))
    return std::move(*error);
  state.history = std::get<std::unique_ptr<muster::history>>(std::move(opened));
  return std::nullopt;
}

caf::error to_error(const std::string& message) {
  return caf::make_error(caf::sec::runtime_error, message);
}

void report_store(pointer self) {
  auto& state = self->state;
  // A store that fails is no sign of it, and neither is an actor that was started again.
  state.figures.is_loading = state.parts.context->departures.is_open();
  self->send(state.parts.statistics, state.figures);
}

void open_store(pointer self) {
  auto& state = self->state;
  if (state.loader || state.saver)
    return; // it was opened for the last round, before its tick came
  if (const auto error = open_parts(self)) {
    fail(self, *error);
    self->delayed_send(self, open_pause, open_tick{});
    return;
  }
  tell_log_damage(state);
  // After a failure of this actor, what was known before the restart of the tracker is there.
  if (state.parts.context->departures.is_open()) {
    start_loading(self);
  } else {
    state.parts.context->directory.set_news();
    start_saving(self);
  }
}

// -- a store that fails ---------------------------------------------------------------------------

void fail(pointer self, const storage_error& error) {
  auto& figures = self->state.figures;
  if (std::exchange(figures.state, store_state::failing) != store_state::failing)
    self->state.parts.log->write(log_level::error, "fail_store", {{"reason", error.message}});
  figures.reason = error.message;
  report_store(self);
}

void enter(pointer self, store_state next) {
  auto& figures = self->state.figures;
  if (std::exchange(figures.state, next) == store_state::failing) {
    figures.reason.clear();
    self->state.parts.log->write(log_level::info, "recover_store");
  }
  report_store(self);
}

void succeed(pointer self) {
  const auto& state = self->state;
  // What was written to a folder that has gone is no success.
  if (state.figures.state == store_state::failing && !state.parts.records->check_folder())
    enter(self, store_state::saving);
}

// -- swarms that do not answer --------------------------------------------------------------------

namespace {

/// A swarm that waits for a reactor which hangs, or had no memory for an answer, must not keep the
/// others from being loaded and saved.
void look_for_answers(pointer self) {
  look_for_restored(self);
  look_for_records(self);
  self->delayed_send(self, answer_time_max, answer_tick{});
}

void go_on_without(pointer self) {
  if (self->state.loader)
    count_restored(self, false);
  else if (self->state.saver)
    go_on_without_record(self);
}

} // namespace

persistence_actor::behavior_type persistence(pointer self, persistence_parts parts) {
  self->state.parts = std::move(parts);
  self->send(self, open_tick{});
  self->delayed_send(self, answer_time_max, answer_tick{});
  return {
      [self](const open_tick&) { open_store(self); },
      [self](const load_tick&) { load_next_slice(self); },
      [self](const restored&) { count_restored(self, true); },
      [self](const save_tick& x) {
        if (x.number == self->state.save_number)
          save_some(self);
      },
      [self](const recorded& x) { take_record(self, x); },
      [self](const not_done&) { go_on_without(self); },
      [self](const tracker_sample& x) { keep(self, x); },
      [self](const prune_tick&) { prune(self); },
      [self](const snapshot_now&) { return save_all(self); },
      [self](const last_round& x) { return save_last(self, x); },
      [self](const answer_tick&) { look_for_answers(self); },
      [self](const trust_clock&) { return trust(self); },
      [self](const clock_tick&) { look_again_at_clock(self); },
      [self](const backup& x) { return back_up(self, x); },
      [self](const series_query& x) { return tell_in_time<series>(self, x); },
      [self](const list_query& x) { return tell_in_time<swarm_page>(self, x); },
  };
}

} // namespace muster
