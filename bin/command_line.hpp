// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/configuration.hpp"
#include "bin/configuration_loader.hpp"

#include <string>
#include <variant>
#include <vector>

namespace muster {

/// A command line that asks for a tracker to run.
struct invocation {
  muster::configuration configuration;
  /// Path of the configuration file; empty: none.
  std::string configuration_path;
  std::vector<option_override> overrides;
};

/// A command line that is done without a tracker: `--help` and the like, or a mistake.
struct early_exit {
  /// 0, or 2 if something was wrong.
  int code = 0;
  /// Whole lines, for stdout if the code is 0, else one line for stderr.
  std::string text;
};

/// Reads the command line of `musterd`, and the configuration file that it names.
std::variant<invocation, early_exit> parse_command_line(int argc, const char* const* argv);

/// Prints the text where it belongs.
/// @returns the exit code.
int finish(const early_exit& x);

/// Reads the configuration again, for SIGHUP.
/// @param running  what holds now.
std::variant<reloaded_configuration, configuration_error>
reload(const invocation& x, const configuration& running);

} // namespace muster
