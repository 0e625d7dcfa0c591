// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"

#include <caf/type_id.hpp>

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

CAF_END_TYPE_ID_BLOCK(muster)
