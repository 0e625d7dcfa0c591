// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/log/logger.hpp"

#include "actors/log/log.hpp"
#include "actors/log/log_format.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <string>
#include <utility>

namespace muster {

namespace {

/// Sees to it that what was left out is told even if nothing more is logged.
void tick_if_left_out(logger_actor::stateful_pointer<logger_state> self) {
  auto& state = self->state;
  if (state.ticking || !state.has_left_out())
    return;
  state.ticking = true;
  self->delayed_send(self, std::chrono::seconds{1}, left_out_tick{});
}

/// The same question about the lines from `number` on.
log_query question_from(log_query x, std::uint64_t number) {
  x.from = number;
  return x;
}

/// @returns a promise if the answer has to wait for the next line.
caf::result<log_page>
answer(logger_actor::stateful_pointer<logger_state> self, const log_query& question) {
  auto& state = self->state;
  auto page = state.tail.read(question);
  if (!page.lines.empty() || !question.waits)
    return page;
  if (state.waiting.size() == logger_state::waiting_max) {
    state.waiting.front().second.deliver(log_page{{}, state.waiting.front().first.from, 0});
    state.waiting.pop_front();
  }
  state.waiting.emplace_back(
      question_from(question, page.next), self->make_response_promise<log_page>());
  return state.waiting.back().second;
}

} // namespace

void logger_state::handle(const log_record& x) {
  last = x.time;
  const auto decision = limiter.admit(x);
  if (decision.summary)
    write_or_count(*decision.summary);
  if (decision.admitted)
    write_or_count(x);
  else
    front->count_suppressed();
}

void logger_state::tell_left_out() {
  for (const auto& summary : limiter.take_summaries())
    write_or_count(summary);
  const auto dropped = front->dropped();
  if (dropped == dropped_told)
    return;
  const auto count = std::to_string(dropped - dropped_told);
  if (write({log_level::warning, last, "dropped_records", {{"count", count}}}))
    dropped_told = dropped;
}

bool logger_state::has_left_out() const {
  return limiter.has_summaries() || front->dropped() != dropped_told;
}

void logger_state::reopen() {
  last = std::chrono::system_clock::now();
  const auto error = output->open();
  if (error)
    write_or_count({log_level::error, last, "fail_reopen_log", {{"reason", error->message}}});
  else
    write_or_count({log_level::info, last, "reopen_log", {}});
}

void logger_state::answer_waiting() {
  for (auto rest = waiting.size(); rest > 0; --rest) {
    auto [question, promise] = std::move(waiting.front());
    waiting.pop_front();
    auto page = tail.read(question);
    if (!page.lines.empty())
      promise.deliver(std::move(page));
    else
      waiting.emplace_back(question_from(question, page.next), std::move(promise));
  }
}

bool logger_state::write(const log_record& x) {
  tail.add(x);
  return output->write(write_line(x, format));
}

void logger_state::write_or_count(const log_record& x) {
  if (!write(x))
    front->count_dropped();
}

logger_actor::behavior_type logger(
    logger_actor::stateful_pointer<logger_state> self, const log_settings& settings,
    std::shared_ptr<log_output> output, log* front) {
  self->state.format = settings.format;
  self->state.output = std::move(output);
  self->state.front = front;
  self->state.limiter = log_limiter{settings.records_per_second_max};
  self->set_exit_handler([self](caf::exit_msg& x) {
    self->state.tell_left_out();
    self->quit(std::move(x.reason));
  });
  return {
      [self](const log_record& x) {
        self->state.handle(x);
        self->state.front->count_handled();
        self->state.answer_waiting();
        tick_if_left_out(self);
      },
      [self](const log_reopen&) { self->state.reopen(); },
      [self](const left_out_tick&) {
        self->state.ticking = false;
        self->state.tell_left_out();
        self->state.answer_waiting();
      },
      [self](const log_query& x) { return answer(self, x); },
  };
}

} // namespace muster
