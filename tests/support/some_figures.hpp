// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/statistics/figures.hpp"

namespace muster::test {

/// The part of them that is about the store.
inline persistence_figures some_persistence_figures() {
  return {
      .state = store_state::saving,
      .reason = "",
      .swarms_loaded = 5001,
      .swarms_saved = 5002,
      .swarms_left_out = 5009,
      .records_skipped = 5003,
      .log_bytes_dropped = 5010,
      .questions_dropped = 5011,
      .write_failures = 5004,
      .rounds = 5005,
      .last_round = 5006,
      .samples_dropped = 5007,
      .disk_bytes = 5008};
}

/// Figures in which nearly every number occurs once.
inline figures some_figures() {
  figures x;
  auto& totals = x.totals;
  totals.traffic[0][0] = {{1001, 1002, 1003, 1004, 1005}, 1006, 1007};
  totals.traffic[0][1] = {{1011, 1012, 1013, 1014, 1015}, 1016, 1017};
  totals.traffic[1][0] = {{1021, 1022, 1023, 1024, 1025}, 1026, 1027};
  totals.traffic[1][1] = {{1031, 1032, 1033, 1034, 1035}, 1036, 1037};
  totals.swarms.population[0] = {.downloaders = 20, .paused = 3, .seeders = 40};
  totals.swarms.population[1] = {.downloaders = 50, .paused = 6, .seeders = 70};
  totals.swarms.completed = {81, 82};
  totals.swarms.active = 83;
  for (std::size_t i = 0; i < refusal_count; ++i)
    totals.refusals[i] = 2000 + i;
  for (std::size_t i = 0; i < http_error_count; ++i)
    totals.http_errors[i] = 3000 + i;
  totals.udp_connects = 3100;
  for (std::size_t i = 0; i < udp_drop_count; ++i)
    totals.udp_drops[i] = 3101 + i;
  totals.connections = {
      .accepted = 500,
      .closed = 460,
      .timed_out = 30,
      .rejected = 9,
      .rejected_by_source = 10,
      .rejected_by_network = 11,
      .displaced = 12,
      .displaced_for_memory = 13};
  totals.turns = {{9000, 9001, 9002, 9003, 9004, 9005, 9006, 9007, 9008, 9009}, 2'500'000'000};
  totals.requests_failed = 4014;
  totals.peers_unlisted = 4001;
  totals.peers_hidden = 4011;
  totals.peers_displaced = 4012;
  totals.private_peers_left_out = 4013;
  totals.peers_expired = 4002;
  totals.swarms_ended = 4003;
  totals.viewers_rejected = 4008;
  totals.store_pages_rejected = 4015;
  totals.intervals_raised = 4009;
  totals.swarms_evicted = 4010;
  x.swarms = 4004;
  x.uptime_seconds = 4005;
  x.log_records_dropped = 4006;
  x.log_records_suppressed = 4007;
  x.persistence = some_persistence_figures();
  x.memory = {8001, 8002, 8003, 8004};
  x.restarts = {7001, 7002, 7003, 7004, 7005, 7006};
  x.present = {
      .time = timestamp{1'700'000'045}, // 45 seconds after a full minute (and 13 full ones)
      .seconds = 40,
      .seeders = 110,
      .leechers = 79,
      .swarms_active = 83,
      .swarms = 4004,
      .completed = 12,
      .refusals = 6002,
      .resident_bytes = 6001,
      .traffic = {{{{200, 30}, {100, 10}}}}};
  return x;
}

} // namespace muster::test
