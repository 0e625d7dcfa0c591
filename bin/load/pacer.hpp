// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstdint>
#include <limits>

namespace muster::load {

/// Says when requests are due.
///
/// Closed loop: whenever a connection is free. Open loop: at a fixed rate, whatever the server
/// does; a request that had to wait keeps the time at which it was due, so that a slow server
/// cannot hide its slowness by slowing the clients down. Times are nanoseconds of one clock.
class pacer {
public:
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

  /// @param rate   requests per second, more than 0; 0: closed loop.
  /// @param count  requests in total.
  pacer(double rate, std::uint64_t count, std::int64_t start) noexcept
      : gap_(rate > 0 ? 1e9 / rate : 0), left_(count), start_(start) {
    // nop
  }

  /// When the next request is due; `never` if there is none.
  [[nodiscard]] std::int64_t due() const noexcept {
    if (left_ == 0)
      return never;
    return start_ + static_cast<std::int64_t>(static_cast<double>(taken_) * gap_);
  }

  /// Takes the next request. @returns the time from which its latency counts.
  /// @pre `due() <= now`
  std::int64_t take(std::int64_t now) noexcept {
    const auto intended = gap_ > 0 ? due() : now;
    ++taken_;
    --left_;
    return intended;
  }

  /// No more requests from now on.
  void stop() noexcept {
    left_ = 0;
  }

private:
  double gap_;
  std::uint64_t taken_ = 0;
  std::uint64_t left_;
  std::int64_t start_;
};

} // namespace muster::load
