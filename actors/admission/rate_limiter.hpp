// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/admission/settings.hpp"
#include "actors/admission/source_hash.hpp"
#include "actors/runtime/slot_table.hpp"
#include "net/protocol/timestamp.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace muster {

/// What the rate of is limited. Used as an index.
enum class limited : std::uint8_t { announce, scrape, new_swarm, connect, error, page, health };

inline constexpr std::size_t limited_count = 7;

/// Holds each source of requests, and the network around it, to a rate: a token bucket for each,
/// in a table of fixed size that all reactors share.
///
/// A bucket is the time at which it will be full again (the generic cell rate algorithm). One that
/// is full needs no place in the table; when a place is short, the fullest bucket gives way, so a
/// flood from more sources than the table holds makes limits looser and nobody is shut out.
/// Nobody is banned either: whoever asks less gets answers again.
///
/// Without locks: two threads that take from one bucket in the same instant may count as one.
/// @threadsafe
class rate_limiter {
public:
  rate_limiter(const limit_settings& settings, const hash_key& key);

  /// Whether there is no limit for `source`: loopback and private addresses, unless told otherwise.
  [[nodiscard]] bool exempts(const address& source) const noexcept;

  /// Says whether `source` may do one more of `what`, and counts it if so.
  /// @param now            may go backwards when the clock is set; limits then begin anew.
  /// @param burst_percent  how much of `announces_burst` or `new_swarms_burst` there is. With less,
  ///                       those are turned away first who have asked for most.
  [[nodiscard]] bool admits(
      limited what, const address& source, timestamp now,
      std::uint32_t burst_percent = 100) noexcept;

private:
  using nanoseconds = std::chrono::duration<std::uint64_t, std::nano>;

  /// Chosen: a bucket is full again a fraction of a second after a usual request, so this serves
  /// hundreds of thousands of requests per second. Two mebibytes.
  static constexpr std::size_t row_count = std::size_t{1} << 15;

  /// What a bucket is like.
  struct rate {
    /// The time in which it gets one token.
    nanoseconds token_time;
    /// The time in which it is full again if it was emptied as far as is allowed now, and ever.
    nanoseconds burst_time;
    nanoseconds burst_time_max;
  };

  [[nodiscard]] bool take(std::uint64_t owner, const rate& of, timestamp now) noexcept;

  bool private_sources_;
  /// The time in which a source gets one token; 0: it needs none.
  std::array<nanoseconds, limited_count> token_times_;
  /// The time whose tokens may be taken at once.
  nanoseconds burst_time_;
  /// The same where that is longer.
  std::array<nanoseconds, limited_count> long_burst_times_{};
  std::uint32_t network_factor_;
  source_hash hash_;
  /// When each bucket is full, in nanoseconds since 1970.
  slot_table buckets_{row_count};
};

} // namespace muster
