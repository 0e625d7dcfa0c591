// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/log/settings.hpp"
#include "bin/configuration.hpp"
#include "net/protocol/address.hpp"

#include <chrono>
#include <concepts>
#include <string>
#include <type_traits>
#include <vector>

namespace muster {

// A value as the configuration file has it, one overload for each kind of field.

template <std::integral T>
std::string option_text(T x) {
  if constexpr (std::is_same_v<T, bool>)
    return x ? "true" : "false";
  else
    return std::to_string(x);
}

template <class Rep, class Period>
std::string option_text(std::chrono::duration<Rep, Period> x) {
  return std::to_string(x.count());
}

std::string option_text(const std::string& x);
std::string option_text(const endpoint& x);
std::string option_text(const address& x);
std::string option_text(const address_range& x);
std::string option_text(log_level x);
std::string option_text(log_format x);

template <class T>
std::string option_text(const std::vector<T>& xs) {
  std::string result = "[";
  for (const auto& x : xs)
    result += (result.size() > 1 ? ", " : "") + option_text(x);
  return result + ']';
}

/// Writes all options, so that reading the text again gives the same configuration.
[[nodiscard]] std::string configuration_text_of(const configuration& x);

} // namespace muster
