// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::test {

/// The spelling of hexadecimal digits in escapes.
enum class hex_case : std::uint8_t { lower, upper };

/// Escapes every byte, also those that need it not: `%41`.
inline std::string percent_encoded(std::string_view bytes, hex_case digits = hex_case::lower) {
  const std::string_view alphabet =
      digits == hex_case::lower ? "0123456789abcdef" : "0123456789ABCDEF";
  std::string result;
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    result += {'%', alphabet[byte >> 4], alphabet[byte & 15]};
  }
  return result;
}

/// Builds query strings parameter by parameter. Values stand in the query as they are given here,
/// so tests can send what no client library would let them.
class query_builder {
public:
  /// Sets the parameter, in place if it is there already.
  query_builder& with(std::string_view key, std::string_view value) {
    const auto i = find(key);
    if (i == parameters_.end())
      return and_also(key, value);
    i->second = value;
    return *this;
  }

  /// Adds the parameter, a second time if it is there already.
  query_builder& and_also(std::string_view key, std::string_view value) {
    parameters_.emplace_back(key, value);
    return *this;
  }

  /// Takes the parameter out.
  query_builder& without(std::string_view key) {
    parameters_.erase(find(key));
    return *this;
  }

  [[nodiscard]] std::string text() const {
    std::string result;
    for (const auto& [key, value] : parameters_)
      result += (result.empty() ? "" : "&") + key + '=' + value;
    return result;
  }

  operator std::string() const {
    return text();
  }

private:
  std::vector<std::pair<std::string, std::string>>::iterator find(std::string_view key) {
    return std::find_if(
        parameters_.begin(), parameters_.end(), [&](const auto& x) { return x.first == key; });
  }

  std::vector<std::pair<std::string, std::string>> parameters_;
};

inline constexpr std::string_view info_hash_text = "AAAAAAAAAAAAAAAAAAAA";
inline constexpr std::string_view peer_id_text = "-XX0001-bbbbbbbbbbbb";

/// The shortest announce that is served.
inline query_builder an_announce_query() {
  return query_builder{}
      .with("info_hash", info_hash_text)
      .with("peer_id", peer_id_text)
      .with("port", "6881");
}

} // namespace muster::test
