// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/log/log_record.hpp"

#include <atomic>
#include <cstddef>
#include <functional>

namespace muster {

/// Where everybody writes log records: a level check, then one message to the logger actor.
///
/// Never blocks. When the logger cannot keep up, records are dropped and counted; the logger tells
/// how many as soon as it can. What is accepted is written, unless the logger was told to exit
/// before: that is lost. Outlives the logger.
/// @threadsafe
class log {
public:
  /// Takes records over; called on the thread that logs. Must neither block nor throw.
  using sink = std::function<void(log_record)>;

  /// @param pending_max records that may wait for the logger.
  log(log_level level, std::size_t pending_max, sink consume);

  /// From now on records below `to` are not written. Logs that, unless it was so before or neither
  /// level has records of `info`.
  void change_level(log_level to);

  [[nodiscard]] bool enabled(log_level x) const noexcept {
    return x >= level_.load(std::memory_order_relaxed);
  }

  /// Logs one record.
  /// @param event  what happened, a literal of the form `verb_noun`.
  /// @param fields  keys are literals; values may hold any bytes.
  void write(log_level level, std::string_view event, std::vector<log_field> fields = {});

  /// To be called by the logger for each record that it is done with.
  void count_handled() noexcept {
    pending_.fetch_sub(1, std::memory_order_relaxed);
  }

  /// To be called by the logger for each record that it could not write.
  void count_dropped() noexcept {
    dropped_.fetch_add(1, std::memory_order_relaxed);
  }

  /// To be called by the logger for each record whose event came too often.
  void count_suppressed() noexcept {
    suppressed_.fetch_add(1, std::memory_order_relaxed);
  }

  /// Records since the start that were not written because too many waited or writing failed.
  [[nodiscard]] std::uint64_t dropped() const noexcept {
    return dropped_.load(std::memory_order_relaxed);
  }

  /// Records since the start that were not written because their event came too often.
  [[nodiscard]] std::uint64_t suppressed() const noexcept {
    return suppressed_.load(std::memory_order_relaxed);
  }

private:
  std::atomic<log_level> level_;
  std::atomic<std::size_t> pending_{0};
  std::atomic<std::uint64_t> dropped_{0};
  std::atomic<std::uint64_t> suppressed_{0};
  std::size_t pending_max_;
  sink sink_;
};

} // namespace muster
