// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Bencoding (BEP 3). Writing appends to a buffer that the caller keeps, so that replies need no
/// memory of their own; keys must be written in ascending order. Reading builds a tree.
namespace muster::bencode {

/// Appends `text` as a byte string: `4:spam`.
void write(std::string_view text, std::string& out);

/// Appends an integer: `i-3e`.
void write(std::int64_t number, std::string& out);

/// Appends one entry of a dictionary.
template <class Value>
void write_entry(std::string_view key, Value value, std::string& out) {
  write(key, out);
  write(value, out);
}

struct value;

using list = std::vector<value>;
using dictionary = std::map<std::string, value, std::less<>>;

/// One decoded value.
struct value {
  std::variant<std::int64_t, std::string, list, dictionary> data;

  /// The entry of a dictionary; null if this is none or lacks `key`.
  [[nodiscard]] const value* find(std::string_view key) const;

  /// The integer this is, or nothing.
  [[nodiscard]] std::optional<std::int64_t> integer() const;

  /// The byte string this is; null if it is none.
  [[nodiscard]] const std::string* string() const;
};

/// How deep lists and dictionaries may be nested. Chosen: tracker replies need four levels.
inline constexpr std::size_t depth_max = 16;

/// Reads one value that fills all of `text`, and strictly: sorted keys without duplicates, no
/// leading zeros. Returns nothing for anything else.
std::optional<value> parse(std::string_view text);

} // namespace muster::bencode
