// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/runtime/supervisor.hpp"

#include "actors/log/log.hpp"
#include "actors/runtime/lasting_address.hpp"
#include "actors/runtime/messages.hpp"

#include <caf/actor_system.hpp>
#include <caf/stateful_actor.hpp>

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

namespace muster {

namespace {

using pointer = supervisor_actor::stateful_pointer<supervisor_state>;
using ward = supervisor_state::ward;

lasting_address& address_of(const ward& x) {
  return static_cast<lasting_address&>(*x.subject.address->get());
}

void watch(pointer self, ward& x) {
  const auto running = address_of(x).current();
  x.running = caf::actor_cast<caf::actor_addr>(running);
  x.started = self->clock().now();
  self->monitor(running);
}

std::chrono::milliseconds next_pause(pointer self, const ward& x) {
  const bool lived_long = self->clock().now() - x.started >= restart_pause_last;
  return lived_long || x.pause == x.pause.zero() ? restart_pause_first
                                                 : std::min(2 * x.pause, restart_pause_last);
}

void start_later(pointer self, ward& x, const std::string& reason, muster::log& log) {
  x.pause = next_pause(self, x);
  log.write(
      log_level::error, "restart_actor",
      {{"actor", x.subject.name},
       {"reason", reason},
       {"pause_ms", std::to_string(x.pause.count())}});
  const auto index = static_cast<std::size_t>(&x - self->state.wards.data());
  self->delayed_send(self, x.pause, restart{index});
}

/// Where that fails, as it does when no thread can be had, it is tried again.
void start(pointer self, ward& x, muster::log& log) {
  x.started = self->clock().now();
  try {
    address_of(x).refer_to(x.subject.start());
    watch(self, x);
  } catch (const std::exception& error) {
    start_later(self, x, error.what(), log);
  }
}

void handle_end(pointer self, const caf::down_msg& x, muster::log& log) {
  auto& wards = self->state.wards;
  const auto ended = std::find_if(
      wards.begin(), wards.end(), [&](const ward& w) { return w.running == x.source; });
  if (ended == wards.end() || x.reason == caf::exit_reason::user_shutdown)
    return;
  start_later(self, *ended, self->system().render(x.reason), log);
}

} // namespace

supervisor_actor::behavior_type
supervisor(pointer self, std::vector<supervised> wards, muster::log* log) {
  self->set_down_handler([self, log](caf::down_msg& x) { handle_end(self, x, *log); });
  for (auto& x : wards)
    self->state.wards.push_back({.subject = std::move(x)});
  for (auto& x : self->state.wards)
    watch(self, x);
  return {
      [self, log](const restart& x) { start(self, self->state.wards[x.index], *log); },
  };
}

} // namespace muster
