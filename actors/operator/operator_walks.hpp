// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "actors/operator/messages.hpp"
#include "actors/operator/operator_desk.hpp"

// What operators ask or do that concerns swarms: one of them, or all in a walk.
namespace muster {

using operator_desk_pointer = operator_actor::stateful_pointer<operator_desk_state>;

caf::result<swarm_listing> list_swarms(operator_desk_pointer self, const swarms_query& x);

caf::result<peer_listings> list_swarm(operator_desk_pointer self, const swarm_details_query& x);

caf::result<peer_listings> list_address(operator_desk_pointer self, const address_query& x);

command_result kick(operator_desk_pointer self, const kick_swarm& x);

caf::result<command_result> kick(operator_desk_pointer self, const kick_address& x);

} // namespace muster
