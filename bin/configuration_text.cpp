// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/configuration_text.hpp"

#include "actors/log/log_format.hpp"
#include "bin/option_table.hpp"

#include <array>
#include <cstdio>
#include <string_view>

namespace muster {

namespace {

bool needs_escape(char c) {
  return c == '"' || c == '\\' || (c >= 0 && c < 0x20) || c == 0x7f;
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (!needs_escape(c)) {
      result += c;
      continue;
    }
    std::array<char, 8> escape{};
    std::snprintf(escape.data(), escape.size(), "\\u%04X", static_cast<unsigned>(c));
    result += escape.data();
  }
  return result + '"';
}

} // namespace

std::string option_text(const std::string& x) {
  return quoted(x);
}

std::string option_text(const endpoint& x) {
  return quoted(to_string(x));
}

std::string option_text(const address& x) {
  return quoted(to_string(x));
}

std::string option_text(const address_range& x) {
  return quoted(to_string(x));
}

std::string option_text(log_level x) {
  return quoted(to_string(x));
}

std::string option_text(log_format x) {
  return quoted(x == log_format::json ? "json" : "logfmt");
}

std::string configuration_text_of(const configuration& x) {
  std::string result;
  std::string_view section;
  for (const auto& option : options()) {
    const auto dot = option.key.find('.');
    const auto in = dot == std::string_view::npos ? std::string_view{} : option.key.substr(0, dot);
    if (in != section)
      result += "\n[" + std::string{in} + "]\n";
    section = in;
    const auto name = in.empty() ? option.key : option.key.substr(dot + 1);
    result += std::string{name} + " = " + option.show(x) + '\n';
  }
  return result;
}

} // namespace muster
