// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/ctl/connection.hpp"
#include "bin/ctl/ctl_command_line.hpp"

namespace muster::ctl {

/// Reads commands and does them until the end of input, `quit` or `exit`. At a terminal it has
/// history, completion, and says so when the tracker goes away; the next command attaches again.
/// @returns the worst exit code of its commands.
exit_code run_prompt(const invocation& from, connection& to);

} // namespace muster::ctl
