// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE sweeper_test

#include "actors/swarm.hpp"
#include "actors/sweeper.hpp"
#include "tests/support/swarm_fixture.hpp"

#include <chrono>
#include <vector>

namespace {

using namespace muster;
using namespace std::chrono_literals;
using test::an_announce;
using test::an_info_hash;

constexpr auto shards = swarm_directory::shard_count;

/// The sweep interval of the fixture is 120 s, of which each of 256 shards gets an equal part.
constexpr auto between_ticks = std::chrono::milliseconds{120s} / shards;

struct fixture : test::swarm_fixture {
  tracker_clock clock;
  std::uint64_t resident_bytes = 0;
  sweeper_actor sut = sys.spawn(sweeper, sweeper_parts{&directory, clock, [this] {
                                                         return resident_bytes;
                                                       }});

  fixture() {
    sched.run();
  }

  ~fixture() override {
    // It would go on for ever: each tick asks for the next one.
    caf::anon_send_exit(sut, caf::exit_reason::kill);
    consume_messages();
  }

  /// Spawns an empty swarm, which ends when it is swept, in each shard.
  void fill_shards() {
    for (std::size_t i = 0; i < shards; ++i)
      swarm_of(static_cast<std::uint8_t>(i));
  }

  /// Spawns empty swarms in the shard that is swept first.
  void fill_first_shard(std::uint8_t count) {
    auto x = an_info_hash(0);
    while (x.bytes.back() < count) {
      CAF_REQUIRE(directory.find_or_spawn(sys, x) != nullptr);
      ++x.bytes.back();
    }
  }

  /// Lets time pass and everybody do what is due then.
  void wait(std::chrono::milliseconds time) {
    advance_time(time);
    consume_messages();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(sweeper_tests, fixture)

CAF_TEST(the sweeper does nothing until its first tick) {
  fill_shards();
  wait(between_ticks - 1ms);
  CAF_CHECK_EQUAL(directory.size(), shards);
  wait(1ms);
  CAF_CHECK_EQUAL(directory.size(), shards - 1);
}

CAF_TEST(each tick sweeps the swarms of one shard and of no other) {
  fill_first_shard(10);
  swarm_of(1);
  wait(between_ticks);
  CAF_CHECK(directory.swarms_of_shard(0).empty());
  CAF_CHECK_EQUAL(directory.size(), 1u);
}

CAF_TEST(every shard is swept once in each interval) {
  for (int interval = 0; interval < 3; ++interval) {
    fill_shards();
    std::vector<std::size_t> left;
    for (std::size_t i = 0; i < shards; ++i) {
      wait(between_ticks);
      left.push_back(directory.size());
    }
    // One swarm fewer after every tick: no shard was swept twice, none was left out.
    for (std::size_t i = 0; i < shards; ++i)
      CAF_CHECK_EQUAL(left[i], shards - 1 - i);
  }
}

CAF_TEST(sweeps are spread evenly over the interval) {
  fill_shards();
  std::vector<std::chrono::milliseconds> ends;
  auto size = directory.size();
  for (auto now = 4ms; now <= 120s; now += 4ms) {
    wait(4ms); // a part of the time between two ticks
    if (directory.size() != size)
      ends.push_back(now);
    size = directory.size();
  }
  CAF_REQUIRE_EQUAL(ends.size(), shards);
  CAF_CHECK_EQUAL(size, 0u);
  std::size_t uneven = 0;
  for (std::size_t i = 0; i < ends.size(); ++i)
    uneven += ends[i] == between_ticks * static_cast<int>(i + 1) ? 0 : 1;
  CAF_CHECK_EQUAL(uneven, 0u);
}

CAF_TEST(a swarm is told the time when it is swept) {
  const auto x = swarm_of(0);
  advance_time(between_ticks);
  expect((sweep_tick), to(sut));
  const auto* message = static_cast<swarm*>(x->get())->peek_at_next_mailbox_element();
  CAF_REQUIRE(message != nullptr);
  CAF_REQUIRE(message->content().match_elements<sweep>());
  CAF_CHECK(message->content().get_as<sweep>(0).now <= clock.now());
  expect((sweep), to(x).with(_));
}

CAF_TEST(a swarm with peers is left in peace) {
  announce_to(swarm_of(0), an_announce(), clock.now());
  for (std::size_t i = 0; i < 2 * shards; ++i)
    wait(between_ticks);
  CAF_CHECK_EQUAL(directory.size(), 1u);
}

CAF_TEST(a sweeper that fails takes nothing of what swarms noted along) {
  fill_first_shard(10);
  advance_time(between_ticks);
  expect((sweep_tick), to(sut));
  caf::anon_send_exit(sut, caf::exit_reason::kill);
  consume_messages();
  CAF_CHECK_EQUAL(directory.take_noted().swarms_ended, 10u);
}

CAF_TEST(a sweeper that is told to exit sweeps no more) {
  caf::anon_send_exit(sut, caf::exit_reason::user_shutdown);
  consume_messages();
  fill_shards();
  for (int i = 0; i < 10; ++i)
    wait(between_ticks);
  CAF_CHECK_EQUAL(directory.size(), shards);
}

CAF_TEST_FIXTURE_SCOPE_END()
