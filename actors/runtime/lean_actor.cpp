// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/runtime/lean_actor.hpp"

#include <caf/actor_system.hpp>
#include <caf/error.hpp>
#include <caf/exit_reason.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>
#include <caf/sec.hpp>

#include <exception>
#include <limits>
#include <new>
#include <utility>

namespace muster {

lean_actor::lean_actor(caf::actor_config& cfg) : watchable_actor(cfg) {
  inbox_.try_block(); // idle until the first message
}

lean_actor::~lean_actor() {
  while (pending_ != nullptr)
    pop();
}

void lean_actor::enqueue(caf::mailbox_element_ptr message, caf::execution_unit* runner) {
  if (inbox_.push_front(std::move(message)) != caf::intrusive::inbox_result::unblocked_reader)
    return;
  // Whoever runs this holds a reference until it is idle again.
  intrusive_ptr_add_ref(ctrl());
  try {
    run_later(runner);
  } catch (const std::bad_alloc&) {
    // There is no memory to wait for its turn with, and nobody else would ever run it.
    resume(runner, std::numeric_limits<std::size_t>::max());
    intrusive_ptr_release(ctrl());
  }
}

void lean_actor::run_later(caf::execution_unit* runner) {
  if (runner != nullptr)
    runner->exec_later(this);
  else
    home_system().scheduler().enqueue(this);
}

caf::resumable::resume_result
lean_actor::resume(caf::execution_unit* runner, std::size_t messages_max) {
  for (std::size_t handled = 0; handled < messages_max; ++handled) {
    while (pending_ == nullptr && !fetch())
      if (inbox_.try_block())
        return awaiting_message;
    auto message = pop();
    handle(message, runner);
  }
  return pending_ == nullptr && inbox_.try_block() ? awaiting_message : resume_later;
}

void lean_actor::handle(caf::mailbox_element_ptr& message, caf::execution_unit* runner) noexcept {
  try {
    receive(message, runner);
  } catch (const std::exception&) {
    on_failure(message);
    refuse(message, runner);
  }
}

void lean_actor::refuse(caf::mailbox_element_ptr& message, caf::execution_unit* runner) noexcept {
  try {
    if (message && message->mid.is_request())
      respond(*message, runner, caf::make_error(caf::sec::runtime_error));
  } catch (const std::exception&) {
    // There is not even memory to say so; whoever asked waits no longer than for any answer.
  }
}

void lean_actor::intrusive_ptr_add_ref_impl() {
  intrusive_ptr_add_ref(ctrl());
}

void lean_actor::intrusive_ptr_release_impl() {
  intrusive_ptr_release(ctrl());
}

void lean_actor::on_destroy() {
  cleanup(caf::exit_reason::unreachable, nullptr);
}

caf::mailbox_element* lean_actor::peek_at_next_mailbox_element() {
  if (pending_ == nullptr && (inbox_.blocked() || !fetch()))
    return nullptr;
  return static_cast<caf::mailbox_element*>(pending_);
}

bool lean_actor::fetch() {
  node* newest = inbox_.take_head();
  while (newest != nullptr)
    newest = std::exchange(newest->next, std::exchange(pending_, newest));
  return pending_ != nullptr;
}

caf::mailbox_element_ptr lean_actor::pop() {
  auto* first = static_cast<caf::mailbox_element*>(pending_);
  pending_ = std::exchange(pending_->next, nullptr);
  return caf::mailbox_element_ptr{first};
}

} // namespace muster
