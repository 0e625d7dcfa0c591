// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/query_string.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

namespace muster::test {

/// A file or folder of tests/data.
inline std::filesystem::path data_path(std::string_view name) {
  return std::filesystem::path{MUSTER_TEST_DATA} / name;
}

/// All bytes of a file of tests/data. Throws if there is none of that name.
inline std::string read_data(std::string_view name) {
  std::ifstream file{data_path(name), std::ios::binary};
  if (!file)
    throw std::runtime_error{"no such file in tests/data: " + std::string{name}};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// The bytes that a .hex file of tests/data spells: pairs of digits, blanks anywhere between them,
/// and comments from `#` to the end of the line. Throws on anything else.
inline std::string read_hex_data(std::string_view name) {
  std::string digits;
  bool in_comment = false;
  for (const char c : read_data(name)) {
    in_comment = c != '\n' && (in_comment || c == '#');
    if (!in_comment && c != ' ' && c != '\n')
      digits += c;
  }
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = hex_digit(digits[i]);
    const int low = i + 1 < digits.size() ? hex_digit(digits[i + 1]) : -1;
    if (high < 0 || low < 0)
      throw std::runtime_error{"not hexadecimal: " + std::string{name}};
    bytes += static_cast<char>(high << 4 | low);
  }
  return bytes;
}

} // namespace muster::test
