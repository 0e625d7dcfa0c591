// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/operator/operator_desk.hpp"

#include "actors/admission/messages.hpp"
#include "actors/interfaces.hpp"
#include "actors/log/log.hpp"
#include "actors/log/log_format.hpp"
#include "actors/log/messages.hpp"
#include "actors/operator/messages.hpp"
#include "actors/operator/operator_walks.hpp"
#include "actors/persistence/messages.hpp"
#include "actors/runtime/error_text.hpp"
#include "actors/runtime/typed_message.hpp"
#include "actors/statistics/gauges.hpp"
#include "actors/statistics/messages.hpp"
#include "actors/swarm/swarm_context.hpp"
#include "storage/store_files.hpp"

#include <array>
#include <chrono>
#include <ctime>
#include <numeric>
#include <unistd.h>
#include <utility>

namespace muster {

namespace {

using desk = operator_desk_pointer;

// -- figures --------------------------------------------------------------------------------------

status_report report_on(const operator_desk_state& state, const figures& x) {
  status_report result;
  result.version = state.parts.version;
  result.process = static_cast<std::uint32_t>(::getpid());
  result.uptime_seconds = x.uptime_seconds;
  result.draining = state.parts.memory->draining;
  result.swarms = x.swarms;
  for (const auto& peers : x.totals.swarms.population) {
    result.seeders += seeders(peers);
    result.leechers += leechers(peers);
  }
  for (const auto& by_family : x.totals.traffic)
    for (const auto& t : by_family) {
      result.announces += std::accumulate(t.announces.begin(), t.announces.end(), 0UL);
      result.scrapes += t.scrapes;
    }
  const auto& refusals = x.totals.refusals;
  result.refusals = std::accumulate(refusals.begin(), refusals.end(), 0UL);
  result.connections = open_connections(x.totals.connections);
  result.log_records_dropped = x.log_records_dropped;
  return result;
}

actor_row row_of(const actor_account& x) {
  const auto busy = std::chrono::duration_cast<std::chrono::microseconds>(x.busy());
  actor_row result;
  result.kind = x.kind();
  result.id = x.id();
  result.place = x.place();
  result.thread = static_cast<std::uint32_t>(x.thread());
  result.waiting = x.waiting();
  result.handled = x.handled();
  result.busy_microseconds = static_cast<std::uint64_t>(busy.count());
  result.restarts = x.restarts();
  return result;
}

/// All swarms in one row, because there may be millions. They count nothing themselves; what they
/// have handled is what the front doors have passed on.
actor_row row_of_swarms(const status_report& x) {
  actor_row result;
  result.kind = "swarm";
  result.count = x.swarms;
  result.place = "reactors";
  result.handled = x.announces + x.scrapes - std::min(x.refusals, x.announces + x.scrapes);
  return result;
}

actor_list list_actors(const operator_desk_state& state, const figures& x) {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  actor_list result;
  for (const auto& account : state.parts.accounts->list())
    result.rows.push_back(row_of(*account));
  result.rows.push_back(row_of_swarms(report_on(state, x)));
  result.microseconds = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(now).count());
  return result;
}

/// Asks for the figures and answers with what `make_answer` makes of them.
template <class Answer>
caf::result<Answer>
answer_with_figures(desk self, Answer (*make_answer)(const operator_desk_state&, const figures&)) {
  auto promise = self->make_response_promise<Answer>();
  self->request(self->state.parts.statistics, caf::infinite, figures_query{})
      .then(
          [self, promise, make_answer](const figures& x) mutable {
            promise.deliver(make_answer(self->state, x));
          },
          [promise](const caf::error& error) mutable { promise.deliver(error); });
  return promise;
}

// -- log ------------------------------------------------------------------------------------------

/// The logger is not handed out: whoever has it could end it.
caf::result<log_page> read_log(desk self, const log_query& x) {
  auto promise = self->make_response_promise<log_page>();
  self->request(self->state.parts.logger, caf::infinite, x)
      .then(
          [promise](log_page& page) mutable { promise.deliver(std::move(page)); },
          [promise](const caf::error& error) mutable { promise.deliver(error); });
  return promise;
}

command_result change(desk self, const change_log_level& x) {
  const auto level = parse_log_level(x.level);
  if (!level)
    return {false, "expected debug, info, warning or error"};
  self->state.parts.log->change_level(*level);
  return {true, "level is " + x.level + " until the configuration is read again"};
}

// -- access lists ---------------------------------------------------------------------------------

void tell_lists(desk self) {
  const auto lists = self->state.parts.memory->lists.effective();
  for (const auto& server : self->state.parts.memory->servers)
    caf::anon_send(server, access_lists_loaded{lists});
}

command_result deny(desk self, const info_hash& x) {
  self->state.parts.memory->lists.deny(x);
  tell_lists(self);
  self->state.parts.log->write(log_level::info, "deny_torrent", {{"info_hash", to_hex(x)}});
  return {true, "denied until the tracker stops; the deny list keeps it longer"};
}

command_result allow(desk self, const info_hash& x) {
  self->state.parts.memory->lists.allow(x);
  tell_lists(self);
  self->state.parts.log->write(log_level::info, "allow_torrent", {{"info_hash", to_hex(x)}});
  return {true, "allowed until the tracker stops; the lists keep it longer"};
}

// -- persistence ----------------------------------------------------------------------------------

/// Lets the persistence actor do something that may take a while.
/// @param told  what the operator is told when it is done.
template <class Question>
caf::result<command_result> ask_persistence(desk self, const Question& x, const std::string& told) {
  const auto& parts = self->state.parts;
  if (!parts.persistence)
    return command_result{false, "this musterd keeps no store"};
  auto promise = self->make_response_promise<command_result>();
  self->request(parts.persistence, caf::infinite, x)
      .then(
          [promise, told](const done&) mutable {
            promise.deliver(command_result{true, told});
          },
          [promise](const caf::error& error) mutable {
            promise.deliver(command_result{false, error_text(error)});
          });
  return promise;
}

/// A folder of which the name is the time, in UTC.
std::string name_of_backup(timestamp now) {
  const auto time = static_cast<std::time_t>(now.count());
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  std::array<char, 32> result{};
  const auto size = std::strftime(result.data(), result.size(), "%Y-%m-%dT%H%M%SZ", &parts);
  return {result.data(), size};
}

caf::result<command_result> back_up(desk self, std::string folder) {
  const auto& parts = self->state.parts;
  if (folder.empty() && parts.persistence) {
    if (const auto error = make_folder(parts.backups))
      return command_result{false, error->message};
    folder = parts.backups + '/' + name_of_backup(parts.clock.now());
  }
  return ask_persistence(self, backup{folder}, "copied to " + folder);
}

// -- end ------------------------------------------------------------------------------------------

/// The network actors answer to this very desk. What they told one that failed is lost, so its
/// successor asks again, and counts nobody twice.
void drain_servers(desk self) {
  const auto& servers = self->state.parts.memory->servers;
  self->state.servers_busy = servers.size();
  const caf::strong_actor_ptr me{self->ctrl()};
  for (const auto& server : servers)
    caf::actor_cast<caf::strong_actor_ptr>(server)->enqueue(
        message_to<door_actor>(me, drain_serving{}), nullptr);
}

command_result begin_drain(desk self) {
  auto& memory = *self->state.parts.memory;
  if (memory.servers.empty())
    return {false, "not serving yet"};
  if (std::exchange(memory.draining, true))
    return {false, "draining already"};
  drain_servers(self);
  self->state.parts.log->write(log_level::info, "drain");
  return {true, "draining; the tracker ends when the last client has gone"};
}

void on_drained(operator_desk_state& state) {
  if (state.servers_busy > 0 && --state.servers_busy == 0)
    state.parts.stop();
}

} // namespace

