// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/inline_runner.hpp"

#include <caf/actor_system.hpp>
#include <caf/resumable.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

namespace muster {

void inline_runner::exec_later(caf::resumable* job) {
  if (job->subtype() == caf::resumable::unspecified)
    jobs_.push_back(job);
  else
    system().scheduler().enqueue(job);
}

void inline_runner::run_jobs() {
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
