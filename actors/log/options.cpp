// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/log/options.hpp"

#include "actors/log/log_format.hpp"
#include "conf/value_forms.hpp"

namespace muster {

// Not in the namespace below, where forms would not find it.
static std::string_view to_string(log_format x) noexcept {
  return x == log_format::json ? "json" : "logfmt";
}

namespace {

std::optional<log_format> parse_log_format(std::string_view text) {
  if (text == "logfmt")
    return log_format::logfmt;
  if (text == "json")
    return log_format::json;
  return std::nullopt;
}

constexpr parsed_text<log_level> log_level_form{
    R"("debug", "info", "warning" or "error")", parse_log_level};
constexpr parsed_text<log_format> log_format_form{R"("logfmt" or "json")", parse_log_format};

} // namespace

section<log_settings> log_section() {
  return {
      "log",
      {
          without_restart(row("level", log_level_form, &log_settings::level)),
          row("format", log_format_form, &log_settings::format),
          row("file", optional_path_form, &log_settings::file),
          row("records_per_second_max", "records per second", whole_number{1, 1'000'000},
              &log_settings::records_per_second_max),
          row("pending_max", "records", whole_number{16, 1'000'000}, &log_settings::pending_max),
      }};
}

} // namespace muster