operator_actor::behavior_type operator_desk(desk self, operator_desk_parts parts) {
  self->state.parts = std::move(parts);
  // Else CAF writes what operators have sent by mistake to stderr, past the log and its limit.
  self->set_default_handler(caf::drop);
  if (self->state.parts.memory->draining)
    drain_servers(self);
  return {
      [=](const status_query&) { return answer_with_figures(self, report_on); },
      [=](const actors_query&) { return answer_with_figures(self, list_actors); },
      [=](const swarms_query& x) { return list_swarms(self, x); },
      [=](const swarm_details_query& x) { return list_swarm(self, x); },
      [=](const address_query& x) { return list_address(self, x); },
      [=](const log_query& x) { return read_log(self, x); },
      [=](const change_log_level& x) { return change(self, x); },
      [=](const deny_torrent& x) { return deny(self, x.info_hash); },
      [=](const allow_torrent& x) { return allow(self, x.info_hash); },
      [=](const kick_swarm& x) { return kick(self, x); },
      [=](const kick_address& x) { return kick(self, x); },
      [=](const request_snapshot&) {
        return ask_persistence(self, snapshot_now{}, "everything is saved");
      },
      [=](const request_backup& x) { return back_up(self, x.folder); },
      [=](const trust_clock& x) { return ask_persistence(self, x, "the clock is right"); },
      [=](const configuration_query&) {
        return configuration_text{self->state.parts.memory->configuration};
      },
      [=](const drain&) { return begin_drain(self); },
      [=](const access_lists_loaded& x) {
        self->state.parts.memory->lists.files(x.lists);
        tell_lists(self);
      },
      [=](const serving_began& x) { self->state.parts.memory->servers = x.servers; },
      [=](const configuration_loaded& x) { self->state.parts.memory->configuration = x.text; },
      [=](const drained&) { on_drained(self->state); },
  };
}

} // namespace muster
