// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/door/report_sender.hpp"

#include "actors/interfaces.hpp"
#include "net/send.hpp"

#include <caf/actor_cast.hpp>

#include <utility>

namespace muster {

report_sender::report_sender(
    caf::actor_control_block& self, const statistics_actor& to, std::uint64_t token)
    : self_(self), to_(caf::actor_cast<caf::strong_actor_ptr>(to)), token_(token) {
  // nop
}

void report_sender::send(statistics_report& counted) {
  is_due_ = is_waiting();
  if (is_due_)
    return;
  sent_ = std::exchange(counted, {});
  muster::send<statistics_actor>(self_, to_, token_, *sent_, nullptr);
}

bool report_sender::on_answered(bool failed, statistics_report& counted) {
  if (failed)
    counted.add(*sent_);
  sent_.reset();
  return failed || is_due_;
}

} // namespace muster
