// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/ctl/connection.hpp"
#include "bin/ctl/request.hpp"

#include <iosfwd>

namespace muster::ctl {

/// Does what a request says.
/// @param out  gets the answer.
/// @param err  gets one line that says why there is none.
exit_code run(const request& x, connection& to, std::ostream& out, std::ostream& err);

} // namespace muster::ctl
