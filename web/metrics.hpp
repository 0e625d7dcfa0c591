// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/statistics/figures.hpp"
#include "actors/statistics/process_usage.hpp"

#include <cstdint>
#include <string>

namespace muster {

/// Renders the figures for Prometheus. docs/metrics.md says what each metric means.
///
/// The names, the labels and their values are the same from the first scrape on, so that a rate
/// has a zero to begin with and no client can add a time series.
///
/// @param operator_refusals  how often the gate to the operators' pages has refused; 0 without.
[[nodiscard]] std::string
write_metrics(const figures& x, const process_usage& process, std::uint64_t operator_refusals = 0);

} // namespace muster
