// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace muster {

/// The values of hexadecimal digits of either case; -1 for all other characters.
inline constexpr auto hex_digits = [] {
  std::array<std::int8_t, 256> result{};
  result.fill(-1);
  for (std::uint8_t i = 0; i < 10; ++i)
    result[std::size_t{'0'} + i] = static_cast<std::int8_t>(i);
  for (std::uint8_t i = 0; i < 6; ++i) {
    const auto value = static_cast<std::int8_t>(10 + i);
    result[std::size_t{'a'} + i] = value;
    result[std::size_t{'A'} + i] = value;
  }
  return result;
}();

/// The value of a hexadecimal digit, or -1.
constexpr int hex_digit(char c) noexcept {
  return hex_digits[static_cast<unsigned char>(c)];
}

/// Decodes percent-escapes into raw bytes. All else, `+` included, stands for itself: info_hashes
/// are bytes and not text, so nothing may be normalised (BEP 3).
///
/// @param out receives as many decoded bytes as fit.
/// @returns how many bytes `raw` stands for, which may be more than fit; nothing if a `%` is not
///          followed by two hexadecimal digits.
std::optional<std::size_t> percent_decode(std::string_view raw, std::span<std::uint8_t> out);

/// Calls `visit(key, value)` for each parameter of a query string in order, both still encoded.
/// Parameters are separated by `&` alone; one without `=` has an empty value.
template <class Visitor>
void for_each_parameter(std::string_view query, Visitor&& visit) {
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto parameter = query.substr(0, end);
    const auto equals = parameter.find('=');
    if (equals == std::string_view::npos)
      visit(parameter, std::string_view{});
    else
      visit(parameter.substr(0, equals), parameter.substr(equals + 1));
    if (end == std::string_view::npos)
      return;
    query.remove_prefix(end + 1);
  }
}

} // namespace muster
