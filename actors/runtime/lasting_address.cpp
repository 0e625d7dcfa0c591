// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/runtime/lasting_address.hpp"

#include <caf/detail/sync_request_bouncer.hpp>
#include <caf/exit_reason.hpp>
#include <caf/mailbox_element.hpp>

#include <utility>

namespace muster {

lasting_address::lasting_address(caf::actor_config& cfg) : caf::monitorable_actor(cfg) {
  // nop
}

void lasting_address::enqueue(caf::mailbox_element_ptr message, caf::execution_unit* runner) {
  if (const auto to = current()) {
    to->enqueue(std::move(message), runner);
    return;
  }
  const caf::detail::sync_request_bouncer bounce{caf::exit_reason::unreachable};
  bounce(*message);
}

void lasting_address::on_destroy() {
  if (!getf(is_cleaned_up_flag)) {
    cleanup(caf::exit_reason::unreachable, nullptr);
    caf::monitorable_actor::on_destroy();
  }
}

void lasting_address::refer_to(caf::strong_actor_ptr x) {
  // The old one, which may be destroyed with its last reference, is released after the lock.
  const std::lock_guard guard{mutex_};
  current_.swap(x);
}

void lasting_address::close() {
  refer_to(nullptr);
  cleanup(caf::exit_reason::user_shutdown, nullptr);
}

caf::strong_actor_ptr lasting_address::current() const {
  const std::lock_guard guard{mutex_};
  return current_;
}

} // namespace muster
