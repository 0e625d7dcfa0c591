// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/log/log_record.hpp"

#include <cstdint>
#include <string>

// What an operator can set for the log. conf/musterd.toml explains each option.
namespace muster {

enum class log_format : std::uint8_t { logfmt, json };

struct log_settings {
  log_level level = log_level::info;
  log_format format = log_format::logfmt;
  /// Path of the log file; empty: stderr.
  std::string file;
  /// Records of one event per second; more are counted and left out.
  std::uint32_t records_per_second_max = 20;
  /// Records that may wait to be written; more are counted and left out.
  std::uint32_t pending_max = 4096;
};

} // namespace muster
