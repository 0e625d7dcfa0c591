// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/runtime/typed_message.hpp"

#include <caf/actor_control_block.hpp>
#include <caf/execution_unit.hpp>

#include <cstdint>
#include <utility>

namespace muster {

/// Sends a message of a network actor to an actor with a handle of type `Handle`, at the price of
/// one allocation.
/// @param token   the id of the answer.
/// @param runner  the reactor if it is to run the receiver; else null.
template <class Handle, class Message>
void send(
    caf::actor_control_block& from, const caf::strong_actor_ptr& to, std::uint64_t token,
    Message&& content, caf::execution_unit* runner) {
  to->enqueue(
      message_to<Handle>(
          caf::strong_actor_ptr{&from}, std::forward<Message>(content),
          caf::make_message_id(token)),
      runner);
}

} // namespace muster
