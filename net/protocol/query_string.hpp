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

/// Decodes percent-escapes into raw bytes, and `+` into a space, as forms are encoded: most form
/// encoders write a space so, and clients that mean a plus escape it. All else stands for itself:
/// info_hashes are bytes and not text, so nothing may be normalised (BEP 3).
///
/// @param out receives as many decoded bytes as fit.
/// @returns how many bytes `raw` stands for, which may be more than fit; nothing if a `%` is not
///          followed by two hexadecimal digits.
std::optional<std::size_t> percent_decode(std::string_view raw, std::span<std::uint8_t> out);

/// A name or a short value of a query as it was meant. Refers to the query if nothing in it is
/// encoded, which is so for most; else it is decoded into a place of its own.
class decoded_text {
public:
  /// Chosen: 20 bytes and all numbers of 64 bits, with room to spare.
  static constexpr std::size_t bytes_max = 64;

  explicit decoded_text(std::string_view raw);

  /// A text that was encoded in another way than this may be, or decodes to more than `bytes_max`,
  /// stays as it is: no name and no number has a `%`.
  [[nodiscard]] std::string_view view() const noexcept {
    return text_;
  }

  decoded_text(const decoded_text&) = delete;
  decoded_text& operator=(const decoded_text&) = delete;

private:
  std::array<std::uint8_t, bytes_max> bytes_;
  std::string_view text_;
};

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
