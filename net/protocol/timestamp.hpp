// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <chrono>
#include <cstdint>

namespace muster {

/// Whole seconds since 1970 (UTC): the only time that swarms and records know. Until 2106 they fit.
using timestamp = std::chrono::duration<std::uint32_t>;

} // namespace muster
