// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::ctl {

/// A tracker on another machine that is reached over `ssh`. docs/decisions/0008 says why by no
/// other way.
struct remote_tracker {
  /// What operators call it: `ssh://[USER@]HOST[:PORT]/DATA_DIR`.
  std::string name;
  /// What ssh calls the machine: `ssh://[USER@]HOST[:PORT]`.
  std::string destination;
  /// The data directory there, absolute.
  std::string data_dir;
};

/// @returns nothing if it is not in the form of `remote_tracker::name`, or has what ssh or a shell
///          might take for something else: a host like an option, bytes that cannot be printed.
std::optional<remote_tracker> parse_remote_tracker(std::string_view name);

/// The program and its arguments that join stdin and stdout with the tracker's socket. Whatever
/// ssh asks or says goes to the terminal.
std::vector<std::string> ssh_command(const remote_tracker& x);

} // namespace muster::ctl
