// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <chrono>
#include <cstdint>

namespace muster {

/// Measures which share of its time a thread is busy: the mean of the last second or two, so that a
/// burst that is soon worked off counts for little.
///
/// Belongs to one thread.
class load_meter {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// The thread has worked from `begin` to `end`, which are later than all before.
  void add_busy(time_point begin, time_point end) noexcept;

  /// 0 to 100.
  [[nodiscard]] std::uint32_t percent() const noexcept {
    return percent_;
  }

private:
  /// Chosen: as long as it takes people to notice a delay.
  static constexpr std::chrono::seconds window{1};

  time_point window_begin_{};
  std::chrono::steady_clock::duration busy_{};
  std::uint32_t percent_ = 0;
};

} // namespace muster
