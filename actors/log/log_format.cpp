// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/log/log_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

namespace muster {

namespace {

constexpr std::array<std::string_view, log_level_count> level_names{
    "debug", "info", "warning", "error"};

/// One character of a text; `bytes` is at least 1.
struct character {
  char32_t code_point;
  std::size_t bytes;
};

constexpr character invalid{0xFFFD, 1};

/// Bytes of a UTF-8 sequence by its first byte; 0 if none starts so.
std::size_t sequence_bytes(unsigned char lead) noexcept {
  if (lead < 0x80)
    return 1;
  if (lead < 0xC2 || lead > 0xF4)
    return 0;
  return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/// Says whether UTF-8 (RFC 3629) lets `bytes` bytes stand for `x`: no longer form than needed, no
/// half of a UTF-16 pair, nothing beyond Unicode.
bool is_encodable(char32_t x, std::size_t bytes) noexcept {
  constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  return x >= smallest[bytes] && x <= 0x10FFFF && (x < 0xD800 || x > 0xDFFF);
}

/// @pre `text` is not empty
character first_character(std::string_view text) noexcept {
  const auto lead = static_cast<unsigned char>(text.front());
  const auto bytes = sequence_bytes(lead);
  if (bytes == 0 || bytes > text.size())
    return invalid;
  char32_t result = bytes == 1 ? lead : lead & (0x7Fu >> bytes);
  for (const char c : text.substr(1, bytes - 1)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80)
      return invalid;
    result = result << 6 | (byte & 0x3Fu);
  }
  return is_encodable(result, bytes) ? character{result, bytes} : invalid;
}

/// Says whether terminals or readers of lines may obey `x` instead of showing it: the two sets of
/// control characters, and Unicode's line and paragraph separators.
bool is_control(char32_t x) noexcept {
  return x < 0x20 || (x >= 0x7F && x < 0xA0) || x == 0x2028 || x == 0x2029;
}

void append_escaped(std::string& out, char32_t x) {
  switch (x) {
  case '"':
    out += "\\\"";
    break;
  case '\\':
    out += "\\\\";
    break;
  case '\n':
    out += "\\n";
    break;
  case '\r':
    out += "\\r";
    break;
  case '\t':
    out += "\\t";
    break;
  default:
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<std::uint32_t>(x));
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const auto next = first_character(text);
    if (next.code_point == '"' || next.code_point == '\\' || is_control(next.code_point))
      append_escaped(out, next.code_point);
    else if (next.code_point == invalid.code_point)
      out += "\xEF\xBF\xBD";
    else
      out += text.substr(0, next.bytes);
    text.remove_prefix(next.bytes);
  }
  out += '"';
}

/// Says whether logfmt can have `text` as a value without quotes.
bool is_bare(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < '\x7F' && c != '"' && c != '=' && c != '\\';
  });
}

void append_logfmt(std::string& out, std::string_view key, std::string_view value) {
  if (!out.empty())
    out += ' ';
  out += key;
  out += '=';
  if (is_bare(value))
    out += value;
  else
    append_quoted(out, value);
}

void append_json(std::string& out, std::string_view key, std::string_view value) {
  out += out.empty() ? '{' : ',';
  append_quoted(out, key);
  out += ':';
  append_quoted(out, value);
}

/// The time as RFC 3339 has it, in UTC.
std::string write_time(std::chrono::system_clock::time_point x) {
  const auto day = std::chrono::floor<std::chrono::days>(x);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::milliseconds>(x - day)};
  return fmt::format(
      "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
      time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

} // namespace

std::string_view to_string(log_level x) noexcept {
  return level_names[static_cast<std::size_t>(x)];
}

std::optional<log_level> parse_log_level(std::string_view text) noexcept {
  for (std::size_t i = 0; i < log_level_count; ++i)
    if (const auto level = static_cast<log_level>(i); to_string(level) == text)
      return level;
  return std::nullopt;
}

std::string write_line(const log_record& x, log_format format) {
  const auto append = format == log_format::json ? append_json : append_logfmt;
  std::string result;
  append(result, "time", write_time(x.time));
  append(result, "level", to_string(x.level));
  append(result, "event", x.event);
  for (const auto& field : x.fields)
    append(result, field.key, field.value);
  if (format == log_format::json)
    result += '}';
  return result;
}

} // namespace muster
