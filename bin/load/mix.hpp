// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstdint>

namespace muster::load {

/// Turns a number into one that looks random: the finaliser of splitmix64. A bijection, so that
/// different numbers stay different.
constexpr std::uint64_t mix(std::uint64_t x) noexcept {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

/// A small random number generator that gives the same numbers on every machine.
class random_numbers {
public:
  explicit random_numbers(std::uint64_t seed) noexcept : state_(seed) {
    // nop
  }

  /// A number from 0 to `bound - 1`, with a bias of less than 2^-32.
  /// @pre `bound > 0`
  std::uint32_t below(std::uint32_t bound) noexcept {
    state_ += 0x9e3779b97f4a7c15;
    return static_cast<std::uint32_t>(((mix(state_) >> 32) * bound) >> 32);
  }

private:
  std::uint64_t state_;
};

} // namespace muster::load
