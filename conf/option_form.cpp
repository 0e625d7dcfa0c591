// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "conf/option_form.hpp"

#include <array>
#include <cstdio>

namespace muster {

namespace {

bool needs_escape(char c) {
  return c == '"' || c == '\\' || (c >= 0 && c < 0x20) || c == 0x7f;
}

} // namespace

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

} // namespace muster
