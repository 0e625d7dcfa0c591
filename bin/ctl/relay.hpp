// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/ctl/request.hpp"

#include <iosfwd>
#include <string>

namespace muster::ctl {

/// The other end of `--connect`: passes bytes between this process's stdin and stdout and the
/// socket of a tracker, until one of them ends. Knows nothing of what is in them.
/// @param err  gets one line if there is no tracker, or none that lets in whoever runs this.
exit_code relay(const std::string& socket, int input, int output, std::ostream& err);

} // namespace muster::ctl
