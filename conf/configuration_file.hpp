// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "conf/configuration_error.hpp"
#include "conf/option_value.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace muster {

/// What a file says, in its order, whether or not there are such options.
using parsed_file = std::variant<std::vector<assignment>, configuration_error>;

/// Reads TOML with at most 4,096 dots.
/// @param source  what messages call the text.
parsed_file parse_configuration_text(std::string_view text, std::string_view source);

/// Reads a TOML file of at most 64 KiB.
parsed_file read_configuration_file(const std::string& path);

} // namespace muster
