// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/reactor.hpp"

#include <caf/logger.hpp>
#include <caf/resumable.hpp>

namespace muster {

reactor::reactor(caf::actor_system& system, const tracker_clock& clock)
    : caf::execution_unit(&system), context_(1), work_(context_.get_executor()), clock_(clock) {
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

void reactor::exec_later(caf::resumable* job) {
  jobs_.push_back(job);
}

void reactor::run_jobs() {
  while (!jobs_.empty()) {
    auto* job = jobs_.front();
    jobs_.pop_front();
    if (job->resume(this, messages_per_turn_max) == caf::resumable::resume_later)
      jobs_.push_back(job);
    else
      intrusive_ptr_release(job);
  }
}

} // namespace muster
