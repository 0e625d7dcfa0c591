// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/configuration.hpp"
#include "conf/broken_rule.hpp"

#include <optional>

namespace muster {

/// Checks what the form of a single option cannot say: first the rules that sections have, then
/// those across sections and those that need the machine. Looks at the file system for the data_dir
/// and the log file.
/// @returns the first rule that is broken.
std::optional<broken_rule> find_broken_rule(const configuration& x);

} // namespace muster
