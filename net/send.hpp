// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <caf/actor_control_block.hpp>
#include <caf/execution_unit.hpp>
#include <caf/mailbox_element.hpp>

#include <cstdint>
#include <utility>

namespace muster {

/// Sends a message of a network actor, at the price of one allocation.
/// @param token   what the answer's id will name.
/// @param runner  the reactor if it is to run the receiver; else null.
template <class Content>
void send(
    caf::actor_control_block& from, const caf::strong_actor_ptr& to, std::uint64_t token,
    Content content, caf::execution_unit* runner) {
  to->enqueue(
      caf::make_mailbox_element(
          caf::strong_actor_ptr{&from}, caf::make_message_id(token), {}, std::move(content)),
      runner);
}

} // namespace muster
