// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/swarm/walk_runner.hpp"

#include <caf/actor_system.hpp>
#include <caf/resumable.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

#include <utility>

namespace muster {

walk_runner::walk_runner(caf::actor_system& system, const swarm_hosts& hosts)
    : caf::execution_unit(&system), hosts_(hosts) {
  // nop
}

void walk_runner::visit(const caf::strong_actor_ptr& swarm, caf::mailbox_element_ptr message) {
  sends_ = true;
  swarm->enqueue(std::move(message), this);
  sends_ = false;
  auto* job = std::exchange(woken_, nullptr);
  if (job == nullptr)
    return;
  if (job->resume(this, 1) == caf::resumable::resume_later)
    hosts_.hand_over(job, system());
  else
    intrusive_ptr_release(job);
}

void walk_runner::exec_later(caf::resumable* job) {
  if (job->subtype() != caf::resumable::unspecified)
    system().scheduler().enqueue(
        job); // an answer to the one who walks must not bring the walk along
  else if (sends_)
    woken_ = job;
  else
    hosts_.hand_over(job, system()); // the swarm that is visited has sent to another one
}

} // namespace muster
