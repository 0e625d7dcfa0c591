// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/figures.hpp"

#include <string>
#include <string_view>

namespace muster {

/// How the tracker is: `{"status":"ok"}`, or `degraded` with the reason.
[[nodiscard]] std::string write_health_json(const persistence_figures& x);

/// Same, for a tracker of which something is amiss.
/// @param reason  what.
[[nodiscard]] std::string write_health_json(std::string_view reason);

/// Whether everything that was known before the start is there.
[[nodiscard]] bool is_ready(const persistence_figures& x) noexcept;

} // namespace muster
