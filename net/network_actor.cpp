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
  reactor_.begin_use();
}

void network_actor::enqueue(caf::mailbox_element_ptr message, caf::execution_unit* runner) {
  if (runner == &reactor_) {
    account_->count_handled();
    receive_unless_closed(*message);
    return;
  }
  account_->count_arrived();
  if (inbox_.push_front(std::move(message)) == caf::intrusive::inbox_result::unblocked_reader)
    boost::asio::post(reactor_.context(), [this] { busy([this] { receive_waiting(); }); });
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
}

void network_actor::finish() {
  close_inbox();
  reactor_.end_use();
}

void network_actor::note_busy(time_point begin, time_point end) noexcept {
  account_->add_busy(end - begin);
  reactor_.load().add_busy(begin, end);
}

void network_actor::receive_waiting() {
  using node = caf::mailbox_element::node_type;
  reactor_.refresh_now();
  while (!inbox_.closed() && !inbox_.try_block()) {
    node* newest = inbox_.take_head();
    node* oldest = nullptr;
    while (newest != nullptr)
      newest = std::exchange(newest->next, std::exchange(oldest, newest));
    while (oldest != nullptr) {
      caf::mailbox_element_ptr message{static_cast<caf::mailbox_element*>(oldest)};
      oldest = std::exchange(oldest->next, nullptr);
      account_->count_taken();
      account_->count_handled();
      receive_unless_closed(*message);
    }
  }
  on_inbox_empty();
}

void network_actor::receive_unless_closed(caf::mailbox_element& message) {
  if (!inbox_.closed())
    receive(message);
}

} // namespace muster
