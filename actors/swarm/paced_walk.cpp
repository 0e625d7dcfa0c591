// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/swarm/paced_walk.hpp"

#include "actors/swarm/swarm_directory.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace muster {

namespace {

/// Chosen: what a timer of CAF is late by where processors are busy.
constexpr std::chrono::microseconds pause_min = std::chrono::milliseconds{1};

} // namespace

void paced_walk::enter(std::vector<caf::strong_actor_ptr> swarms) {
  swarms_ = std::move(swarms);
  steps_ =
      std::max<std::size_t>(1, (swarms_.size() + swarms_per_step_max - 1) / swarms_per_step_max);
}

std::span<const caf::strong_actor_ptr> paced_walk::step() noexcept {
  const auto begin = swarms_.size() * step_ / steps_;
  const auto end = swarms_.size() * (step_ + 1) / steps_;
  if (++step_ == steps_) {
    step_ = 0;
    shard_ = (shard_ + 1) % swarm_directory::shard_count;
  }
  return std::span{swarms_}.subspan(begin, end - begin);
}

std::chrono::microseconds
paced_walk::pause(std::chrono::microseconds interval, time_point now) noexcept {
  const auto step_count = static_cast<std::int64_t>(swarm_directory::shard_count * steps_);
  const auto step = interval / step_count;
  const auto made_up =
      std::max<std::chrono::microseconds>(delay_made_up_max, steps_made_up_max * step);
  due_ = std::clamp<time_point>(due_.value_or(now), now - made_up, now + pause_min);
  *due_ += step;
  const auto rest = std::chrono::ceil<std::chrono::microseconds>(*due_ - now);
  return rest < pause_min ? std::chrono::microseconds{0} : rest;
}

} // namespace muster
