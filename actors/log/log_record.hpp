// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

/// How much a log record matters, ascending.
enum class log_level : std::uint8_t { debug, info, warning, error };

inline constexpr std::size_t log_level_count = 4;

/// A piece of information in a log record, e.g. `port=6969`.
struct log_field {
  /// Must point to a literal, of lower-case letters and underscores.
  std::string_view key;
  std::string value;
};

/// One line of the log.
struct log_record {
  log_level level = log_level::info;
  std::chrono::system_clock::time_point time;
  /// What happened, one word per kind: `verb_noun`. Must point to a literal.
  std::string_view event;
  std::vector<log_field> fields;
};

} // namespace muster
