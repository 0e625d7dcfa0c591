// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/bencode.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace muster::test {

/// Appends the only strict encoding of `x`. Knows nothing of the writers it is compared with but
/// the two for strings and integers.
inline void encode(const bencode::value& x, std::string& out) {
  const auto visitor = [&out](const auto& data) {
    using type = std::decay_t<decltype(data)>;
    if constexpr (std::is_same_v<type, bencode::list>) {
      out += 'l';
      for (const auto& element : data)
        encode(element, out);
      out += 'e';
    } else if constexpr (std::is_same_v<type, bencode::dictionary>) {
      out += 'd';
      for (const auto& [key, element] : data) {
        bencode::write(key, out);
        encode(element, out);
      }
      out += 'e';
    } else {
      bencode::write(data, out);
    }
  };
  std::visit(visitor, x.data);
}

/// Says whether `text` is strict bencoding: it decodes, and encoding that again gives the same.
inline bool is_canonical(std::string_view text) {
  const auto value = bencode::parse(text);
  if (!value)
    return false;
  std::string again;
  encode(*value, again);
  return again == text;
}

} // namespace muster::test
