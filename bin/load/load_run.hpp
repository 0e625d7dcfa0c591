// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/load/load_options.hpp"
#include "bin/load/report.hpp"

namespace muster::load {

/// Loads the server as `options` say, on as many threads, and returns what came of it.
///
/// Throws `std::system_error` if the machine denies what it needs, and `std::invalid_argument` if
/// there is no process `options.pid`.
/// @pre `complete(options)` found nothing wrong
run_result run_load(const load_options& options);

} // namespace muster::load
