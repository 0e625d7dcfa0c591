// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/statistics/statistics.hpp"

#include "actors/log/log.hpp"
#include "actors/runtime/actor_account.hpp"
#include "actors/statistics/gauges.hpp"
#include "actors/statistics/labels.hpp"
#include "actors/statistics/messages.hpp"
#include "actors/statistics/process_usage.hpp"
#include "actors/statistics/unannounced_changes.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <numeric>

namespace muster {

namespace {

using pointer = statistics_actor::stateful_pointer<statistics_state>;

constexpr std::uint32_t minute_seconds = 60;

/// Samples are taken a moment after the minute has ended, which must not count for the next one.
constexpr timestamp half_minute{30};

template <class Counters>
std::uint64_t sum(const Counters& x) {
  return std::accumulate(x.begin(), x.end(), std::uint64_t{0});
}

traffic_sample difference(const traffic& ended, const traffic& begun) {
  return {sum(ended.announces) - sum(begun.announces), ended.scrapes - begun.scrapes};
}

std::vector<per_family<traffic_sample>>
traffic_between(const statistics_report& begun, const statistics_report& ended) {
  std::vector<per_family<traffic_sample>> result(protocol_count);
  for (std::size_t p = 0; p < protocol_count; ++p)
    for (std::size_t i = 0; i < family_count; ++i)
      result[p][i] = difference(ended.traffic[p][i], begun.traffic[p][i]);
  return result;
}

void tick_when_minute_ends(pointer self, timestamp now) {
  self->delayed_send(
      self, std::chrono::seconds{minute_seconds - now.count() % minute_seconds}, sample_tick{});
}

/// Adds what swarms did without an announce. Cannot fail half-way.
void take_noted(const statistics_parts& parts) {
  parts.memory->totals.add(parts.changes->take());
}

/// Adds what a reactor saw. Says once in a run that private peers are left out: an operator whose
/// own peers these are hears of it from nobody else.
void add(const statistics_parts& parts, const statistics_report& x) {
  auto& totals = parts.memory->totals;
  const bool is_first = totals.private_peers_left_out == 0 && x.private_peers_left_out > 0;
  totals.add(x);
  if (is_first)
    parts.log->write(
        log_level::warning, "leave_out_private_peers",
        {{"reason", "peers with private addresses are not shown to public clients"},
         {"hint", "announce.external_addresses"}});
}

/// Gauges as they are, and what was counted since the last sample.
tracker_sample
sample_since_last(const statistics_parts& parts, const swarms_now& swarms, timestamp now) {
  const auto& memory = *parts.memory;
  const auto& totals = memory.totals;
  const auto& sampled = memory.sampled;
  tracker_sample result;
  result.time = now;
  result.seconds = std::min((now - memory.sampled_at).count(), minute_seconds);
  for (const auto& x : totals.swarms.population) {
    result.seeders += seeders(x);
    result.leechers += leechers(x);
  }
  result.swarms_active = active_swarms(totals.swarms);
  result.swarms = swarms.swarms;
  result.resident_bytes = read_process_usage().resident_bytes;
  result.completed = sum(totals.swarms.completed) - sum(sampled.swarms.completed);
  result.refusals = sum(totals.refusals) - sum(sampled.refusals);
  result.traffic = traffic_between(sampled, totals);
  return result;
}

void take_sample(pointer self, const statistics_parts& parts) {
  take_noted(parts);
  auto& memory = *parts.memory;
  const auto now = parts.clock.now();
  auto sample = sample_since_last(parts, parts.look_at_swarms(), now);
  sample.time = now - half_minute;
  memory.sampled = memory.totals;
  memory.sampled_at = now;
  if (parts.persistence)
    self->send(parts.persistence, std::move(sample));
  tick_when_minute_ends(self, now);
}

per_lasting_actor<std::uint64_t> restarts(const actor_accounts& accounts) {
  per_lasting_actor<std::uint64_t> result{};
  for (std::size_t i = 0; i < lasting_actor_count; ++i)
    result[i] = accounts.restarts(label(static_cast<lasting_actor>(i)));
  return result;
}

figures tell(const statistics_parts& parts) {
  take_noted(parts);
  const auto& memory = *parts.memory;
  const auto now = parts.look_at_swarms();
  auto totals = memory.totals;
  totals.add(memory.earlier);
  return {
      totals,
      now.swarms,
      parts.clock.uptime_seconds(),
      parts.log->dropped(),
      parts.log->suppressed(),
      memory.persistence,
      now.memory,
      sample_since_last(parts, now, parts.clock.now()),
      restarts(*parts.accounts),
  };
}

} // namespace

statistics_actor::behavior_type statistics(pointer self, const statistics_parts& parts) {
  if (parts.memory->sampled_at == timestamp{})
    parts.memory->sampled_at = parts.clock.now();
  tick_when_minute_ends(self, parts.clock.now());
  return {
      [parts](const statistics_report& x) { add(parts, x); },
      [parts](const totals_loaded& x) { parts.memory->earlier = x.totals; },
      [parts](const persistence_figures& x) { parts.memory->persistence = x; },
      [self, parts](const sample_tick&) { take_sample(self, parts); },
      [parts](const figures_query&) { return tell(parts); },
  };
}

} // namespace muster
