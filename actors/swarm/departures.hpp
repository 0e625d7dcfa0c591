// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"
#include "net/protocol/identifier.hpp"

#include <atomic>
#include <cstddef>
#include <map>
#include <mutex>
#include <vector>

namespace muster {

/// Peers that have said goodbye to a swarm which is still to be loaded: without a note of that, the
/// loaded swarm would bring them back.
///
/// Empty, and free of cost, but for the seconds that loading takes.
/// @threadsafe
class departures {
public:
  /// Notes kept at most; chosen: a minute of the goodbyes of a very large tracker. A peer of which
  /// none is kept comes back, and is forgotten when its lifetime is over.
  static constexpr std::size_t notes_max = 1'000'000;

  /// From now on notes are kept.
  void open() noexcept {
    open_.store(true, std::memory_order_relaxed);
  }

  /// Swarms are loaded: forgets all notes and keeps none any more.
  void close();

  [[nodiscard]] bool is_open() const noexcept {
    return open_.load(std::memory_order_relaxed);
  }

  /// Notes that a peer has left a swarm.
  void note(const info_hash& swarm, const endpoint& peer);

  /// Who has left a swarm. They are forgotten with that, because a swarm is loaded once.
  [[nodiscard]] std::vector<endpoint> take(const info_hash& swarm);

private:
  std::atomic<bool> open_{false};
  std::mutex mutex_;
  /// Ordered, because clients make up info_hashes: a hash function would need a secret.
  std::map<info_hash, std::vector<endpoint>> notes_;
  std::size_t count_ = 0;
};

} // namespace muster
