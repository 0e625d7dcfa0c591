// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <caf/fwd.hpp>

#include <string>

namespace muster {

/// What went wrong, for an operator: what one of our actors said, or in our words what CAF has a
/// code for.
[[nodiscard]] std::string error_text(const caf::error& x);

} // namespace muster
