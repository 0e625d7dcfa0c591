// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/protocol/identifier.hpp"

#include "net/protocol/query_string.hpp"

#include <boost/algorithm/hex.hpp>

namespace muster {

std::string to_hex(const info_hash& x) {
  std::string result;
  boost::algorithm::hex_lower(x.bytes, std::back_inserter(result));
  return result;
}

bool parse_hex(std::string_view text, info_hash& out) {
  if (text.size() != 2 * info_hash::size)
    return false;
  info_hash parsed;
  for (std::size_t i = 0; i < info_hash::size; ++i) {
    const int high = hex_digit(text[2 * i]);
    const int low = hex_digit(text[2 * i + 1]);
    if (high < 0 || low < 0)
      return false;
    parsed.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  out = parsed;
  return true;
}

} // namespace muster
