// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "web/metrics.hpp"

#include "actors/statistics/gauges.hpp"
#include "actors/statistics/labels.hpp"
#include "web/exposition.hpp"
#include "web/version.hpp"

#include <algorithm>
#include <array>

namespace muster {

namespace {

constexpr std::string_view counter = "counter";
constexpr std::string_view gauge = "gauge";

void write_traffic(exposition& out, const statistics_report& x) {
  out.begin({"muster_announces_total", counter, "Announces, those that were refused included."});
  for_each_traffic(x, [&](auto protocol, auto family, const traffic& t) {
    for_each_labelled<announce_event>(t.announces, [&](auto event, auto value) {
      out.sample(value, {{"protocol", protocol}, {"family", family}, {"event", event}});
    });
  });
  out.begin({"muster_scrapes_total", counter, "Scrapes, those that were refused included."});
  for_each_traffic(x, [&](auto protocol, auto family, const traffic& t) {
    out.sample(t.scrapes, {{"protocol", protocol}, {"family", family}});
  });
  out.begin({"muster_peers_sent_total", counter, "Peers in the replies to announces."});
  for_each_traffic(x, [&](auto protocol, auto family, const traffic& t) {
    out.sample(t.peers_sent, {{"protocol", protocol}, {"family", family}});
  });
}

void write_peers(exposition& out, const statistics_report& x) {
  out.begin({"muster_peers", gauge, "Peers in all swarms; leechers include partial seeds."});
  for_each_labelled<family>(x.swarms.population, [&](auto family, const population& p) {
    out.sample(seeders(p), {{"family", family}, {"role", "seeder"}});
    out.sample(leechers(p), {{"family", family}, {"role", "leecher"}});
  });
  out.begin({"muster_partial_seeds", gauge, "Leechers that want no more than they have (BEP 21)."});
  for_each_labelled<family>(x.swarms.population, [&](auto family, const population& p) {
    out.sample(partial_seeds(p), {{"family", family}});
  });
  out.begin({"muster_completed_total", counter, "Leechers that became seeders."});
  for_each_labelled<family>(x.swarms.completed, [&](auto family, std::uint64_t value) {
    out.sample(value, {{"family", family}});
  });
  out.add(
      {"muster_peers_unlisted_total", counter,
       "Announces whose peer was not listed: too many from its address, or no memory."},
      x.peers_unlisted);
  out.add(
      {"muster_peers_hidden_total", counter,
       "Announces whose peer counts and is shown to nobody, because of its port."},
      x.peers_hidden);
  out.add(
      {"muster_peers_displaced_total", counter,
       "Peers that gave way to a newer one of their address."},
      x.peers_displaced);
  out.add(
      {"muster_private_peers_left_out_total", counter,
       "Announces answered without private peers, which the public cannot reach."},
      x.private_peers_left_out);
  out.add(
      {"muster_peers_expired_total", counter, "Peers forgotten after a long silence."},
      x.peers_expired);
}

void write_swarms(exposition& out, const figures& x) {
  out.add({"muster_swarms_active", gauge, "Swarms with peers."}, active_swarms(x.totals.swarms));
  out.add({"muster_swarms", gauge, "Swarms in the swarm directory."}, x.swarms);
  out.add(
      {"muster_swarms_ended_total", counter, "Swarms that ended without peers."},
      x.totals.swarms_ended);
  out.add(
      {"muster_swarms_evicted_total", counter,
       "Those of them whose only peer was dropped because memory was short."},
      x.totals.swarms_evicted);
}

void write_errors(exposition& out, const statistics_report& x) {
  out.begin({"muster_refusals_total", counter, "Requests refused with a failure reason."});
  for_each_labelled<refusal>(x.refusals, [&](auto reason, auto value) {
    out.sample(value, {{"reason", reason}});
  });
  out.begin({"muster_http_errors_total", counter, "Requests answered with an HTTP error."});
  for_each_labelled<http_error>(x.http_errors, [&](auto error, auto value) {
    out.sample(value, {{"error", error}});
  });
}

void write_turns(exposition& out, const turn_times& x) {
  std::array<double, turn_times::bounds_microseconds.size()> bounds{};
  std::ranges::transform(
      turn_times::bounds_microseconds, bounds.begin(),
      [](std::uint32_t microseconds) { return microseconds / 1e6; });
  out.add_histogram(
      {"muster_reactor_turn_seconds", "histogram",
       "Time for which a reactor was busy before it turned to its sockets again."},
      bounds, x.turns, static_cast<double>(x.nanoseconds) / 1e9);
}

void write_load(exposition& out, const statistics_report& x) {
  write_turns(out, x.turns);
  out.add(
      {"muster_requests_failed_total", counter,
       "Requests that were not answered for lack of memory."},
      x.requests_failed);
  out.add(
      {"muster_intervals_raised_total", counter,
       "Replies that told a longer interval because of the load."},
      x.intervals_raised);
}

void write_memory(exposition& out, const memory_figures& x) {
  out.add(
      {"muster_memory_budget_bytes", gauge, "Memory that the process may take."}, x.budget_bytes);
  out.add(
      {"muster_memory_used_bytes", gauge,
       "Memory that it takes, but for what swarms have freed and others may reuse."},
      x.used_bytes);
  out.add({"muster_swarm_memory_bytes", gauge, "What swarms take of that."}, x.swarm_bytes);
  out.add(
      {"muster_waiting_bytes", gauge,
       "Bytes that wait in connections: beginnings of requests, and rests of replies."},
      x.waiting_bytes);
}

void write_udp(exposition& out, const statistics_report& x) {
  out.add(
      {"muster_udp_connects_total", counter, "Connection ids issued over UDP."}, x.udp_connects);
  out.begin({"muster_udp_drops_total", counter, "Datagrams that were not answered."});
  for_each_labelled<udp_drop>(x.udp_drops, [&](auto reason, auto value) {
    out.sample(value, {{"reason", reason}});
  });
}

void write_connections(exposition& out, const connection_counts& x) {
  out.add({"muster_connections_total", counter, "Connections accepted."}, x.accepted);
  out.add({"muster_connections_open", gauge, "Connections open now."}, open_connections(x));
  out.add(
      {"muster_connections_timed_out_total", counter,
       "Connections closed because a request did not come in time."},
      x.timed_out);
  out.begin(
      {"muster_connections_rejected_total", counter,
       "Connections turned away because too many were open: in all, of their address or of its "
       "network."});
  out.sample(x.rejected, {{"reason", "total"}});
  out.sample(x.rejected_by_source, {{"reason", "address"}});
  out.sample(x.rejected_by_network, {{"reason", "network"}});
  out.begin(
      {"muster_connections_displaced_total", counter,
       "Connections closed to make room: for newcomers, or for what waits in others."});
  out.sample(x.displaced, {{"reason", "connections"}});
  out.sample(x.displaced_for_memory, {{"reason", "memory"}});
}

void write_viewers(exposition& out, const statistics_report& x) {
  out.add(
      {"muster_viewers_rejected_total", counter,
       "Viewers of live figures turned away because too many looked."},
      x.viewers_rejected);
  out.add(
      {"muster_store_pages_rejected_total", counter,
       "Pages refused because too many waited for the store."},
      x.store_pages_rejected);
}

void write_log_and_uptime(exposition& out, const figures& x) {
  out.add(
      {"muster_log_records_dropped_total", counter,
       "Log records lost: too many waited, or writing failed."},
      x.log_records_dropped);
  out.add(
      {"muster_log_records_suppressed_total", counter,
       "Log records left out because their event came too often."},
      x.log_records_suppressed);
  out.add(
      {"muster_uptime_seconds", gauge, "Seconds since the tracker started."},
      std::uint64_t{x.uptime_seconds});
  out.begin({"muster_build_info", gauge, "Always 1; the label has the version."});
  out.sample(1, {{"version", version()}});
}

void write_persistence(exposition& out, const persistence_figures& x) {
  out.begin(
      {"muster_store_state", gauge, "The state that the store is in is 1, the others are 0."});
  for (std::size_t i = 0; i < store_state_count; ++i) {
    const auto state = static_cast<store_state>(i);
    out.sample(std::uint64_t{x.state == state}, {{"state", label(state)}});
  }
  out.add({"muster_store_bytes", gauge, "What the store occupies, about."}, x.disk_bytes);
  out.add({"muster_swarms_loaded_total", counter, "Swarms loaded at the start."}, x.swarms_loaded);
  out.add(
      {"muster_swarms_left_out_total", counter,
       "Stored swarms that were not loaded because memory was short."},
      x.swarms_left_out);
  out.add({"muster_swarms_saved_total", counter, "Swarms written to the store."}, x.swarms_saved);
  out.add(
      {"muster_records_skipped_total", counter, "Records of the store that could not be read."},
      x.records_skipped);
  out.add(
      {"muster_store_log_bytes_dropped_total", counter,
       "Bytes of the store's log that could not be read."},
      x.log_bytes_dropped);
  out.add(
      {"muster_store_questions_dropped_total", counter,
       "Questions to the store that whoever asked had given up."},
      x.questions_dropped);
  out.add(
      {"muster_store_failures_total", counter, "Slices of a round that could not be written."},
      x.write_failures);
  out.add(
      {"muster_snapshot_rounds_total", counter, "Rounds in which all news was written."}, x.rounds);
  out.add(
      {"muster_snapshot_last_timestamp_seconds", gauge,
       "When the last such round ended, in seconds since 1970; 0: none has."},
      std::uint64_t{x.last_round});
  out.add(
      {"muster_clock_in_doubt", gauge,
       "Whether the clock is too far from what was stored last to be believed."},
      std::uint64_t{!x.clock_doubt.empty()});
  out.add(
      {"muster_samples_dropped_total", counter,
       "Samples of swarms that are not kept for lack of room."},
      x.samples_dropped);
}

void write_actors(exposition& out, const figures& x) {
  out.begin(
      {"muster_actor_restarts_total", counter,
       "Actors beside the announce path that failed and were started again."});
  for_each_labelled<lasting_actor>(x.restarts, [&](auto actor, auto value) {
    out.sample(value, {{"actor", actor}});
  });
}

void write_process(exposition& out, const process_usage& x) {
  out.add(
      {"process_resident_memory_bytes", gauge, "Memory of the process, in bytes."},
      x.resident_bytes);
  out.begin({"process_cpu_seconds_total", counter, "CPU time of the process, in seconds."});
  out.sample(x.cpu_seconds);
}

} // namespace

std::string
write_metrics(const figures& x, const process_usage& process, std::uint64_t operator_refusals) {
  exposition out;
  write_traffic(out, x.totals);
  write_peers(out, x.totals);
  write_swarms(out, x);
  write_errors(out, x.totals);
  write_load(out, x.totals);
  write_memory(out, x.memory);
  write_udp(out, x.totals);
  write_connections(out, x.totals.connections);
  write_viewers(out, x.totals);
  out.add(
      {"muster_operator_page_refusals_total", counter,
       "Requests for operators' pages with a wrong token, or after too many of these."},
      operator_refusals);
  write_persistence(out, x.persistence);
  write_actors(out, x);
  write_log_and_uptime(out, x);
  write_process(out, process);
  return std::move(out).text();
}

} // namespace muster
