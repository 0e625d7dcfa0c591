// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/network_actor.hpp"

#include "net/reactor.hpp"

#include <boost/asio/post.hpp>
#include <caf/exit_reason.hpp>

#include <utility>

namespace muster {

network_actor::network_actor(
    caf::actor_config& cfg, muster::reactor& reactor, std::shared_ptr<actor_account> account)
    : caf::monitorable_actor(cfg), reactor_(reactor), account_(std::move(account)) {
  account_->id(id());
  inbox_.try_block();
  reactor_.begin_use(*this);
}

network_actor::~network_actor() {
  drop_waiting();
}

void network_actor::enqueue(caf::mailbox_element_ptr message, caf::execution_unit* runner) {
  if (runner == &reactor_) {
    account_->count_handled();
    receive_unless_closed(*message);
    return;
  }
  account_->count_arrived();
  if (inbox_.push_front(std::move(message)) == caf::intrusive::inbox_result::unblocked_reader)
    receive_later();
}

void network_actor::on_destroy() {
  if (!getf(is_cleaned_up_flag)) {
    cleanup(caf::exit_reason::unreachable, nullptr);
    caf::monitorable_actor::on_destroy();
  }
}

void network_actor::close_inbox() {
  if (!inbox_.closed())
    inbox_.close();
  drop_waiting();
}

void network_actor::drop_waiting() noexcept {
  while (waiting_ != nullptr)
    take_waiting();
}

void network_actor::finish() {
  close_inbox();
  reactor_.end_use(*this);
}

network_actor::time_point network_actor::begin_turn() noexcept {
  account_->note_thread();
  const auto result = std::chrono::steady_clock::now();
  reactor_.begin_turn(result);
  return result;
}

void network_actor::end_turn(time_point begin) noexcept {
  const auto end = std::chrono::steady_clock::now();
  account_->add_busy(end - begin);
  reactor_.end_turn(end);
}

// -- messages of other threads --------------------------------------------------------------------

void network_actor::receive_later() {
  try {
    boost::asio::post(reactor_.context(), [this] { busy([this] { receive_waiting(); }); });
  } catch (const std::bad_alloc&) {
    is_wake_owed_.store(true, std::memory_order_relaxed);
  }
}

void network_actor::make_up_for_wake() {
  if (is_wake_owed_.exchange(false, std::memory_order_relaxed))
    receive_later();
}

void network_actor::receive_waiting() {
  reactor_.refresh_now();
  for (std::size_t handled = 1; fetch(); ++handled) {
    receive_next();
    if (handled % messages_per_look == 0 && reactor_.is_turn_over()) {
      receive_later();
      break;
    }
  }
  on_swarms_run();
}

/// Makes sure that a message waits.
/// @returns false if there is none; then the next one wakes the reactor.
bool network_actor::fetch() {
  if (waiting_ != nullptr)
    return true;
  if (inbox_.closed() || inbox_.try_block())
    return false;
  node* newest = inbox_.take_head();
  while (newest != nullptr)
    newest = std::exchange(newest->next, std::exchange(waiting_, newest));
  return waiting_ != nullptr;
}

caf::mailbox_element_ptr network_actor::take_waiting() noexcept {
  auto* first = static_cast<caf::mailbox_element*>(waiting_);
  waiting_ = std::exchange(waiting_->next, nullptr);
  account_->count_taken();
  return caf::mailbox_element_ptr{first};
}

void network_actor::receive_next() {
  const auto message = take_waiting();
  account_->count_handled();
  receive_unless_closed(*message);
}

void network_actor::receive_unless_closed(caf::mailbox_element& message) {
  if (!inbox_.closed())
    attempt([&] { receive(message); });
}

} // namespace muster
