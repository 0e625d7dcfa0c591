// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <array>
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

} // namespace muster
