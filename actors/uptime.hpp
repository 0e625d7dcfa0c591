// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <chrono>
#include <cstdint>

namespace muster {

/// Whole seconds since the tracker started: the only time that swarms know. 136 years fit.
using uptime = std::chrono::duration<std::uint32_t>;

/// Tells the uptime. Every thread has a copy with the same start.
class uptime_clock {
public:
  [[nodiscard]] uptime now() const noexcept {
    return std::chrono::duration_cast<uptime>(std::chrono::steady_clock::now() - start_);
  }

private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

} // namespace muster
