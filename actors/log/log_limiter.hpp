// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/log/log_record.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

namespace muster {

/// Keeps an event that repeats from filling the log: it may be written so many times in a second;
/// the rest is counted, and one record `suppressed_records` tells how many they were.
///
/// A second of an event begins with its first record after the one before. Errors are limited as
/// well: an error that repeats, as `accept` without free descriptors does, is what a limit is for.
/// Reads no clock; the time is that of the records.
class log_limiter {
public:
  /// @param per_second_max  records of one event per second.
  explicit log_limiter(std::uint32_t per_second_max = 0) noexcept;

  /// What to do with a record.
  struct decision {
    /// To be written first: what was left out in the second before.
    std::optional<log_record> summary;
    bool admitted = false;
  };

  /// Counts a record and decides about it.
  [[nodiscard]] decision admit(const log_record& x);

  /// What was left out and not told yet, one record for each event.
  [[nodiscard]] std::vector<log_record> take_summaries();

  /// Says whether anything was left out and not told yet.
  [[nodiscard]] bool has_summaries() const noexcept {
    return untold_ != 0;
  }

private:
  /// One event in its present second.
  struct window {
    std::chrono::system_clock::time_point start;
    std::uint32_t admitted = 0;
    std::uint64_t suppressed = 0;
    /// Of the records left out: when the last one was, and the highest level.
    std::chrono::system_clock::time_point suppressed_last;
    log_level suppressed_level = log_level::debug;
  };

  std::optional<log_record> take_summary(std::string_view event, window& x);
  void suppress(window& home, const log_record& x);

  /// As many as there are events in the program.
  std::map<std::string_view, window> windows_;
  /// Records left out and not told yet, of all events.
  std::uint64_t untold_ = 0;
  std::uint32_t per_second_max_;
};

} // namespace muster
