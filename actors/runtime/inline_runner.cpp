// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/runtime/inline_runner.hpp"

#include <caf/actor_system.hpp>
#include <caf/resumable.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

namespace muster {

void inline_runner::exec_later(caf::resumable* job) {
  if (job->subtype() == caf::resumable::unspecified)
    queue(job);
  else
    system().scheduler().enqueue(job);
}

void inline_runner::run_jobs() {
  while (!jobs_.empty() && !turn_is_over_) {
    const bool has_more = run_first();
    if (++runs_ < runs_per_look && !has_more)
      continue;
    runs_ = 0;
    if (is_turn_over())
      return;
  }
}

bool inline_runner::run_first() {
  auto* job = jobs_.front();
  jobs_.pop_front();
  const bool has_more = job->resume(this, messages_per_run_max) == caf::resumable::resume_later;
  if (has_more)
    jobs_.push_back(job);
  else
    intrusive_ptr_release(job);
  return has_more;
}

void inline_runner::give_jobs_away() {
  for (; !jobs_.empty(); jobs_.pop_front())
    system().scheduler().enqueue(jobs_.front());
}

} // namespace muster
