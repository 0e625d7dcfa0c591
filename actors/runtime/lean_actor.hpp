// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/runtime/watchable_actor.hpp"

#include <caf/actor_config.hpp>
#include <caf/execution_unit.hpp>
#include <caf/intrusive/lifo_inbox.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/resumable.hpp>

#include <cstddef>

namespace muster {

/// An actor with a handle, an address, monitors, links and a mailbox, and nothing else: no
/// behaviour to change, no timers, no requests of its own. It takes 88 bytes where CAF's
/// `event_based_actor` takes 1,016, so that there can be one for each torrent.
///
/// Runs on whatever execution unit its sender passes to `enqueue` (a reactor, or a thread of CAF's
/// scheduler if there is none), on one at a time and with its messages in order: CAF's guarantee.
/// Its mailbox never closes. An actor that has ended still gets what was sent to it too late.
///
/// A message that cannot be handled, because there is no memory, costs that message and nothing
/// else: whoever asked is answered with an error if there is memory for that.
///
/// Its `subtype` is `unspecified`: what says `scheduled_actor` is cast to CAF's class of that name
/// if it is still queued when the scheduler stops, and `inline_runner` runs nothing of that kind.
class lean_actor : public watchable_actor, public caf::resumable {
public:
  explicit lean_actor(caf::actor_config& cfg);

  ~lean_actor() override;

  using caf::abstract_actor::enqueue;

  /// @threadsafe
  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit* runner) override;

  /// Handles up to `messages_max` messages.
  /// @returns `resume_later` if there are more.
  resume_result resume(caf::execution_unit* runner, std::size_t messages_max) override;

  void intrusive_ptr_add_ref_impl() override;
  void intrusive_ptr_release_impl() override;
  void on_destroy() override;

  /// Lets CAF's deterministic tests look into the mailbox.
  caf::mailbox_element* peek_at_next_mailbox_element() override;

protected:
  /// Handles one message. May take it over to pass it on.
  virtual void receive(caf::mailbox_element_ptr& message, caf::execution_unit* runner) = 0;

  /// A message could not be handled. Null if it was taken over before. Requests are answered with
  /// an error besides.
  virtual void on_failure(const caf::mailbox_element_ptr&) noexcept {
    // nop
  }

  /// Sends `content` to the sender of `message` as the answer to it. Runs on `runner`.
  template <class Content>
  void respond(caf::mailbox_element& message, caf::execution_unit* runner, Content&& content) {
    if (message.sender)
      message.sender->enqueue(
          caf::make_mailbox_element(
              caf::strong_actor_ptr{ctrl()}, message.mid.response_id(), {},
              std::forward<Content>(content)),
          runner);
  }

private:
  struct inbox_policy {
    using mapped_type = caf::mailbox_element;
    using unique_pointer = caf::mailbox_element_ptr;
  };

  using node = caf::mailbox_element::node_type;

  void run_later(caf::execution_unit* runner);
  void handle(caf::mailbox_element_ptr& message, caf::execution_unit* runner) noexcept;
  void refuse(caf::mailbox_element_ptr& message, caf::execution_unit* runner) noexcept;
  /// Moves what has arrived to `pending_`, in order of arrival.
  bool fetch();

  caf::mailbox_element_ptr pop();

  caf::intrusive::lifo_inbox<inbox_policy> inbox_;
  node* pending_ = nullptr;
};

} // namespace muster
