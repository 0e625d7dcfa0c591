// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/protocol/query_string.hpp"

#include <algorithm>

namespace muster {

std::optional<std::size_t> percent_decode(std::string_view raw, std::span<std::uint8_t> out) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    auto byte = static_cast<std::uint8_t>(raw[i]);
    if (byte == '%') {
      if (raw.size() - i < 3)
        return std::nullopt;
      const int high = hex_digit(raw[i + 1]);
      const int low = hex_digit(raw[i + 2]);
      if (high < 0 || low < 0)
        return std::nullopt;
      byte = static_cast<std::uint8_t>(high << 4 | low);
      i += 2;
    } else if (byte == '+') {
      byte = ' ';
    }
    if (count < out.size())
      out[count] = byte;
    ++count;
  }
  return count;
}

decoded_text::decoded_text(std::string_view raw) : text_(raw) {
  const bool is_plain =
      std::none_of(raw.begin(), raw.end(), [](char c) { return c == '%' || c == '+'; });
  if (is_plain)
    return;
  const auto size = percent_decode(raw, bytes_);
  if (size && *size <= bytes_.size())
    text_ = {reinterpret_cast<const char*>(bytes_.data()), *size};
}

} // namespace muster
