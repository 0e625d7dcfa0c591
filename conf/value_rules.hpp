// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "conf/broken_rule.hpp"
#include "net/protocol/address.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What rules of several rooms need.
namespace muster {

/// Names an option or a figure together with what it is: `numwant_max (200)`.
[[nodiscard]] std::string with_value(std::string_view name, std::int64_t value);

/// The rule that no two listeners are the same.
/// @param key  of the option that has them: `http.listeners`.
[[nodiscard]] std::optional<broken_rule>
check_each_once(std::string_view key, const std::vector<endpoint>& listeners);

} // namespace muster
