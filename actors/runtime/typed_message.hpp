// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <caf/actor_control_block.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/message_id.hpp>
#include <caf/response_type.hpp>

#include <type_traits>
#include <utility>

// The checks that CAF makes for its own typed actors, for those that handle messages without a
// `caf::behavior`: swarms and network actors.
namespace muster {

/// Whether actors with handles of type `Handle` take `Message`.
template <class Handle, class Message>
inline constexpr bool accepts = caf::response_type<typename Handle::signatures, Message>::valid;

/// Whether they answer it with `Answer`.
template <class Handle, class Message, class Answer>
inline constexpr bool answers_with = std::is_same_v<
    caf::response_type_t<typename Handle::signatures, Message>, caf::detail::type_list<Answer>>;

/// A message for an actor with a handle of type `Handle`, at the price of one allocation.
/// @param from  gets the answer; may be null.
/// @param id    comes back with the answer.
template <class Handle, class Message>
[[nodiscard]] caf::mailbox_element_ptr message_to(
    caf::strong_actor_ptr from, Message&& content, caf::message_id id = caf::make_message_id()) {
  static_assert(
      accepts<Handle, std::remove_cvref_t<Message>>, "the receiver does not take this message");
  return caf::make_mailbox_element(std::move(from), id, {}, std::forward<Message>(content));
}

/// Whether `content` is a `Message`, for an actor with handles of type `Handle` that handles it.
template <class Handle, class Message>
[[nodiscard]] bool is(const caf::type_erased_tuple& content) {
  static_assert(accepts<Handle, Message>, "the handle does not list this message");
  return content.match_elements<Message>();
}

} // namespace muster
