// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/announce.hpp"

#include <cstdint>
#include <string>
#include <vector>

// What an operator is told. All of it crosses the operators' socket, hence `inspect`.
namespace muster {

template <class Inspector>
auto inspect(Inspector& f, info_hash& x) {
  return f(x.bytes);
}

template <class Inspector>
auto inspect(Inspector& f, swarm_counts& x) {
  return f(x.seeders, x.leechers, x.downloaders, x.completed_count);
}

/// What came of a command.
struct command_result {
  bool done = false;
  /// One line: what was done, or why not.
  std::string text;
};

template <class Inspector>
auto inspect(Inspector& f, command_result& x) {
  return f(x.done, x.text);
}

/// How the tracker is. Counts are since its start.
struct status_report {
  /// As `musterd --version` has it.
  std::string version;
  std::uint32_t process = 0;
  std::uint32_t uptime_seconds = 0;
  bool draining = false;
  std::uint64_t swarms = 0;
  std::uint64_t seeders = 0;
  std::uint64_t leechers = 0;
  std::uint64_t connections = 0;
  std::uint64_t announces = 0;
  std::uint64_t scrapes = 0;
  std::uint64_t refusals = 0;
  std::uint64_t log_records_dropped = 0;
};

template <class Inspector>
auto inspect(Inspector& f, status_report& x) {
  return f(
      x.version, x.process, x.uptime_seconds, x.draining, x.swarms, x.seeders, x.leechers,
      x.connections, x.announces, x.scrapes, x.refusals, x.log_records_dropped);
}

/// What one actor does. Of all swarms together only `count` and `handled` are known.
struct actor_row {
  std::string kind;
  /// 0: this row is about more than one actor.
  std::uint64_t id = 0;
  std::uint64_t count = 1;
  /// `reactor 0`, `scheduler` or `own thread`.
  std::string place;
  /// The kernel's number of the thread that ran it last; 0: none.
  std::uint32_t thread = 0;
  std::uint64_t waiting = 0;
  std::uint64_t handled = 0;
  std::uint64_t busy_microseconds = 0;
  std::uint32_t restarts = 0;
};

template <class Inspector>
auto inspect(Inspector& f, actor_row& x) {
  return f(
      x.kind, x.id, x.count, x.place, x.thread, x.waiting, x.handled, x.busy_microseconds,
      x.restarts);
}

struct actor_list {
  std::vector<actor_row> rows;
  /// When this was so, on a clock that only goes forwards.
  std::uint64_t microseconds = 0;
};

template <class Inspector>
auto inspect(Inspector& f, actor_list& x) {
  return f(x.rows, x.microseconds);
}

/// One swarm of many.
struct listed_swarm {
  muster::info_hash info_hash;
  swarm_counts counts;
};

template <class Inspector>
auto inspect(Inspector& f, listed_swarm& x) {
  return f(x.info_hash, x.counts);
}

/// Some of the swarms, in no order.
struct swarm_listing {
  std::vector<listed_swarm> rows;
  /// Where the next page begins; 0: this was the last one.
  std::uint32_t next_shard = 0;
};

template <class Inspector>
auto inspect(Inspector& f, swarm_listing& x) {
  return f(x.rows, x.next_shard);
}

/// One peer of a swarm.
struct listed_peer {
  /// `1.2.3.4:80` or `[::1]:80`.
  std::string endpoint;
  /// What its peer_id begins with, see `client_of`.
  std::string client;
  /// The whole of it, what cannot be printed escaped, see `printable`.
  std::string peer_id;
  bool is_seeder = false;
  /// Seconds since its last announce.
  std::uint32_t age_seconds = 0;
};

template <class Inspector>
auto inspect(Inspector& f, listed_peer& x) {
  return f(x.endpoint, x.client, x.peer_id, x.is_seeder, x.age_seconds);
}

/// How many peers of a swarm use one client.
struct client_count {
  std::string client;
  std::uint32_t peers = 0;
};

template <class Inspector>
auto inspect(Inspector& f, client_count& x) {
  return f(x.client, x.peers);
}

/// The peers of one swarm, or those of one address in it.
struct peer_listing {
  muster::info_hash info_hash;
  swarm_counts counts;
  /// Some of the peers asked for.
  std::vector<listed_peer> peers;
  /// How many those are in all.
  std::uint32_t matching = 0;
  /// Of all matching, the most frequent first.
  std::vector<client_count> clients;
};

template <class Inspector>
auto inspect(Inspector& f, peer_listing& x) {
  return f(x.info_hash, x.counts, x.peers, x.matching, x.clients);
}

/// The swarms that have peers of the kind asked for.
struct peer_listings {
  std::vector<peer_listing> swarms;
  /// Whether there are more than are listed.
  bool is_cut = false;
};

template <class Inspector>
auto inspect(Inspector& f, peer_listings& x) {
  return f(x.swarms, x.is_cut);
}

/// Some lines of the log.
struct log_page {
  std::vector<std::string> lines;
  /// What to ask for next.
  std::uint64_t next = 0;
  /// Lines that nobody keeps any more.
  std::uint64_t lost = 0;
};

template <class Inspector>
auto inspect(Inspector& f, log_page& x) {
  return f(x.lines, x.next, x.lost);
}

/// The configuration that holds, as a TOML file has it.
struct configuration_text {
  std::string text;
};

template <class Inspector>
auto inspect(Inspector& f, configuration_text& x) {
  return f(x.text);
}

} // namespace muster
