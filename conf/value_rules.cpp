// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "conf/value_rules.hpp"

#include <algorithm>

namespace muster {

std::string with_value(std::string_view name, std::int64_t value) {
  return std::string{name} + " (" + std::to_string(value) + ')';
}

std::optional<broken_rule>
check_each_once(std::string_view key, const std::vector<endpoint>& listeners) {
  auto sorted = listeners;
  // Port 0 is another port each time.
  std::erase_if(sorted, [](const endpoint& e) { return e.port == 0; });
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice == sorted.end())
    return std::nullopt;
  return broken_rule{{key}, "each listener once, but not " + to_string(*twice) + " twice"};
}

} // namespace muster
