// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/runtime/inline_runner.hpp"
#include "actors/runtime/tracker_clock.hpp"
#include "actors/statistics/figures.hpp"
#include "actors/swarm/swarm_hosts.hpp"
#include "net/load_meter.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <mutex>
#include <vector>

namespace muster {

class network_actor;

/// One thread that reads sockets and runs swarms.
///
/// It is an execution unit of CAF: an idle actor that gets a message from this thread is queued
/// here and runs here, right after the socket events that caused it, so that an announce needs no
/// hand-over to another thread. Must outlive the actor system, whose last threads may refer to it.
///
/// It works in turns. In each it handles an event and runs the swarms that this has woken, for
/// about a millisecond at most; swarms that are not done with their messages by then go on in turns
/// of their own, between which sockets, timers and other threads' messages have theirs.
class reactor final : public inline_runner, public swarm_host {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// How long a turn goes on with what may as well be left to the next one. Chosen: a turn costs
  /// some microseconds besides, and clients on a fast network do not notice one.
  static constexpr std::chrono::milliseconds turn_time_max{1};

  reactor(caf::actor_system& system, const tracker_clock& clock);
  ~reactor() override;

  reactor(const reactor&) = delete;
  reactor& operator=(const reactor&) = delete;

  /// Works until `stop`. The calling thread is the reactor's thread from now on.
  void run();

  /// Ends `run`. Called on the reactor's thread.
  void stop();

  /// Somebody uses this reactor: `run` ends when the last one has ended its use. Use begins before
  /// `run` and ends on the reactor's thread.
  void begin_use(network_actor& who);
  void end_use(network_actor& who);

  bool adopt(caf::resumable* swarm) override;

  /// A turn begins. To be called by whoever handles an event, on the reactor's thread.
  void begin_turn(time_point now) noexcept {
    turn_begin_ = now;
    renew_turn();
  }
  /// The turn is over: notes for how long the reactor was busy.
  void end_turn(time_point now) noexcept;
  /// How long turns have taken since this was last asked.
  [[nodiscard]] turn_times take_turn_times() noexcept;

  [[nodiscard]] boost::asio::io_context& context() noexcept {
    return context_;
  }

  /// The time when what is being worked on happened. The reference is good for later times as well.
  [[nodiscard]] const timestamp& now() const noexcept {
    return now_;
  }

  /// To be called when the reactor begins to work on something that has happened.
  void refresh_now() noexcept {
    now_ = clock_.now();
  }

  /// Which share of its time it is busy. Whoever works on it tells the meter, and may ask it.
  [[nodiscard]] load_meter& load() noexcept {
    return load_;
  }

private:
  [[nodiscard]] bool has_turn_ended() override;
  /// Goes on with swarms that were not done with their messages.
  void go_on_with_jobs();
  void take_adopted();
  void close();

  boost::asio::io_context context_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  tracker_clock clock_;
  timestamp now_{};
  load_meter load_;
  time_point turn_begin_{};
  turn_times turn_times_;
  std::vector<network_actor*> users_;
  std::mutex adopted_mutex_;
  /// Swarms that other threads have left messages to, each with a reference.
  std::vector<caf::resumable*> adopted_;
  bool is_closed_ = false;
};

} // namespace muster
