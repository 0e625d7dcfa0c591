// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/peers/peer_table.hpp"
#include "storage/swarm_record.hpp"

#include <vector>

namespace muster {

/// All peers of a table, as they are stored.
template <family Family>
[[nodiscard]] std::vector<stored_peer> to_stored(const peer_table<Family>& peers);

/// A peer as a swarm remembers it.
template <family Family>
[[nodiscard]] peer_record<Family> from_stored(const stored_peer& x);

} // namespace muster
