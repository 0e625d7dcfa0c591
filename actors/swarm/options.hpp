// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/swarm/settings.hpp"
#include "conf/option.hpp"

namespace muster {

/// The section `swarm`.
section<swarm_settings> swarm_section();

/// Of the section `announce` what swarms need: `external_addresses`.
option<swarm_settings> external_addresses_option();

} // namespace muster
