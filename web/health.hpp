// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/statistics/figures.hpp"
#include "net/protocol/timestamp.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace muster {

/// How many times its interval a round may take before the tracker is degraded. Chosen: a round
/// that is as late as a busy machine makes it is no reason to wake anybody.
inline constexpr std::uint32_t late_rounds = 3;

/// How the tracker is: `{"status":"ok"}`, or `degraded` with the reason.
[[nodiscard]] std::string write_health_json(const persistence_figures& x, timestamp now);

/// Same, for a tracker of which something is amiss.
/// @param reason  what.
[[nodiscard]] std::string write_health_json(std::string_view reason);

/// Whether everything that was known before the start is there.
[[nodiscard]] bool is_ready(const persistence_figures& x) noexcept;

} // namespace muster
