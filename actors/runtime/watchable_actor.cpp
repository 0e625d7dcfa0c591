// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/runtime/watchable_actor.hpp"

#include <caf/default_attachable.hpp>
#include <caf/exit_reason.hpp>
#include <caf/message.hpp>
#include <caf/system_messages.hpp>

#include <mutex>
#include <utility>

namespace muster {

namespace {

using link_token = caf::default_attachable::observe_token;

link_token link_of(const caf::abstract_actor& x) {
  return {x.address(), caf::default_attachable::link};
}

/// Tells an actor that wants a link that there is nobody to link to any more.
void refuse_link(const caf::abstract_actor& self, caf::abstract_actor& other) {
  other.enqueue(
      nullptr, caf::make_message_id(),
      caf::make_message(caf::exit_msg{self.address(), caf::exit_reason::unknown}), nullptr);
}

} // namespace

watchable_actor::watchable_actor(caf::actor_config& cfg) : caf::abstract_actor(cfg) {
  // nop
}

void watchable_actor::attach(caf::attachable_ptr watcher) {
  {
    const std::lock_guard guard{mtx_};
    if (!ended()) {
      add(std::move(watcher));
      return;
    }
  }
  watcher->actor_exited(caf::exit_reason::unknown, nullptr);
}

std::size_t watchable_actor::detach(const caf::attachable::token& what) {
  const std::lock_guard guard{mtx_};
  std::size_t result = 0;
  while (remove(what))
    ++result;
  return result;
}

void watchable_actor::add_link(caf::abstract_actor* other) {
  const bool is_late = joined_exclusive_critical_section(this, other, [&] {
    if (ended())
      return true;
    if (other->add_backlink(this))
      add(caf::default_attachable::make_link(address(), other->address()));
    return false;
  });
  if (is_late)
    refuse_link(*this, *other);
}

void watchable_actor::remove_link(caf::abstract_actor* other) {
  const auto link = link_of(*other);
  joined_exclusive_critical_section(this, other, [&] {
    other->remove_backlink(this);
    remove(link);
  });
}

bool watchable_actor::add_backlink(caf::abstract_actor* other) {
  if (ended()) {
    refuse_link(*this, *other);
    return false;
  }
  if (has(link_of(*other)))
    return false;
  add(caf::default_attachable::make_link(address(), other->address()));
  return true;
}

bool watchable_actor::remove_backlink(caf::abstract_actor* other) {
  return remove(link_of(*other));
}

void watchable_actor::cleanup(const caf::error& reason, caf::execution_unit* runner) {
  caf::attachable_ptr watchers;
  {
    const std::lock_guard guard{mtx_};
    if (ended())
      return;
    flags(flags() | is_terminated_flag | is_cleaned_up_flag);
    watchers = std::move(watchers_);
  }
  for (auto* i = watchers.get(); i != nullptr; i = i->next.get())
    i->actor_exited(reason, runner);
}

bool watchable_actor::handle_exit(
    const caf::mailbox_element& message, caf::execution_unit* runner) {
  if (!message.content().match_elements<caf::exit_msg>())
    return false;
  // The end of a link's other side is a reason to end only if that has failed.
  const auto& exit = message.content().get_as<caf::exit_msg>(0);
  if (exit.reason)
    cleanup(exit.reason, runner);
  return true;
}

void watchable_actor::add(caf::attachable_ptr watcher) {
  watcher->next = std::move(watchers_);
  watchers_ = std::move(watcher);
}

bool watchable_actor::has(const caf::attachable::token& what) const {
  for (auto* i = watchers_.get(); i != nullptr; i = i->next.get())
    if (i->matches(what))
      return true;
  return false;
}

bool watchable_actor::remove(const caf::attachable::token& what) {
  for (auto* i = &watchers_; *i != nullptr; i = &(*i)->next) {
    if (!(*i)->matches(what))
      continue;
    *i = std::move((*i)->next);
    return true;
  }
  return false;
}

} // namespace muster
