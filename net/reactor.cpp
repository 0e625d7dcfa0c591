// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/reactor.hpp"

#include <caf/logger.hpp>

namespace muster {

reactor::reactor(caf::actor_system& system, const tracker_clock& clock)
    : inline_runner(&system), context_(1), work_(context_.get_executor()), clock_(clock) {
  // nop
}

reactor::~reactor() = default;

void reactor::run() {
  // CAF notes which actor runs on a thread under a process-wide lock, four times per actor, for
  // its own log that Debian's build does not have. A thread without a logger skips that.
  caf::logger::set_current_actor_system(nullptr);
  while (!context_.stopped()) {
    context_.run_one();
    run_jobs();
  }
}

void reactor::stop() {
  context_.stop();
}

void reactor::end_use() {
  if (--users_ == 0)
    stop();
}

} // namespace muster
