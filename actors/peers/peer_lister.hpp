// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/peers/peer_listing.hpp"
#include "actors/peers/peer_set.hpp"

#include <string>

namespace muster {

/// What a peer_id says about its client, in printable characters: `-qB4520-` of those that follow
/// BEP 20, the first eight bytes of others. A byte that cannot be printed becomes a question mark.
[[nodiscard]] std::string client_of(const peer_id& x);

/// A whole peer_id in printable characters: all others, a space and `%` are percent-encoded.
[[nodiscard]] std::string printable(const peer_id& x);

/// Lists the peers of one swarm that were asked for. Takes a look at every peer, so it is for
/// operators and not for announces.
[[nodiscard]] peer_listing
list(const peer_set& peers, const info_hash& name, const list_peers& question);

} // namespace muster
