// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <chrono>
#include <cstdint>

namespace muster {

/// How much of the past is kept.
struct history_settings {
  /// For the samples of swarms, half of it for those of minutes and half for those of hours.
  std::uint64_t disk_bytes_max = std::uint64_t{1} << 30;
  std::chrono::hours minutes_age_max = std::chrono::days{3};
  std::chrono::hours hours_age_max = std::chrono::days{365};
};

} // namespace muster
