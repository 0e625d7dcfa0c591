// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE walk_pace_test

#include "actors/walk_pace.hpp"

#include <caf/test/unit_test.hpp>

namespace {

using namespace muster;
using namespace std::chrono_literals;

constexpr auto shards = swarm_directory::shard_count;

/// The time of a whole walk.
std::chrono::microseconds walk_time(std::chrono::microseconds interval) {
  std::chrono::microseconds result{0};
  for (std::size_t i = 0; i < shards; ++i)
    result += pause_before(i, interval);
  return result;
}

} // namespace

CAF_TEST(a long walk pauses before each shard for the same time) {
  for (std::size_t i = 0; i < shards; ++i)
    CAF_CHECK(pause_before(i, 120s) == 117'187us);
}

CAF_TEST(a short walk takes some shards at once so that no pause is too short for a timer) {
  for (std::size_t i = 0; i < shards; ++i)
    CAF_CHECK(pause_before(i, 1s) == (i % 10 == 0 ? 9'760us : 0us));
}

CAF_TEST(a walk takes its interval whatever that is) {
  for (const auto interval : {1s, 2s, 10s, 60s, 3600s}) {
    CAF_CHECK(walk_time(interval) > interval * 0.99);
    CAF_CHECK(walk_time(interval) < interval * 1.01);
  }
}
