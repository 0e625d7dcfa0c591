// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/log/log.hpp"

#include "actors/log/log_format.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace muster {

log::log(log_level level, std::size_t pending_max, sink consume)
    : level_(level), pending_max_(pending_max), sink_(std::move(consume)) {
  // nop
}

void log::change_level(log_level to) {
  const auto from = level_.load(std::memory_order_relaxed);
  if (from == to)
    return;
  level_.store(std::min(from, to), std::memory_order_relaxed);
  write(
      log_level::info, "change_log_level",
      {{"from", std::string{to_string(from)}}, {"to", std::string{to_string(to)}}});
  level_.store(to, std::memory_order_relaxed);
}

void log::write(log_level level, std::string_view event, std::vector<log_field> fields) {
  if (!enabled(level))
    return;
  // Counted before it is sent: the logger may be done with it before `sink_` returns.
  if (pending_.fetch_add(1, std::memory_order_relaxed) >= pending_max_) {
    count_handled();
    count_dropped();
    return;
  }
  sink_({level, std::chrono::system_clock::now(), event, std::move(fields)});
}

} // namespace muster
