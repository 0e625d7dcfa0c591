// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "conf/option.hpp"
#include "net/settings.hpp"

namespace muster {

/// The section `announce`, but for what swarms need of it.
section<announce_settings> announce_section();

} // namespace muster
