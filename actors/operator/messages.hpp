// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "actors/peers/peer_listing.hpp"
#include "actors/persistence/messages.hpp"

#include <caf/type_id.hpp>

#include <cstdint>
#include <string>
#include <vector>

// Messages to the operator desk: musterctl's questions, their answers, and what the tracker says
// itself. Those that cross the operators' socket have `inspect` and a type id.
namespace muster {

// -- answers --------------------------------------------------------------------------------------

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

/// The configuration that holds, as a TOML file has it.
struct configuration_text {
  std::string text;
};

template <class Inspector>
auto inspect(Inspector& f, configuration_text& x) {
  return f(x.text);
}

// -- questions ------------------------------------------------------------------------------------

/// How is the tracker?
struct status_query {};

/// What do the actors do?
struct actors_query {};

/// Which swarms are there? Tells those of one shard of the directory after the other.
struct swarms_query {
  std::uint32_t first_shard = 0;
  /// No more shards once there are so many.
  std::uint32_t rows_max = 0;
};

template <class Inspector>
auto inspect(Inspector& f, swarms_query& x) {
  return f(x.first_shard, x.rows_max);
}

/// Who is in one swarm?
struct swarm_details_query {
  muster::info_hash info_hash;
  std::uint32_t peers_max = 0;
};

template <class Inspector>
auto inspect(Inspector& f, swarm_details_query& x) {
  return f(x.info_hash, x.peers_max);
}

/// In which swarms are the peers of one address?
struct address_query {
  std::string address;
};

template <class Inspector>
auto inspect(Inspector& f, address_query& x) {
  return f(x.address);
}

/// From now on log what has this weight.
struct change_log_level {
  std::string level;
};

template <class Inspector>
auto inspect(Inspector& f, change_log_level& x) {
  return f(x.level);
}

/// From now on refuse announces of a torrent.
struct deny_torrent {
  muster::info_hash info_hash;
};

template <class Inspector>
auto inspect(Inspector& f, deny_torrent& x) {
  return f(x.info_hash);
}

/// From now on admit announces of a torrent.
struct allow_torrent {
  muster::info_hash info_hash;
};

template <class Inspector>
auto inspect(Inspector& f, allow_torrent& x) {
  return f(x.info_hash);
}

/// End a swarm, with all its peers.
struct kick_swarm {
  muster::info_hash info_hash;
};

template <class Inspector>
auto inspect(Inspector& f, kick_swarm& x) {
  return f(x.info_hash);
}

/// Drop the peers of one address from all swarms.
struct kick_address {
  std::string address;
};

template <class Inspector>
auto inspect(Inspector& f, kick_address& x) {
  return f(x.address);
}

/// Write a snapshot now.
struct request_snapshot {};

/// Write a copy of the store to a folder.
struct request_backup {
  /// An absolute path; empty: a folder with the time as its name, in the data directory.
  std::string folder;
};

template <class Inspector>
auto inspect(Inspector& f, request_backup& x) {
  return f(x.folder);
}

/// Which configuration holds?
struct configuration_query {};

/// Stop accepting, answer 503, and end when the last client has gone.
struct drain {};

// -- from the tracker itself ----------------------------------------------------------------------

/// These network actors serve.
struct serving_began {
  std::vector<door_actor> servers;
};

/// The configuration was read again.
struct configuration_loaded {
  std::string text;
};

} // namespace muster

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::serving_began)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::configuration_loaded)

// What crosses the operators' socket, with the blocks before it. The order is part of the protocol:
// add at the end, and raise the version in net/operator_endpoint.cpp.
CAF_BEGIN_TYPE_ID_BLOCK(muster_operator, caf::id_block::muster_persistence::end)

CAF_ADD_TYPE_ID(muster_operator, (muster::status_query))
CAF_ADD_TYPE_ID(muster_operator, (muster::status_report))
CAF_ADD_TYPE_ID(muster_operator, (muster::actors_query))
CAF_ADD_TYPE_ID(muster_operator, (muster::actor_list))
CAF_ADD_TYPE_ID(muster_operator, (muster::swarms_query))
CAF_ADD_TYPE_ID(muster_operator, (muster::swarm_listing))
CAF_ADD_TYPE_ID(muster_operator, (muster::swarm_details_query))
CAF_ADD_TYPE_ID(muster_operator, (muster::address_query))
CAF_ADD_TYPE_ID(muster_operator, (muster::peer_listings))
CAF_ADD_TYPE_ID(muster_operator, (muster::change_log_level))
CAF_ADD_TYPE_ID(muster_operator, (muster::deny_torrent))
CAF_ADD_TYPE_ID(muster_operator, (muster::allow_torrent))
CAF_ADD_TYPE_ID(muster_operator, (muster::kick_swarm))
CAF_ADD_TYPE_ID(muster_operator, (muster::kick_address))
CAF_ADD_TYPE_ID(muster_operator, (muster::request_snapshot))
CAF_ADD_TYPE_ID(muster_operator, (muster::request_backup))
CAF_ADD_TYPE_ID(muster_operator, (muster::configuration_query))
CAF_ADD_TYPE_ID(muster_operator, (muster::configuration_text))
CAF_ADD_TYPE_ID(muster_operator, (muster::drain))
CAF_ADD_TYPE_ID(muster_operator, (muster::command_result))

CAF_END_TYPE_ID_BLOCK(muster_operator)
