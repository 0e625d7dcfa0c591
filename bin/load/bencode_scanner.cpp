// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/bencode_scanner.hpp"

#include "net/protocol/bencode.hpp"

#include <charconv>

namespace muster::load {

namespace {

/// Reads a decimal number in its only spelling.
template <class Number>
bool read_decimal(std::string_view& rest, Number& out) noexcept {
  const auto [end, errc] = std::from_chars(rest.data(), rest.data() + rest.size(), out);
  if (errc != std::errc{})
    return false;
  const std::size_t sign = rest.front() == '-' ? 1 : 0;
  const auto size = static_cast<std::size_t>(end - rest.data());
  if (rest[sign] == '0' && size > 1)
    return false;
  rest.remove_prefix(size);
  return true;
}

} // namespace

bool bencode_scanner::consume(char c) noexcept {
  if (rest_.empty() || rest_.front() != c)
    return false;
  rest_.remove_prefix(1);
  return true;
}

bool bencode_scanner::read_string(std::string_view& out) noexcept {
  std::size_t size = 0;
  if (!read_decimal(rest_, size) || !consume(':') || size > rest_.size())
    return false;
  out = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return true;
}

bool bencode_scanner::read_integer(std::int64_t& out) noexcept {
  return consume('i') && read_decimal(rest_, out) && consume('e');
}

bool bencode_scanner::skip_value(std::size_t depth) noexcept {
  if (depth >= bencode::depth_max)
    return false;
  std::string_view text;
  std::int64_t number = 0;
  switch (peek()) {
  case 'i':
    return read_integer(number);
  case 'l':
    return skip_list(depth);
  case 'd':
    return read_dictionary([&](std::string_view) { return skip_value(depth + 1); });
  default:
    return read_string(text);
  }
}

bool bencode_scanner::skip_list(std::size_t depth) noexcept {
  consume('l');
  while (!consume('e'))
    if (!skip_value(depth + 1))
      return false;
  return true;
}

} // namespace muster::load
