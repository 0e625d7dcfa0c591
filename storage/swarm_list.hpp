// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "storage/history_samples.hpp"
#include "storage/storage_error.hpp"

#include <cstddef>

namespace muster {

class store;
class swarm_index;

/// Swarms with a prefix that are counted and sorted; of more, the total says at least so many.
/// Chosen: what two digits have among a million, and some milliseconds.
inline constexpr std::size_t matches_max = 5000;

/// Whether `a` stands before `b` in the order that is asked for.
[[nodiscard]] bool
stands_before(const swarm_query& query, const swarm_sample& a, const swarm_sample& b) noexcept;

/// A part of the list of the swarms that have a `latest_row`, within some milliseconds.
storage_result<swarm_page>
list_swarms(const swarm_query& query, const store& records, const swarm_index& index);

} // namespace muster
