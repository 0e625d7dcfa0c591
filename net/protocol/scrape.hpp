// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/announce.hpp"

#include <vector>

namespace muster {

/// What a scrape tells about one swarm (BEP 48).
struct scrape_entry {
  muster::info_hash info_hash;
  swarm_counts counts;
};

/// The swarms asked for, each once, in ascending order of their info_hash: the order in which a
/// bencoded dictionary holds them.
using scrape_entries = std::vector<scrape_entry>;

} // namespace muster
