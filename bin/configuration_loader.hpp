// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/configuration.hpp"
#include "conf/configuration_error.hpp"
#include "conf/option_value.hpp"

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace muster {

/// Puts the configuration together: the defaults, over them the file, over that the command line.
/// Every value is checked, also those in the file that the command line replaces, and all of them
/// together; relative paths are resolved.
///
/// @param path  of the configuration file; empty: none.
/// @returns the first mistake in the order of the file, if there is one.
std::variant<configuration, configuration_error>
load_configuration(const std::string& path, std::span<const option_override> overrides);

/// What reading the configuration again brings.
struct reloaded_configuration {
  /// What holds from now on: as before, but for the options that need no restart.
  muster::configuration configuration;
  /// The keys of changed options that hold from now on.
  std::vector<std::string_view> taken_over;
  /// The keys of changed options that are ignored until the next start.
  std::vector<std::string_view> needing_restart;
};

/// Reads the configuration again for a tracker that is running.
/// @param running  what it was started with, or what it last reloaded.
std::variant<reloaded_configuration, configuration_error> reload_configuration(
    const std::string& path, std::span<const option_override> overrides,
    const configuration& running);

} // namespace muster
