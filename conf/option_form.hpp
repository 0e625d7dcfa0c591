// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "conf/option_value.hpp"

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

// What the value of an option may look like. Each form has a `text`, which completes the sentence
// "expected …", reads a value into a field, and writes a field as a file has it.
namespace muster {

/// A value that is not as its option expects.
struct option_mistake {
  text_position position;
  /// Completes "expected …".
  std::string expected;
};

using option_check = std::optional<option_mistake>;

/// A string of TOML that has this text.
[[nodiscard]] std::string quoted(std::string_view text);

/// Yes or no.
struct truth_value {
  [[nodiscard]] static std::string text() {
    return "true or false";
  }

  [[nodiscard]] static option_check read(const option_value& x, bool& out) {
    const auto* value = std::get_if<bool>(&x.content);
    if (value == nullptr)
      return option_mistake{x.position, text()};
    out = *value;
    return std::nullopt;
  }

  [[nodiscard]] static std::string write(bool x) {
    return x ? "true" : "false";
  }
};

/// A number without a fraction; fields may be integers or durations.
struct whole_number {
  std::int64_t min = 0;
  std::int64_t max = 0;

  [[nodiscard]] std::string text() const {
    return "a whole number from " + std::to_string(min) + " to " + std::to_string(max);
  }

  template <class T>
  [[nodiscard]] option_check read(const option_value& x, T& out) const {
    const auto* number = std::get_if<std::int64_t>(&x.content);
    if (number == nullptr || *number < min || *number > max)
      return option_mistake{x.position, text()};
    out = static_cast<T>(*number);
    return std::nullopt;
  }

  template <std::integral T>
  [[nodiscard]] static std::string write(T x) {
    return std::to_string(x);
  }

  template <class Rep, class Period>
  [[nodiscard]] static std::string write(std::chrono::duration<Rep, Period> x) {
    return std::to_string(x.count());
  }
};

/// A string that `parse` turns into a value, or nothing if it is not as `description` says. If the
/// value is no string itself, `to_string` turns it back.
template <class T>
struct parsed_text {
  std::string_view description;
  std::optional<T> (*parse)(std::string_view);

  [[nodiscard]] std::string text() const {
    return std::string{description};
  }

  [[nodiscard]] option_check read(const option_value& x, T& out) const {
    const auto* string = std::get_if<std::string>(&x.content);
    auto value = string == nullptr ? std::nullopt : parse(*string);
    if (!value)
      return option_mistake{x.position, text()};
    out = std::move(*value);
    return std::nullopt;
  }

  [[nodiscard]] static std::string write(const T& x) {
    if constexpr (std::is_same_v<T, std::string>)
      return quoted(x);
    else
      return quoted(to_string(x));
  }
};

/// Up to `max` values of the same form.
template <class Form>
struct list_of {
  std::size_t min = 0;
  std::size_t max = 0;
  Form item;

  [[nodiscard]] std::string text() const {
    return "a list of " + std::to_string(min) + " to " + std::to_string(max) + ", each "
           + item.text();
  }

  template <class T>
  [[nodiscard]] option_check read(const option_value& x, std::vector<T>& out) const {
    const auto* list = std::get_if<option_value::list>(&x.content);
    if (list == nullptr || list->size() < min || list->size() > max)
      return option_mistake{x.position, text()};
    std::vector<T> values(list->size());
    for (std::size_t i = 0; i < values.size(); ++i)
      if (auto mistake = item.read((*list)[i], values[i]))
        return mistake;
    out = std::move(values);
    return std::nullopt;
  }

  template <class T>
  [[nodiscard]] std::string write(const std::vector<T>& xs) const {
    std::string result = "[";
    for (const auto& x : xs)
      result += (result.size() > 1 ? ", " : "") + item.write(x);
    return result + ']';
  }
};

template <class Form>
list_of(std::size_t, std::size_t, Form) -> list_of<Form>;

} // namespace muster
