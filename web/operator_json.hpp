// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/operator/messages.hpp"
#include "actors/peers/peer_listing.hpp"

#include <optional>
#include <string>

// What operators alone are told, as JSON. web/ui/openapi.json describes it.
namespace muster {

/// What the actors do. What is not known of all swarms together is null.
[[nodiscard]] std::string write_actors_json(const actor_list& x);

/// The peers of one swarm, with the names that musterctl has.
/// @param more_swarms  whether other swarms are left out; nothing: that is not told.
[[nodiscard]] std::string
write_peers_json(const peer_listing& x, std::optional<bool> more_swarms = std::nullopt);

} // namespace muster
