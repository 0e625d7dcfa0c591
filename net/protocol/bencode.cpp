// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/protocol/bencode.hpp"

#include "net/protocol/decimal.hpp"

#include <charconv>
#include <utility>

namespace muster::bencode {

namespace {

/// Reads values off the front of `rest_`.
class reader {
public:
  explicit reader(std::string_view text) : rest_(text) {
    // nop
  }

  [[nodiscard]] bool at_end() const noexcept {
    return rest_.empty();
  }

  /// @param depth how many lists and dictionaries the value is in.
  std::optional<value> read_value(std::size_t depth) {
    if (rest_.empty())
      return std::nullopt;
    switch (rest_.front()) {
    case 'i':
      return wrap(read_integer());
    case 'l':
      return wrap(read_list(depth));
    case 'd':
      return wrap(read_dictionary(depth));
    default:
      return wrap(read_string());
    }
  }

private:
  template <class T>
  static std::optional<value> wrap(std::optional<T> x) {
    return x ? std::optional{value{std::move(*x)}} : std::nullopt;
  }

  bool consume(char c) {
    if (rest_.empty() || rest_.front() != c)
      return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// Reads a decimal number in its only spelling: no leading zeros, no minus zero.
  template <class Integer>
  std::optional<Integer> read_decimal() {
    Integer number{};
    const auto [end, errc] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
    if (errc != std::errc{})
      return std::nullopt;
    const std::string_view spelling{rest_.data(), end};
    if (spelling != "0" && spelling[spelling.front() == '-' ? 1 : 0] == '0')
      return std::nullopt;
    rest_.remove_prefix(spelling.size());
    return number;
  }

  std::optional<std::int64_t> read_integer() {
    consume('i');
    const auto number = read_decimal<std::int64_t>();
    return consume('e') ? number : std::nullopt;
  }

  std::optional<std::string> read_string() {
    const auto size = read_decimal<std::size_t>();
    if (!size || !consume(':') || *size > rest_.size())
      return std::nullopt;
    std::string result{rest_.substr(0, *size)};
    rest_.remove_prefix(*size);
    return result;
  }

  std::optional<list> read_list(std::size_t depth) {
    if (depth == depth_max)
      return std::nullopt;
    consume('l');
    list result;
    while (!consume('e')) {
      auto element = read_value(depth + 1);
      if (!element)
        return std::nullopt;
      result.push_back(std::move(*element));
    }
    return result;
  }

  std::optional<dictionary> read_dictionary(std::size_t depth) {
    if (depth == depth_max)
      return std::nullopt;
    consume('d');
    dictionary result;
    while (!consume('e')) {
      auto key = read_string();
      if (!key || (!result.empty() && result.rbegin()->first >= *key))
        return std::nullopt;
      auto element = read_value(depth + 1);
      if (!element)
        return std::nullopt;
      result.emplace_hint(result.end(), std::move(*key), std::move(*element));
    }
    return result;
  }

  std::string_view rest_;
};

} // namespace

void write(std::string_view text, std::string& out) {
  append_decimal(text.size(), out);
  out += ':';
  out += text;
}

void write(std::int64_t number, std::string& out) {
  out += 'i';
  append_decimal(number, out);
  out += 'e';
}

const value* value::find(std::string_view key) const {
  const auto* entries = std::get_if<dictionary>(&data);
  if (entries == nullptr)
    return nullptr;
  const auto i = entries->find(key);
  return i == entries->end() ? nullptr : &i->second;
}

std::optional<std::int64_t> value::integer() const {
  const auto* number = std::get_if<std::int64_t>(&data);
  return number == nullptr ? std::nullopt : std::optional{*number};
}

const std::string* value::string() const {
  return std::get_if<std::string>(&data);
}

std::optional<value> parse(std::string_view text) {
  reader source{text};
  auto result = source.read_value(0);
  return source.at_end() ? std::move(result) : std::nullopt;
}

} // namespace muster::bencode
