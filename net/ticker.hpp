// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>

namespace muster {

/// Calls back once, a pause after it was started; starting it meanwhile changes nothing. Whoever
/// has something to watch starts it again, so an idle tracker sleeps.
///
/// Belongs to a network actor and its reactor's thread.
class ticker {
public:
  /// Between looks at deadlines, and between reports to the statistics actor.
  static constexpr std::chrono::milliseconds pause{100};

  ticker(boost::asio::io_context& context, std::function<void()> on_tick);

  void start();

private:
  boost::asio::steady_timer timer_;
  std::function<void()> on_tick_;
  bool is_started_ = false;
};

} // namespace muster
