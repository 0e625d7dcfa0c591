// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace muster::load {

/// Counts durations in buckets that grow with the duration, so that a few kilobytes hold
/// nanoseconds and minutes alike.
///
/// Each power of two is cut into 64 buckets: a quantile is never below the true value and at most
/// 1/64 (1.6 %) above it. Durations under 64 ns are exact; those above 2^37 ns (137 s) count as
/// that. Belongs to one thread; threads merge theirs at the end.
class histogram {
public:
  /// Counts one duration. Negative ones count as zero.
  void add(std::int64_t nanoseconds) noexcept;

  void merge(const histogram& other) noexcept;

  [[nodiscard]] std::uint64_t count() const noexcept {
    return count_;
  }

  /// The longest duration, exactly; 0 if there is none.
  [[nodiscard]] std::int64_t max() const noexcept {
    return max_;
  }

  /// The mean, exactly; 0 if there is none.
  [[nodiscard]] double mean() const noexcept;

  /// The duration that a share `q` (0 to 1) of all does not exceed, rounded up to the end of its
  /// bucket but not above `max()`; 0 if there is none.
  [[nodiscard]] std::int64_t quantile(double q) const noexcept;

private:
  static constexpr unsigned steps_bits = 6;
  static constexpr std::size_t steps = std::size_t{1} << steps_bits;
  static constexpr unsigned octaves = 32;
  static constexpr std::size_t bucket_count = steps * octaves;

  static std::size_t bucket_of(std::uint64_t nanoseconds) noexcept;
  static std::int64_t end_of(std::size_t bucket) noexcept;

  std::array<std::uint64_t, bucket_count> buckets_{};
  std::uint64_t count_ = 0;
  std::uint64_t sum_ = 0;
  std::int64_t max_ = 0;
};

} // namespace muster::load
