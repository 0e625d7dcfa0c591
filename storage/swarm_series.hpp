// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/identifier.hpp"
#include "net/protocol/timestamp.hpp"
#include "storage/history_samples.hpp"
#include "storage/storage_error.hpp"

#include <span>
#include <vector>

namespace muster {

class store;
class swarm_history;

/// What a swarm had at the end of each of the periods that `times` begin.
///
/// Both tiers are asked, whatever the period: what one of them knows of a time is true, even if the
/// other knows more.
/// @param times  ascending.
storage_result<std::vector<swarm_point>> series_of(
    const info_hash& swarm, std::span<const timestamp> times, timestamp period,
    const store& records, const swarm_history& history);

} // namespace muster
