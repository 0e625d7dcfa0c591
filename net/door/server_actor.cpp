// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/door/server_actor.hpp"

#include "actors/interfaces.hpp"
#include "actors/runtime/typed_message.hpp"
#include "net/reactor.hpp"

#include <caf/error.hpp>
#include <caf/send.hpp>

#include <utility>

namespace muster {

server_actor::server_actor(
    caf::actor_config& cfg, muster::reactor& reactor, std::shared_ptr<actor_account> account,
    const statistics_actor& statistics)
    : network_actor(cfg, reactor, std::move(account)),
      ticker_(reactor.context(), [this] { tick(); }),
      reports_(*ctrl(), statistics, report_token) {
  // nop
}

bool server_actor::receive_order(caf::mailbox_element& message) {
  const auto& content = message.content();
  if (is<door_actor, muster::stop_serving>(content))
    stop_serving();
  else if (is<door_actor, drain_serving>(content))
    drain(message.sender);
  else if (message.mid.is_response() && message.mid.request_id().integer_value() == report_token)
    on_report_answered(content.match_elements<caf::error>());
  else
    return false;
  return true;
}

void server_actor::tick() {
  if (is_finished())
    return;
  reactor().refresh_now();
  make_up_for_wake();
  look_after_clients(stopping_ && stop_deadline_ < reactor().now());
  if (!has_reported_all_)
    send_report();
  if (has_clients() || stopping_)
    watch();
  tell_if_drained();
  stop_if_done();
}

void server_actor::on_report_answered(bool failed) {
  if (reports_.on_answered(failed, report()))
    watch();
  stop_if_done();
}

void server_actor::drain(const caf::strong_actor_ptr& whose) {
  drained_for_ = whose;
  begin_drain();
  watch();
}

void server_actor::stop_serving() {
  stopping_ = true;
  stop_deadline_ = reactor().now() + stop_time;
  begin_stop();
  watch();
}

void server_actor::tell_if_drained() {
  if (drained_for_ && !has_clients())
    caf::anon_send(
        caf::actor_cast<operator_actor>(std::exchange(drained_for_, nullptr)), drained{});
}

void server_actor::stop_if_done() {
  if (!stopping_ || has_clients() || reports_.is_waiting())
    return;
  if (std::exchange(has_reported_all_, true))
    finish();
  else
    send_report();
}

void server_actor::send_report() {
  report().turns.add(reactor().take_turn_times());
  reports_.send(report());
}

void server_actor::on_failure() noexcept {
  ++report().requests_failed;
}

} // namespace muster
