// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/load/load_options.hpp"

#include <iosfwd>
#include <variant>

namespace muster::load {

/// Reads the command line.
/// @param out  where help goes.
/// @param err  where complaints go.
/// @returns the options, or the exit code if there is nothing to run: 0 after --help or
///          --version, 2 for options that are wrong.
std::variant<load_options, int>
parse_command_line(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

} // namespace muster::load
