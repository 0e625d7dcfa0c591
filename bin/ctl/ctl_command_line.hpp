// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/ctl/remote_tracker.hpp"
#include "bin/ctl/request.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace muster::ctl {

/// A command line that names a command.
struct invocation {
  ctl::request request;
  /// Path of the tracker's socket.
  std::string socket;
  /// The tracker, if it is on another machine; then the socket does not count.
  std::optional<remote_tracker> remote;
};

/// A command line that is done without a tracker: help, or a mistake.
struct early_exit {
  exit_code code = exit_code::ok;
  /// Whole lines, for stdout if the code is `ok`, else one line for stderr.
  std::string text;
};

/// Reads the words behind `musterctl`. At the prompt the tracker and `--json` keep their values.
/// @param before  what holds if it is not said otherwise.
std::variant<invocation, early_exit>
parse_command_line(std::vector<std::string> words, const invocation& before);

/// The words of a line at the prompt, which blanks part.
std::vector<std::string> split(const std::string& line);

/// The commands, for completion.
std::vector<std::string> command_names();

} // namespace muster::ctl
