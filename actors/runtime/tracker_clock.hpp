// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/timestamp.hpp"

#include <chrono>
#include <cstdint>

namespace muster {

/// Tells the time. Every thread has a copy with the same start.
///
/// It asks the clock on the wall once, when the tracker starts, and goes on steadily from there:
/// what is remembered over a restart can be compared with it, and nobody who sets the time of the
/// machine makes peers expire.
class tracker_clock {
public:
  tracker_clock() = default;

  /// @param start  since 1970, instead of what the clock on the wall says.
  explicit tracker_clock(std::chrono::nanoseconds start) noexcept : start_{start} {
    // nop
  }

  [[nodiscard]] timestamp now() const noexcept {
    return std::chrono::duration_cast<timestamp>(start_ + since_start());
  }

  /// Seconds since the tracker started.
  [[nodiscard]] std::uint32_t uptime_seconds() const noexcept {
    return std::chrono::duration_cast<timestamp>(since_start()).count();
  }

  /// How far the clock on the wall is from this one; negative: behind. It may have been set since
  /// the start.
  [[nodiscard]] std::chrono::seconds wall_offset() const {
    const std::chrono::nanoseconds wall = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(wall - (start_ + since_start()));
  }

private:
  [[nodiscard]] std::chrono::nanoseconds since_start() const noexcept {
    return std::chrono::steady_clock::now() - steady_start_;
  }

  std::chrono::steady_clock::time_point steady_start_ = std::chrono::steady_clock::now();
  std::chrono::nanoseconds start_ = std::chrono::system_clock::now().time_since_epoch();
};

} // namespace muster
