// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace muster {

/// A place in a text file. Lines and columns count from 1; line 0 is no place in a file.
struct text_position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  friend auto operator<=>(const text_position&, const text_position&) = default;
};

/// What an operator wrote for an option, in the file or on the command line.
struct option_value {
  using list = std::vector<option_value>;

  /// Values of kinds that no option takes, such as a date, are `std::monostate`.
  std::variant<std::monostate, bool, std::int64_t, std::string, list> content;
  text_position position;
};

/// An option given on the command line, which wins over the file.
struct option_override {
  /// As on the command line: `--listen`.
  std::string_view flag;
  /// As in the file: `http.listeners`.
  std::string_view key;
  option_value value;
};

/// One line of a configuration file: `key = value`, or the `[key]` of a section.
struct assignment {
  /// With its section: `http.listeners`.
  std::string key;
  text_position position;
  option_value value;
  bool is_section = false;
};

} // namespace muster
