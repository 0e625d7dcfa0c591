// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/admission/messages.hpp"
#include "actors/interfaces.hpp"
#include "net/door/report_sender.hpp"
#include "net/door/slot_tokens.hpp"
#include "net/network_actor.hpp"
#include "net/protocol/timestamp.hpp"
#include "net/ticker.hpp"

#include <chrono>
#include <cstdint>
#include <memory>

namespace muster {

/// A network actor that serves clients until it is told to stop. What is the same for every
/// protocol: it watches deadlines and reports what was counted, drains, and ends when the last
/// client has gone and the last report has been taken.
///
/// Where there is nothing to watch it does nothing, so that an idle tracker sleeps.
class server_actor : public network_actor {
protected:
  /// What reports to the statistics actor are called. Names of requests are above it.
  static constexpr std::uint64_t report_token = slot_tokens::token_min - 1;

  server_actor(
      caf::actor_config& cfg, muster::reactor& reactor, std::shared_ptr<actor_account> account,
      const statistics_actor& statistics);

  /// Handles what no client has asked for.
  /// @returns false if `message` is something else.
  bool receive_order(caf::mailbox_element& message);

  /// There is something to watch, or to report.
  void watch() {
    ticker_.start();
  }

private:
  /// How long a stop waits for replies that are on their way.
  static constexpr std::chrono::seconds stop_time{3};

  /// What has been counted since it was last sent.
  virtual statistics_report& report() = 0;

  /// Whether a client is there that is watched.
  [[nodiscard]] virtual bool has_clients() const = 0;

  /// Looks after clients from time to time; gives up those that have taken too long.
  /// @param all  whether nobody has time any more.
  virtual void look_after_clients(bool all) = 0;

  /// Takes no more clients, and tells those that are there when they ask.
  virtual void begin_drain() = 0;

  /// Takes no more clients, and lets those go that are there.
  virtual void begin_stop() = 0;

  void tick();
  void on_report_answered(bool failed);
  void drain(const caf::strong_actor_ptr& whose);
  void stop_serving();
  void send_report();
  void on_failure() noexcept override;
  void tell_if_drained();
  void stop_if_done();

  ticker ticker_;
  report_sender reports_;
  /// Who waits until the last client has gone.
  caf::strong_actor_ptr drained_for_;
  bool stopping_ = false;
  timestamp stop_deadline_{};
  /// Whether the last report of this server has been sent.
  bool has_reported_all_ = false;
};

} // namespace muster
