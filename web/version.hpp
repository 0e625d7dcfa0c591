// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <string_view>

namespace muster {

/// The version of this program, e.g. `0.1.0`. CMakeLists.txt sets it.
[[nodiscard]] std::string_view version() noexcept;

} // namespace muster
