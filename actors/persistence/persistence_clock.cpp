// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/log/log.hpp"
#include "actors/persistence/clock_doubt.hpp"
#include "actors/persistence/messages.hpp"
#include "actors/persistence/persistence_steps.hpp"
#include "storage/newest_time.hpp"
#include "storage/store.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <utility>

namespace muster {

namespace {

using pointer = persistence_pointer;

constexpr const char* clock_was_set =
    "the clock was set since the start: restart musterd, so that it knows the time";

void doubt(pointer self, std::string why) {
  auto& state = self->state;
  state.parts.log->write(log_level::warning, "doubt_clock", {{"reason", why}});
  state.figures.clock_doubt = std::move(why);
  report_store(self);
  self->delayed_send(self, clock_doubt_time, clock_tick{});
}

/// Whether the machine's clock is not the one any more that the tracker goes by, which is that of
/// its start: if that was wrong and is right by now, it is still wrong for the tracker.
bool was_clock_set(pointer self) {
  return std::chrono::abs(self->state.parts.clock.wall_offset()) > clock_behind_max;
}

void believe(pointer self) {
  auto& state = self->state;
  state.parts.memory->trusts_clock = true;
  state.figures.clock_doubt.clear();
  state.parts.log->write(log_level::info, "trust_clock");
  if (state.saver)
    state.saver->knows_time(true);
  report_store(self);
}

} // namespace

std::optional<storage_error> look_at_clock(pointer self) {
  auto& state = self->state;
  auto& is_trusted = state.parts.memory->trusts_clock;
  if (is_trusted || !state.figures.clock_doubt.empty())
    return std::nullopt;
  const auto found = read_newest_time(*state.parts.records);
  if (const auto* error = std::get_if<storage_error>(&found))
    return *error;
  const auto newest = std::get<0>(found);
  auto why = newest ? doubt_about_clock(state.parts.clock.now(), *newest) : std::string{};
  if (why.empty())
    is_trusted = true;
  else
    doubt(self, std::move(why));
  return std::nullopt;
}

void look_again_at_clock(pointer self) {
  if (self->state.parts.memory->trusts_clock)
    return;
  if (was_clock_set(self))
    doubt(self, clock_was_set);
  else
    believe(self);
}

caf::result<done> trust(pointer self) {
  if (self->state.parts.memory->trusts_clock)
    return done{};
  if (was_clock_set(self))
    return caf::make_error(caf::sec::runtime_error, std::string{clock_was_set});
  believe(self);
  return done{};
}

} // namespace muster
