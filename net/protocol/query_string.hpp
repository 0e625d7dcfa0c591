// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace muster {

/// The value of a hexadecimal digit of either case, or -1.
constexpr int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9')
    return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
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
