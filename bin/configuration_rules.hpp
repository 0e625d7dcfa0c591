// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/configuration.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// Options that are right one by one and wrong together.
struct broken_rule {
  /// The options it is about, the one most probably wrong first; some rules have only one.
  std::array<std::string_view, 4> keys;
  /// Completes "expected …".
  std::string expected;
};

/// Checks what the form of a single option cannot say. Looks at the file system for the
/// data_dir and the log file.
/// @returns the first rule that is broken.
std::optional<broken_rule> find_broken_rule(const configuration& x);

} // namespace muster
