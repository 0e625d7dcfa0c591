// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/statistics/figures.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>

namespace muster {

namespace {

void add(std::integral auto& sum, std::integral auto x) noexcept {
  sum += x;
}

void add(population& sum, const population& x) noexcept {
  sum.add(x);
}

template <class T, std::size_t N>
void add(std::array<T, N>& sum, const std::array<T, N>& x) noexcept;

void add(traffic& sum, const traffic& x) noexcept {
  add(sum.announces, x.announces);
  sum.scrapes += x.scrapes;
  sum.peers_sent += x.peers_sent;
}

void add(connection_counts& sum, const connection_counts& x) noexcept {
  sum.accepted += x.accepted;
  sum.closed += x.closed;
  sum.timed_out += x.timed_out;
  sum.rejected += x.rejected;
  sum.rejected_by_source += x.rejected_by_source;
  sum.rejected_by_network += x.rejected_by_network;
  sum.displaced += x.displaced;
  sum.displaced_for_memory += x.displaced_for_memory;
}

/// Adds element to element.
template <class T, std::size_t N>
void add(std::array<T, N>& sum, const std::array<T, N>& x) noexcept {
  for (std::size_t i = 0; i < N; ++i)
    add(sum[i], x[i]);
}

} // namespace

void turn_times::add(std::chrono::nanoseconds time) noexcept {
  const auto bound = std::lower_bound(
      bounds_microseconds.begin(), bounds_microseconds.end(), time.count(),
      [](std::uint32_t microseconds, std::int64_t x) {
        return std::int64_t{microseconds} * 1000 < x;
      });
  ++turns[static_cast<std::size_t>(bound - bounds_microseconds.begin())];
  nanoseconds += static_cast<std::uint64_t>(time.count());
}

void turn_times::add(const turn_times& x) noexcept {
  muster::add(turns, x.turns);
  nanoseconds += x.nanoseconds;
}

void statistics_report::add(const statistics_report& x) noexcept {
  add(x.swarms);
  muster::add(traffic, x.traffic);
  muster::add(refusals, x.refusals);
  muster::add(http_errors, x.http_errors);
  udp_connects += x.udp_connects;
  muster::add(udp_drops, x.udp_drops);
  muster::add(connections, x.connections);
  turns.add(x.turns);
  requests_failed += x.requests_failed;
  peers_unlisted += x.peers_unlisted;
  peers_hidden += x.peers_hidden;
  peers_displaced += x.peers_displaced;
  private_peers_left_out += x.private_peers_left_out;
  intervals_raised += x.intervals_raised;
  peers_expired += x.peers_expired;
  swarms_ended += x.swarms_ended;
  swarms_evicted += x.swarms_evicted;
  viewers_rejected += x.viewers_rejected;
  store_pages_rejected += x.store_pages_rejected;
}

void statistics_report::add(const swarm_changes& x) noexcept {
  muster::add(swarms.population, x.population);
  muster::add(swarms.completed, x.completed);
  swarms.active += x.active;
}

} // namespace muster
