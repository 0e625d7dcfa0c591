// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/statistics/figures.hpp"
#include "actors/statistics/process_usage.hpp"

#include <cstdint>
#include <string>

namespace muster {

/// Renders the figures as one JSON object, its members always the same and in the same order.
/// docs/metrics.md has the names.
/// @param operator_refusals  as for `write_metrics`.
[[nodiscard]] std::string write_stats_json(
    const figures& x, const process_usage& process, std::uint64_t operator_refusals = 0);

} // namespace muster
