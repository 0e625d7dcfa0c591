// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/settings.hpp"
#include "actors/source_hash.hpp"
#include "net/protocol/timestamp.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace muster {

/// What the rate of is limited. Used as an index.
enum class limited : std::uint8_t { announce, scrape, new_swarm, connect, error };

inline constexpr std::size_t limited_count = 5;

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
  /// @param now  may go backwards when the clock is set; limits then begin anew.
  [[nodiscard]] bool admits(limited what, const address& source, timestamp now) noexcept;

private:
  using nanoseconds = std::chrono::duration<std::uint64_t, std::nano>;

  /// Chosen: a bucket is full again a fraction of a second after a usual request, so this serves
  /// hundreds of thousands of requests per second. Two mebibytes.
  static constexpr std::size_t row_count = std::size_t{1} << 15;

  struct bucket {
    /// The hash of whose it is; 0: nobody's.
    std::atomic<std::uint64_t> owner{0};
    /// When it is full, in nanoseconds since 1970.
    std::atomic<std::uint64_t> full_at{0};
  };

  /// The buckets that a hash may have: one line of the processor's cache.
  struct alignas(64) row {
    std::array<bucket, 4> buckets;
  };

  [[nodiscard]] bool take(std::uint64_t owner, nanoseconds token_time, timestamp now) noexcept;
  [[nodiscard]] bucket& bucket_of(std::uint64_t owner) noexcept;

  bool private_sources_;
  /// The time in which a source gets one token; 0: it needs none.
  std::array<nanoseconds, limited_count> token_times_;
  nanoseconds burst_time_;
  std::uint32_t network_factor_;
  source_hash hash_;
  std::unique_ptr<std::array<row, row_count>> rows_;
};

} // namespace muster
