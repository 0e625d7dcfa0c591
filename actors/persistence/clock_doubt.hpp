// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/timestamp.hpp"

#include <chrono>
#include <string>

namespace muster {

/// How far a clock may be ahead of the newest that the store knows: a tracker may have been off for
/// so long. Chosen: a machine without a battery starts years away from the right time.
inline constexpr std::chrono::seconds clock_ahead_max = std::chrono::days{7};

/// How far it may be behind. Chosen: no clock that is set by the network is, and nobody sets one
/// back by more than the hour of a wrong time zone.
inline constexpr std::chrono::seconds clock_behind_max = std::chrono::hours{1};

/// How long a tracker runs before it believes a clock that was in doubt: an hour, in which the
/// network or an operator would have set it.
inline constexpr std::chrono::seconds clock_doubt_time = std::chrono::hours{1};

/// Why the time of a start cannot be believed at once: one line. Empty: it can.
/// @param newest  of when the newest record of the store is.
[[nodiscard]] std::string doubt_about_clock(timestamp now, timestamp newest);

} // namespace muster
