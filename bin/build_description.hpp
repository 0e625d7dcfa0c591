// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <string>

namespace muster {

/// What `--version` prints: `musterd 0.1.0 (commit abc1234, CAF 0.17.6, RelWithDebInfo)`.
[[nodiscard]] std::string build_description();

} // namespace muster
