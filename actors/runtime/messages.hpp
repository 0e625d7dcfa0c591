// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <caf/allowed_unsafe_message_type.hpp>

#include <cstddef>

namespace muster {

/// Time to start an actor again that has failed. To the supervisor.
struct restart {
  std::size_t index = 0;
};

} // namespace muster

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::restart)
