// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <string>

namespace muster {

/// A configuration that cannot be used.
struct configuration_error {
  /// One line: `file:line:column: key: what was expected`, or `musterd: --option: …`.
  std::string message;
};

} // namespace muster
