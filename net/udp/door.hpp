// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/door/door.hpp"
#include "net/udp/settings.hpp"

#include <memory>

namespace muster {

/// The door for UDP (BEP 15, 41): announces and scrapes.
/// @param settings  outlive the door.
/// @returns null if it is off.
[[nodiscard]] std::unique_ptr<door> make_udp_door(const udp_settings& settings);

} // namespace muster
