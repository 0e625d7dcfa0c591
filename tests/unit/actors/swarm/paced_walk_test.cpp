// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE paced_walk_test

#include "actors/swarm/paced_walk.hpp"
#include "actors/swarm/swarm_directory.hpp"

#include <caf/test/unit_test.hpp>

#include <vector>

namespace {

using namespace muster;
using namespace std::chrono_literals;

using microseconds = std::chrono::microseconds;

constexpr auto shards = swarm_directory::shard_count;
constexpr auto step_max = paced_walk::swarms_per_step_max;

struct fixture {
  paced_walk sut;
  paced_walk::time_point now{};

  /// Enters the next shard, which has so many swarms. (No test looks at one.)
  void enter(std::size_t swarms) {
    sut.enter(std::vector<caf::strong_actor_ptr>(swarms));
  }

  /// Walks through the next shard.
  /// @returns how many swarms each step had.
  std::vector<std::size_t> walk_shard(std::size_t swarms) {
    enter(swarms);
    std::vector<std::size_t> result;
    do
      result.push_back(sut.step().size());
    while (!sut.is_at_shard());
    return result;
  }

  /// Lets a pause pass, and some time more.
  void pass(microseconds interval, microseconds more = 0us) {
    now += sut.pause(interval, now) + more;
  }

  /// The time of a walk through all shards, of which each step and its timer take some.
  microseconds walk_time(microseconds interval, std::size_t swarms_per_shard, microseconds each) {
    const auto begin = now;
    for (std::size_t i = 0; i < shards; ++i) {
      enter(swarms_per_shard);
      do {
        sut.step();
        pass(interval, each);
      } while (!sut.is_at_shard());
    }
    return std::chrono::duration_cast<microseconds>(now - begin);
  }
};

using steps = std::vector<std::size_t>;

} // namespace

CAF_TEST_FIXTURE_SCOPE(paced_walk_tests, fixture)

CAF_TEST(a small shard is one step and so is an empty one) {
  CAF_CHECK(walk_shard(0) == steps{0});
  CAF_CHECK(walk_shard(1) == steps{1});
  CAF_CHECK(walk_shard(step_max) == steps{step_max});
}

CAF_TEST(a large shard is walked in equal steps that leave no swarm out) {
  CAF_CHECK(walk_shard(step_max + 1) == (steps{step_max / 2, step_max / 2 + 1}));
  CAF_CHECK(walk_shard(4 * step_max) == steps(4, step_max));
}

CAF_TEST(the steps of a shard follow each other in its swarms) {
  enter(3 * step_max);
  const auto first = sut.step();
  const auto second = sut.step();
  const auto third = sut.step();
  CAF_CHECK(first.data() + step_max == second.data());
  CAF_CHECK(second.data() + step_max == third.data());
}

CAF_TEST(the last step of a shard leads to the next one) {
  enter(2 * step_max);
  sut.step();
  CAF_CHECK_EQUAL(sut.shard(), 0u);
  CAF_CHECK(!sut.is_at_shard());
  sut.step();
  CAF_CHECK_EQUAL(sut.shard(), 1u);
  CAF_CHECK(sut.is_at_shard());
}

CAF_TEST(after the last shard the first is next) {
  for (std::size_t i = 0; i < shards; ++i) {
    CAF_CHECK_EQUAL(sut.shard(), i);
    walk_shard(1);
  }
  CAF_CHECK_EQUAL(sut.shard(), 0u);
}

CAF_TEST(a long walk pauses before its first step and after each for the same time) {
  CAF_CHECK(sut.pause(120s, now) == 117'187us);
  now += 117'187us;
  walk_shard(1);
  CAF_CHECK(sut.pause(120s, now) == 117'187us);
}

CAF_TEST(the steps of a shard share its time) {
  enter(4 * step_max);
  sut.step();
  CAF_CHECK(sut.pause(120s, now) == 29'296us);
}

CAF_TEST(a short walk takes some steps at once so that no pause is too short for a timer) {
  for (int i = 1; i < 100; ++i) {
    const auto pause = sut.pause(1s, now);
    CAF_CHECK(pause == (i % 2 == 0 ? 2 * 976us : 0us));
    now += pause;
  }
}

CAF_TEST(what a step and its timer take is no part of the pause) {
  pass(120s, 300us);
  CAF_CHECK(sut.pause(120s, now) == 117'187us - 300us);
}

CAF_TEST(a delay is made up for) {
  pass(120s, 100ms);
  CAF_CHECK(sut.pause(120s, now) == 17'187us);
}

CAF_TEST(a delay of four steps is made up for by steps without a pause) {
  pass(120s, paced_walk::steps_made_up_max * 117'187us);
  for (int i = 0; i < paced_walk::steps_made_up_max; ++i)
    CAF_CHECK(sut.pause(120s, now) == 0us);
  CAF_CHECK(sut.pause(120s, now) == 117'187us);
}

CAF_TEST(where steps are short ten milliseconds are made up for) {
  pass(1s, paced_walk::delay_made_up_max);
  for (int i = 0; i < 10; ++i)
    CAF_CHECK(sut.pause(1s, now) == 0us);
  CAF_CHECK(sut.pause(1s, now) > 0us);
}

CAF_TEST(a longer delay is not made up for beyond that) {
  pass(120s, 1h);
  for (int i = 0; i < paced_walk::steps_made_up_max; ++i)
    CAF_CHECK(sut.pause(120s, now) == 0us);
  CAF_CHECK(sut.pause(120s, now) == 117'187us);
}

CAF_TEST(steps that are taken early put the next one off by a millisecond at most) {
  for (int i = 0; i < 1000; ++i)
    CAF_CHECK(sut.pause(120s, now) <= 117'187us + 1ms);
}

CAF_TEST(a walk takes its interval whatever that is and however many swarms there are) {
  for (const auto interval : {1s, 2s, 10s, 60s, 3600s}) {
    for (const std::size_t swarms : {std::size_t{0}, step_max, 5 * step_max / 2}) {
      for (const auto each : {0us, 100us, 300us}) {
        const auto time = walk_time(interval, swarms, each);
        CAF_CHECK(time > interval * 0.98);
        CAF_CHECK(time < interval * 1.02);
      }
    }
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
