// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace muster::load {

void histogram::add(std::int64_t nanoseconds) noexcept {
  const auto duration = std::max<std::int64_t>(nanoseconds, 0);
  const auto unsigned_duration = static_cast<std::uint64_t>(duration);
  ++buckets_[bucket_of(unsigned_duration)];
  ++count_;
  sum_ += unsigned_duration;
  max_ = std::max(max_, duration);
}

void histogram::merge(const histogram& other) noexcept {
  for (std::size_t i = 0; i < bucket_count; ++i)
    buckets_[i] += other.buckets_[i];
  count_ += other.count_;
  sum_ += other.sum_;
  max_ = std::max(max_, other.max_);
}

double histogram::mean() const noexcept {
  return count_ == 0 ? 0 : static_cast<double>(sum_) / static_cast<double>(count_);
}

std::int64_t histogram::quantile(double q) const noexcept {
  if (count_ == 0)
    return 0;
  const auto wanted = std::ceil(std::clamp(q, 0.0, 1.0) * static_cast<double>(count_));
  const auto rank = std::max<std::uint64_t>(static_cast<std::uint64_t>(wanted), 1);
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < bucket_count; ++i) {
    seen += buckets_[i];
    if (seen >= rank && i + 1 < bucket_count)
      return std::min(end_of(i), max_);
  }
  return max_;
}

std::size_t histogram::bucket_of(std::uint64_t nanoseconds) noexcept {
  if (nanoseconds < steps)
    return nanoseconds;
  const auto width = static_cast<unsigned>(std::bit_width(nanoseconds));
  // The leading one is the octave, the six bits after it are the step.
  const unsigned shift = width - steps_bits - 1;
  const auto step = (nanoseconds >> shift) - steps;
  return std::min((shift + 1) * steps + step, bucket_count - 1);
}

std::int64_t histogram::end_of(std::size_t bucket) noexcept {
  if (bucket < steps)
    return static_cast<std::int64_t>(bucket);
  const auto shift = bucket / steps - 1;
  const auto step = bucket % steps + steps;
  return static_cast<std::int64_t>(((step + 1) << shift) - 1);
}

} // namespace muster::load
