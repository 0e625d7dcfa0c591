// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "conf/option.hpp"
#include "net/udp/settings.hpp"

namespace muster {

/// The section `udp`.
section<udp_settings> udp_section();

} // namespace muster
