// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/swarm/swarm_hosts.hpp"

#include <caf/actor_system.hpp>
#include <caf/resumable.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

namespace muster {

void swarm_hosts::add(swarm_host& x) {
  const std::lock_guard guard{mutex_};
  hosts_.push_back(&x);
}

void swarm_hosts::hand_over(caf::resumable* swarm, caf::actor_system& system) const {
  const std::lock_guard guard{mutex_};
  for (std::size_t i = 0; i < hosts_.size(); ++i)
    if (hosts_[next_++ % hosts_.size()]->adopt(swarm))
      return;
  system.scheduler().enqueue(swarm);
}

} // namespace muster
