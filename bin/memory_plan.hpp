// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/swarm/memory_budget.hpp"
#include "net/http/door.hpp"
#include "storage/store_settings.hpp"

#include <cstdint>

namespace muster {

struct configuration;
struct descriptor_plan;

/// The memory that the process may take: what the configuration says, else three quarters of what
/// there is.
[[nodiscard]] std::uint64_t memory_bytes_max_of(const configuration& config);

/// How much of it the store may use.
[[nodiscard]] store_settings store_settings_of(const configuration& config);

/// What the budget of memory works with.
[[nodiscard]] memory_settings memory_settings_of(const configuration& config);

/// What HTTP may have. What waits in connections has a small share of all memory, so that no flood
/// of connections costs a swarm.
[[nodiscard]] http_share
http_share_of(const configuration& config, const descriptor_plan& descriptors);

} // namespace muster
