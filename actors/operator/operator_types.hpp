// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"

#include <caf/type_id.hpp>

namespace muster {

template <class Inspector>
auto inspect(Inspector& f, log_query& x) {
  return f(x.from, x.level, x.json, x.waits);
}

template <class Inspector>
auto inspect(Inspector& f, swarms_query& x) {
  return f(x.first_shard, x.rows_max);
}

template <class Inspector>
auto inspect(Inspector& f, swarm_details_query& x) {
  return f(x.info_hash, x.peers_max);
}

template <class Inspector>
auto inspect(Inspector& f, address_query& x) {
  return f(x.address);
}

template <class Inspector>
auto inspect(Inspector& f, change_log_level& x) {
  return f(x.level);
}

template <class Inspector>
auto inspect(Inspector& f, deny_torrent& x) {
  return f(x.info_hash);
}

template <class Inspector>
auto inspect(Inspector& f, allow_torrent& x) {
  return f(x.info_hash);
}

template <class Inspector>
auto inspect(Inspector& f, kick_swarm& x) {
  return f(x.info_hash);
}

template <class Inspector>
auto inspect(Inspector& f, kick_address& x) {
  return f(x.address);
}

template <class Inspector>
auto inspect(Inspector& f, request_backup& x) {
  return f(x.folder);
}

} // namespace muster

// What crosses the operators' socket. The order is part of the protocol: add at the end, and raise
// the version in net/operator_endpoint.cpp.
CAF_BEGIN_TYPE_ID_BLOCK(muster, caf::first_custom_type_id)

CAF_ADD_TYPE_ID(muster, (muster::status_query))
CAF_ADD_TYPE_ID(muster, (muster::status_report))
CAF_ADD_TYPE_ID(muster, (muster::actors_query))
CAF_ADD_TYPE_ID(muster, (muster::actor_list))
CAF_ADD_TYPE_ID(muster, (muster::swarms_query))
CAF_ADD_TYPE_ID(muster, (muster::swarm_listing))
CAF_ADD_TYPE_ID(muster, (muster::swarm_details_query))
CAF_ADD_TYPE_ID(muster, (muster::address_query))
CAF_ADD_TYPE_ID(muster, (muster::peer_listings))
CAF_ADD_TYPE_ID(muster, (muster::log_query))
CAF_ADD_TYPE_ID(muster, (muster::log_page))
CAF_ADD_TYPE_ID(muster, (muster::change_log_level))
CAF_ADD_TYPE_ID(muster, (muster::deny_torrent))
CAF_ADD_TYPE_ID(muster, (muster::allow_torrent))
CAF_ADD_TYPE_ID(muster, (muster::kick_swarm))
CAF_ADD_TYPE_ID(muster, (muster::kick_address))
CAF_ADD_TYPE_ID(muster, (muster::request_snapshot))
CAF_ADD_TYPE_ID(muster, (muster::request_backup))
CAF_ADD_TYPE_ID(muster, (muster::configuration_query))
CAF_ADD_TYPE_ID(muster, (muster::configuration_text))
CAF_ADD_TYPE_ID(muster, (muster::drain))
CAF_ADD_TYPE_ID(muster, (muster::command_result))
CAF_ADD_TYPE_ID(muster, (muster::trust_clock))

CAF_END_TYPE_ID_BLOCK(muster)
