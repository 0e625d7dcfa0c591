// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/ticker.hpp"

#include <utility>

namespace muster {

ticker::ticker(boost::asio::io_context& context, std::function<void()> on_tick)
    : timer_(context), on_tick_(std::move(on_tick)) {
  // nop
}

void ticker::start() {
  if (is_started_)
    return;
  timer_.expires_after(pause);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error)
      return;
    is_started_ = false;
    on_tick_();
  });
  is_started_ = true; // unless there was no memory for that
}

} // namespace muster
