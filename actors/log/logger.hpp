// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "actors/log/log_limiter.hpp"
#include "actors/log/log_output.hpp"
#include "actors/log/log_tail.hpp"
#include "actors/log/messages.hpp"
#include "actors/log/settings.hpp"

#include <caf/typed_response_promise.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <utility>

namespace muster {

class log;

/// What the logger keeps between its messages.
struct logger_state {
  static inline const char* name = "logger";

  log_format format = log_format::logfmt;
  std::shared_ptr<log_output> output;
  log* front = nullptr;
  log_limiter limiter;
  log_tail tail;
  /// Operators that wait for the next line.
  std::deque<std::pair<log_query, caf::typed_response_promise<log_page>>> waiting;
  /// Dropped records that a line of the log tells of.
  std::uint64_t dropped_told = 0;
  /// Time of the last record.
  std::chrono::system_clock::time_point last;
  /// Whether a `left_out_tick` is on its way.
  bool ticking = false;

  /// Writes a record unless its event came too often.
  void handle(const log_record& x);

  /// Writes what was left out and not told yet: what the limiter suppressed, what was dropped.
  void tell_left_out();

  /// Says whether `tell_left_out` has something to write.
  [[nodiscard]] bool has_left_out() const;

  /// Answers those that waited for what is in the log now.
  void answer_waiting();

  /// Opens the file anew, and writes that it did or could not.
  void reopen();

  /// So many may wait; beyond that the first of them gets an empty answer.
  static constexpr std::size_t waiting_max = 64;

private:
  /// Writes a record, whatever its event.
  /// @returns false if it is lost.
  bool write(const log_record& x);

  /// Same, and counts it if it is lost.
  void write_or_count(const log_record& x);
};

/// Writes the records that `log` sends to it.
///
/// To be spawned detached, because a pipe or a disk may block it. Records sent before an exit
/// message are written before it ends, and so is what was left out.
///
/// @param output  open.
/// @param front   outlives the actor.
logger_actor::behavior_type logger(
    logger_actor::stateful_pointer<logger_state> self, const log_settings& settings,
    std::shared_ptr<log_output> output, log* front);

} // namespace muster
