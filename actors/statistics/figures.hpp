// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/announce.hpp"
#include "net/protocol/refusal.hpp"
#include "storage/history_samples.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <string>

namespace muster {

/// The ways in which announces arrive. Used as an index.
enum class protocol : std::uint8_t { http, udp };

inline constexpr std::size_t protocol_count = 2;

/// One number for each address family.
template <class T>
using per_family = std::array<T, family_count>;

/// The peers of a swarm that a sweep has still to look at: so many from the front of the table of
/// each family, or all of them if those are fewer.
struct unswept_peers {
  per_family<std::uint32_t> front{~std::uint32_t{0}, ~std::uint32_t{0}};

  [[nodiscard]] bool is_done() const noexcept {
    return front == per_family<std::uint32_t>{};
  }
};

/// Peers by what they do. As a change it may be negative.
struct population {
  std::int64_t downloaders = 0;
  /// Partial seeds, which count as leechers (BEP 21).
  std::int64_t paused = 0;
  std::int64_t seeders = 0;

  void add(const population& x) noexcept {
    downloaders += x.downloaders;
    paused += x.paused;
    seeders += x.seeders;
  }

  friend bool operator==(const population&, const population&) = default;
};

/// By how much a population has changed.
[[nodiscard]] constexpr population
difference(const population& after, const population& before) noexcept {
  return {
      after.downloaders - before.downloaders, after.paused - before.paused,
      after.seeders - before.seeders};
}

/// What one message changed in a swarm. Travels with the swarm's answer, so that an announce costs
/// no message of its own to the statistics actor.
struct swarm_changes {
  per_family<muster::population> population;
  /// Leechers that became seeders.
  per_family<std::uint32_t> completed{};
  /// Swarms that have peers now and had none: 1, or -1 the other way round.
  std::int32_t active = 0;
  /// Peers that gave way to a newer one of their address.
  std::uint32_t displaced = 0;

  friend bool operator==(const swarm_changes&, const swarm_changes&) = default;
};

/// Requests of one protocol and family since the start.
struct traffic {
  std::array<std::uint64_t, announce_event_count> announces{};
  std::uint64_t scrapes = 0;
  std::uint64_t peers_sent = 0;
};

/// HTTP errors that a client can cause. Used as an index.
enum class http_error : std::uint8_t {
  bad_request,
  not_found,
  method_not_allowed,
  uri_too_long,
  head_too_large,
  forwarded_header_missing,
  too_many_pages,
};

inline constexpr std::size_t http_error_count = 7;

/// Why a datagram is not answered. Used as an index.
enum class udp_drop : std::uint8_t {
  /// It is no request.
  malformed,
  /// Its connection id is none of ours, or was issued to somebody else or too long ago.
  invalid_connection_id,
  /// Too many requests wait for their swarms.
  overload,
  /// The kernel did not take the reply.
  unsent,
  /// Its source asks for too many connection ids, or has been told too many errors.
  rate_limited,
  /// Its swarm did not answer in time.
  timed_out,
};

inline constexpr std::size_t udp_drop_count = 6;

/// What happened to connections since the start.
struct connection_counts {
  std::uint64_t accepted = 0;
  /// All that were accepted and are not open any more, those that timed out included.
  std::uint64_t closed = 0;
  /// Closed because a request or the next one did not come in time.
  std::uint64_t timed_out = 0;
  /// Turned away because there were too many, or too many of their source or its network; not among
  /// those accepted.
  std::uint64_t rejected = 0;
  std::uint64_t rejected_by_source = 0;
  std::uint64_t rejected_by_network = 0;
  /// Closed to make room for newcomers, or because too many bytes waited in connections.
  std::uint64_t displaced = 0;
  std::uint64_t displaced_for_memory = 0;
};

/// How long the turns of reactors took, in which each of them does what there is to do before it
/// turns to sockets again.
struct turn_times {
  static constexpr std::array<std::uint32_t, 9> bounds_microseconds{
      100, 250, 500, 1'000, 2'500, 5'000, 10'000, 50'000, 250'000};

  /// Turns up to each bound and longer than the one before; the last ones are beyond all bounds.
  std::array<std::uint64_t, bounds_microseconds.size() + 1> turns{};
  /// Of all turns together.
  std::uint64_t nanoseconds = 0;

