// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/statistics/figures.hpp"

#include <caf/test/unit_test.hpp>

#include <cstdint>

namespace muster::test {

/// A report in which every figure is another multiple of `factor`.
inline statistics_report a_report(std::uint32_t factor) {
  std::uint32_t next = 0;
  const auto number = [&] {
    return ++next * factor;
  };
  statistics_report x;
  for (auto& by_family : x.traffic)
    for (auto& t : by_family) {
      for (auto& n : t.announces)
        n = number();
      t.scrapes = number();
      t.peers_sent = number();
    }
  for (auto& p : x.swarms.population)
    p = {number(), number(), number()};
  for (auto& n : x.swarms.completed)
    n = number();
  x.swarms.active = static_cast<std::int32_t>(number());
  for (auto& n : x.refusals)
    n = number();
  for (auto& n : x.http_errors)
    n = number();
  x.udp_connects = number();
  for (auto& n : x.udp_drops)
    n = number();
  x.connections = {number(), number(), number(), number(), number()};
  for (auto& n : x.turns.turns)
    n = number();
  x.turns.nanoseconds = number();
  x.requests_failed = number();
  x.peers_unlisted = number();
  x.peers_hidden = number();
  x.peers_displaced = number();
  x.private_peers_left_out = number();
  x.peers_expired = number();
  x.swarms_ended = number();
  x.viewers_rejected = number();
  x.store_pages_rejected = number();
  x.intervals_raised = number();
  x.swarms_evicted = number();
  return x;
}

inline bool same(const traffic& a, const traffic& b) {
  return a.announces == b.announces && a.scrapes == b.scrapes && a.peers_sent == b.peers_sent;
}

inline bool same(const connection_counts& a, const connection_counts& b) {
  return a.accepted == b.accepted && a.closed == b.closed && a.timed_out == b.timed_out
         && a.rejected == b.rejected && a.rejected_by_source == b.rejected_by_source;
}

inline void check_same(const statistics_report& a, const statistics_report& b) {
  for (std::size_t p = 0; p < protocol_count; ++p)
    for (std::size_t i = 0; i < family_count; ++i)
      CAF_CHECK(same(a.traffic[p][i], b.traffic[p][i]));
  CAF_CHECK(a.swarms == b.swarms);
  CAF_CHECK(a.refusals == b.refusals);
  CAF_CHECK(a.http_errors == b.http_errors);
  CAF_CHECK_EQUAL(a.udp_connects, b.udp_connects);
  CAF_CHECK(a.udp_drops == b.udp_drops);
  CAF_CHECK(same(a.connections, b.connections));
  CAF_CHECK(a.turns.turns == b.turns.turns);
  CAF_CHECK_EQUAL(a.turns.nanoseconds, b.turns.nanoseconds);
  CAF_CHECK_EQUAL(a.requests_failed, b.requests_failed);
  CAF_CHECK_EQUAL(a.peers_unlisted, b.peers_unlisted);
  CAF_CHECK_EQUAL(a.peers_hidden, b.peers_hidden);
  CAF_CHECK_EQUAL(a.peers_displaced, b.peers_displaced);
  CAF_CHECK_EQUAL(a.private_peers_left_out, b.private_peers_left_out);
  CAF_CHECK_EQUAL(a.peers_expired, b.peers_expired);
  CAF_CHECK_EQUAL(a.swarms_ended, b.swarms_ended);
  CAF_CHECK_EQUAL(a.viewers_rejected, b.viewers_rejected);
  CAF_CHECK_EQUAL(a.store_pages_rejected, b.store_pages_rejected);
  CAF_CHECK_EQUAL(a.intervals_raised, b.intervals_raised);
  CAF_CHECK_EQUAL(a.swarms_evicted, b.swarms_evicted);
}

} // namespace muster::test
