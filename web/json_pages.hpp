// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/persistence/messages.hpp"
#include "web/page_parameters.hpp"

#include <string>
#include <string_view>

// The pages for machines that are not `/stats.json`. web/ui/openapi.json describes them.
namespace muster {

/// A series for which the bounds have been found: from `from` up to but not including `to`.
[[nodiscard]] series_query to_series_query(const stats_request& x, timestamp now);

/// The points of a series, and what there is now as the last one.
[[nodiscard]] std::string write_series_json(
    const stats_request& asked, const series_query& bounds, const series& found,
    const figures& now);

/// The same points, a line each, below a line with the names.
[[nodiscard]] std::string write_series_csv(
    const stats_request& asked, const series_query& bounds, const series& found,
    const figures& now);

/// @param is_current  whether the list is what is tracked, give or take a snapshot interval.
[[nodiscard]] std::string
write_swarms_json(const swarm_query& asked, const swarm_page& found, bool is_current);

[[nodiscard]] std::string write_swarm_json(const swarm_sample& x);

/// What is wrong with a parameter.
[[nodiscard]] std::string write_mistake_json(const parameter_mistake& x);

/// Something that is wrong with no parameter.
[[nodiscard]] std::string write_error_json(std::string_view message);

/// The figures of a moment, for those who look at them live.
/// @param before   the figures some seconds ago, from which the rates follow.
/// @param seconds  how many.
[[nodiscard]] std::string
write_live_json(const figures& before, const figures& now, double seconds);

} // namespace muster
