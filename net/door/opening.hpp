// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"

#include <functional>
#include <span>
#include <string_view>

// What doors do alike when they begin to listen.
namespace muster {

class log;

/// Calls `open` for each endpoint. One of a family that this machine lacks is logged and left out,
/// unless it is the only one.
/// @throws std::system_error that `open` throws for another reason.
void open_each(
    std::span<const endpoint> endpoints, log& log,
    const std::function<void(const endpoint&)>& open);

/// Logs that clients are listened for.
/// @param scheme  of the announce URL.
void log_listening(log& log, std::string_view event, std::string_view scheme, const endpoint& at);

} // namespace muster
