// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <limits>
#include <string>

namespace muster {

/// Appends the decimal digits of a number, and its sign.
template <class Integer>
void append_decimal(Integer number, std::string& out) {
  if (number >= 0 && number < 10) { // as most are
    out += static_cast<char>('0' + number);
    return;
  }
  std::array<char, std::numeric_limits<Integer>::digits10 + 2> digits;
  const auto* end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  // With a size this is a copy; with two pointers it would be a string of its own first.
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

} // namespace muster