  /// Another turn took that long.
  void add(std::chrono::nanoseconds time) noexcept;
  void add(const turn_times& x) noexcept;
};

/// What a reactor saw since its last report, or a swarm did without an announce; added up, the
/// totals of the tracker.
struct statistics_report {
  std::array<per_family<muster::traffic>, protocol_count> traffic{};
  swarm_changes swarms;
  std::array<std::uint64_t, refusal_count> refusals{};
  std::array<std::uint64_t, http_error_count> http_errors{};
  /// Connection ids issued over UDP.
  std::uint64_t udp_connects = 0;
  std::array<std::uint64_t, udp_drop_count> udp_drops{};
  connection_counts connections;
  turn_times turns;
  /// Requests that were not answered, and connections that were closed, because there was no memory
  /// for something.
  std::uint64_t requests_failed = 0;
  /// Peers that a swarm did not take because it has enough from their address, or no memory.
  std::uint64_t peers_unlisted = 0;
  /// Announces of peers that nobody is told of, because of their port.
  std::uint64_t peers_hidden = 0;
  /// Peers that gave way to a newer one of their address.
  std::uint64_t peers_displaced = 0;
  /// Replies without peers of private addresses that others would have got.
  std::uint64_t private_peers_left_out = 0;
  /// Replies that told a longer interval than usual, because of the load.
  std::uint64_t intervals_raised = 0;
  /// Peers that went silent, and swarms that ended without peers.
  std::uint64_t peers_expired = 0;
  std::uint64_t swarms_ended = 0;
  /// Those of them that had one peer, and had to go because memory was short.
  std::uint64_t swarms_evicted = 0;
  /// Clients who wanted to look at live figures when too many did, in all or from their address.
  std::uint64_t viewers_rejected = 0;
  /// Pages that were refused because too many waited for the store.
  std::uint64_t store_pages_rejected = 0;

  void add(const statistics_report& x) noexcept;
  void add(const swarm_changes& x) noexcept;
};

/// How the store is.
enum class store_state : std::uint8_t {
  /// There is none, because the configuration says so.
  off,
  /// Not opened yet, or what it has is being loaded.
  loading,
  /// Everything that is new is written in time.
  saving,
  /// It cannot be opened or written; the tracker goes on without.
  failing,
};

inline constexpr std::size_t store_state_count = 4;

/// What the persistence actor has to tell.
struct persistence_figures {
  store_state state = store_state::off;
  /// Why it is failing: one line.
  std::string reason = {};
  /// Whether something of what was known before the start is still to be loaded.
  bool is_loading = false;
  std::uint64_t swarms_loaded = 0;
  std::uint64_t swarms_saved = 0;
  /// Stored swarms that were not loaded, because memory was short.
  std::uint64_t swarms_left_out = 0;
  /// Records that could not be read.
  std::uint64_t records_skipped = 0;
  /// Bytes of the store's log that could not be read.
  std::uint64_t log_bytes_dropped = 0;
  /// Questions that were left unanswered because whoever asked had given up.
  std::uint64_t questions_dropped = 0;
  /// Slices of a round that could not be written.
  std::uint64_t write_failures = 0;
  /// Rounds in which all news was written.
  std::uint64_t rounds = 0;
  /// When the last such round ended, in seconds since 1970; 0: none has.
  std::uint32_t last_round = 0;
  /// Samples that were not kept for lack of room.
  std::uint64_t samples_dropped = 0;
  /// What the store occupies.
  std::uint64_t disk_bytes = 0;
  /// Since when a round is waited for, in seconds since 1970: the last one ended then, or rounds
  /// began; 0: there are none yet.
  std::uint32_t awaited_since = 0;
  /// In how many seconds a round should end.
  std::uint32_t round_seconds = 0;
  /// Why the clock is in doubt: one line; empty: it is not.
  std::string clock_doubt = {};
};

/// What memory is used for.
struct memory_figures {
  /// What the process may take.
  std::uint64_t budget_bytes = 0;
  /// What it takes, but for freed memory that it has kept.
  std::uint64_t used_bytes = 0;
  /// What swarms take of that.
  std::uint64_t swarm_bytes = 0;
  /// What waits in connections: beginnings of requests, and rests of replies.
  std::uint64_t waiting_bytes = 0;
};

/// What can be seen of all swarms without asking one.
struct swarms_now {
  std::uint64_t swarms = 0;
  memory_figures memory;
};

/// Actors that are started again when they fail. Used as an index.
enum class lasting_actor : std::uint8_t {
  logger,
  operator_desk,
  pages,
  persistence,
  statistics,
  sweeper,
};

inline constexpr std::size_t lasting_actor_count = 6;

/// One number for each of them.
template <class T>
using per_lasting_actor = std::array<T, lasting_actor_count>;

/// What the statistics actor knows at one moment.
struct figures {
  statistics_report totals;
  std::uint64_t swarms = 0;
  std::uint32_t uptime_seconds = 0;
  /// Log records that were not written because too many waited or writing failed.
  std::uint64_t log_records_dropped = 0;
  /// Log records that were not written because their event came too often.
  std::uint64_t log_records_suppressed = 0;
  persistence_figures persistence = {};
  memory_figures memory = {};
  /// What the minute that has not ended is like so far.
  tracker_sample present = {};
  /// How often actors have been started again.
  per_lasting_actor<std::uint64_t> restarts = {};
};

} // namespace muster
