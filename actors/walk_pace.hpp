// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/swarm_directory.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace muster {

/// How long to wait before `shard` is the next of a walk that takes `interval` for all shards of
/// the swarm directory: the same before each, but if that is too short for a timer, none before
/// most and the time of all before some.
[[nodiscard]] constexpr std::chrono::microseconds
pause_before(std::size_t shard, std::chrono::microseconds interval) noexcept {
  // Chosen: far above what a timer of CAF is late by, about a millisecond.
  constexpr std::chrono::microseconds pause_min = std::chrono::milliseconds{10};
  const auto each = interval / int{swarm_directory::shard_count};
  const auto together = std::max(pause_min / each, decltype(each.count()){1});
  return shard % static_cast<std::size_t>(together) == 0 ? each * together : each * 0;
}

/// Sends an actor of CAF the message for `shard` when it is its turn.
template <class Self, class Message>
void send_in_turn(
    Self self, std::size_t shard, std::chrono::microseconds interval, const Message& message) {
  const auto pause = pause_before(shard, interval);
  if (pause.count() == 0)
    self->send(self, message);
  else
    self->delayed_send(self, pause, message);
}

} // namespace muster
