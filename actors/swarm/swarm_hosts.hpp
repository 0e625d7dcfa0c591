// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

namespace caf {

class actor_system;
class resumable;

} // namespace caf

namespace muster {

/// A thread that runs swarms.
class swarm_host {
public:
  virtual ~swarm_host() = default;

  /// Takes over a swarm that has messages left, and whoever called it has a reference to.
  /// @returns false, and nothing is taken over, if nothing runs here any more.
  /// @threadsafe
  virtual bool adopt(caf::resumable* swarm) = 0;
};

/// The threads that run swarms: where walks leave those that have got other messages meanwhile.
/// @threadsafe
class swarm_hosts {
public:
  /// @param x  outlives the actor system.
  void add(swarm_host& x);

  /// Leaves a swarm with messages left to one of the threads, or to CAF's scheduler if none of them
  /// runs anything.
  void hand_over(caf::resumable* swarm, caf::actor_system& system) const;

private:
  mutable std::mutex mutex_;
  std::vector<swarm_host*> hosts_;
  /// Whose turn it is.
  mutable std::size_t next_ = 0;
};

} // namespace muster
