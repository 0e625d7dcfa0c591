// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <chrono>
#include <cstdint>

namespace muster {

/// Says what a reactor leaves undone when it has too much to do, the dearest last: first clients
/// are told a longer interval, then scrapes are refused, then torrents that nobody has yet.
/// Announces to the swarms that there are go on.
class load_shedding {
public:
  /// @param threshold_percent  the load, in percent of the reactor's time, at which it begins; 100:
  ///                           never.
  explicit load_shedding(std::uint32_t threshold_percent) : threshold_(threshold_percent) {
    // nop
  }

  /// From now on the load is so many percent.
  void load(std::uint32_t percent) noexcept {
    excess_ = percent > threshold_ ? 100 * (percent - threshold_) / (100 - threshold_) : 0;
  }

  /// The interval, longer in proportion to the load above the threshold: by `raise_percent` at
  /// full load.
  [[nodiscard]] std::chrono::seconds
  raised(std::chrono::seconds interval, std::uint32_t raise_percent) const noexcept {
    return interval + interval * raise_percent * excess_ / 10'000;
  }

  [[nodiscard]] bool refuses_scrapes() const noexcept {
    return excess_ >= scrapes_excess;
  }

  [[nodiscard]] bool refuses_new_swarms() const noexcept {
    return excess_ >= new_swarms_excess;
  }

private:
  /// Percent of the way from the threshold to full load. Chosen: with the default threshold of 80
  /// these are loads of 90 and 95.
  static constexpr std::uint32_t scrapes_excess = 50;
  static constexpr std::uint32_t new_swarms_excess = 75;

  std::uint32_t threshold_;
  std::uint32_t excess_ = 0;
};

} // namespace muster
