// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <caf/allowed_unsafe_message_type.hpp>

#include <memory>

// Messages to a network actor about whom it serves.
namespace muster {

class access_lists;

/// The access lists were read again. They hold from the next announce on.
struct access_lists_loaded {
  std::shared_ptr<const access_lists> lists;
};

/// Asks to stop accepting, to answer what is in flight, and to close.
struct stop_serving {};

/// Asks to stop accepting, and to answer whatever comes with 503. Answered with `drained` when the
/// last client has gone; only to the last of those who have asked.
struct drain_serving {};

/// A network actor has no client any more.
struct drained {};

} // namespace muster

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::access_lists_loaded)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::stop_serving)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::drain_serving)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::drained)
