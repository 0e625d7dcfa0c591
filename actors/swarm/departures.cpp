// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/swarm/departures.hpp"

namespace muster {

void departures::close() {
  const std::lock_guard guard{mutex_};
  open_.store(false, std::memory_order_relaxed);
  notes_ = {};
  count_ = 0;
}

void departures::note(const info_hash& swarm, const endpoint& peer) {
  const std::lock_guard guard{mutex_};
  if (!is_open() || count_ == notes_max)
    return;
  notes_[swarm].push_back(peer);
  ++count_;
}

std::vector<endpoint> departures::take(const info_hash& swarm) {
  const std::lock_guard guard{mutex_};
  const auto found = notes_.find(swarm);
  if (found == notes_.end())
    return {};
  auto result = std::move(found->second);
  count_ -= result.size();
  notes_.erase(found);
  return result;
}

} // namespace muster
