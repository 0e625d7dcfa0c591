// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/operator_endpoint.hpp"

#include <string>
#include <variant>

namespace muster::ctl {

/// Connects to the socket of a tracker on this machine.
/// @returns the descriptor, which the caller closes; or what was tried, why nobody answers, and
///          what an operator can do about it.
std::variant<int, attach_error> connect_to_tracker(const std::string& path);

} // namespace muster::ctl
