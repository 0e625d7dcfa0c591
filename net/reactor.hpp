// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/inline_runner.hpp"
#include "actors/tracker_clock.hpp"
#include "net/load_meter.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <cstddef>

namespace muster {

/// One thread that reads sockets and runs swarms.
///
/// It is an execution unit of CAF: an idle actor that gets a message from this thread is queued
/// here and runs here, right after the socket events that caused it, so that an announce needs no
/// hand-over to another thread. Must outlive the actor system, whose last threads may refer to it.
class reactor final : public inline_runner {
public:
  reactor(caf::actor_system& system, const tracker_clock& clock);
  ~reactor() override;

  reactor(const reactor&) = delete;
  reactor& operator=(const reactor&) = delete;

  /// Works until `stop`. The calling thread is the reactor's thread from now on.
  void run();

  /// Ends `run`. Called on the reactor's thread.
  void stop();

  /// Counts who uses this reactor: `run` ends when the last one has ended its use. Use begins
  /// before `run` and ends on the reactor's thread.
  void begin_use() noexcept {
    ++users_;
  }
  void end_use();

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
  boost::asio::io_context context_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  tracker_clock clock_;
  timestamp now_{};
  load_meter load_;
  std::size_t users_ = 0;
};

} // namespace muster
