// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/inline_runner.hpp"

#include <caf/resumable.hpp>

namespace muster {

void inline_runner::exec_later(caf::resumable* job) {
  jobs_.push_back(job);
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
