// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/door/doors.hpp"

namespace muster {

struct configuration;
struct descriptor_plan;

/// All doors that the configuration opens.
/// @param config  outlives them.
[[nodiscard]] doors make_doors(const configuration& config, const descriptor_plan& descriptors);

} // namespace muster
