// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE sweeper_test

#include "actors/interfaces.hpp"
#include "actors/swarm/messages.hpp"
#include "actors/swarm/swarm.hpp"
#include "actors/swarm/sweeper.hpp"
#include "tests/support/swarm_fixture.hpp"

#include <chrono>
#include <vector>

namespace {

using namespace muster;
using namespace std::chrono_literals;
using test::an_announce;
using test::an_info_hash;

constexpr auto shards = swarm_directory::shard_count;

/// The sweep interval of the fixture is 120 s, of which each shard gets an equal part.
constexpr auto between_ticks = std::chrono::microseconds{120s} / int{shards};

struct fixture : test::swarm_fixture {
  tracker_clock clock;
  std::uint64_t resident_bytes = 0;
  sweeper_actor sut = sys.spawn(sweeper, sweeper_parts{&context, clock, [this] {
                                                         return memory_use{resident_bytes};
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
    info_hash x;
    for (std::size_t i = 0; i < shards; ++i) {
      const auto first_bits = i * (65'536 / shards);
      x.bytes[0] = static_cast<std::uint8_t>(first_bits >> 8);
      x.bytes[1] = static_cast<std::uint8_t>(first_bits);
      CAF_REQUIRE(context.directory.find_or_spawn(sys, x) != nullptr);
    }
  }

  /// Spawns empty swarms in the shard that is swept first.
  void fill_first_shard(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      CAF_REQUIRE(
          context.directory.find_or_spawn(sys, test::an_info_hash_of_first_shard(i)) != nullptr);
  }

  /// Lets time pass and everybody do what is due then.
  void wait(std::chrono::microseconds time) {
    advance_time(time);
    consume_messages();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(sweeper_tests, fixture)

CAF_TEST(the sweeper does nothing until its first tick) {
  fill_shards();
  wait(between_ticks - 1us);
  CAF_CHECK_EQUAL(context.directory.size(), shards);
  wait(1us);
  CAF_CHECK_EQUAL(context.directory.size(), shards - 1);
}

CAF_TEST(each tick sweeps the swarms of one shard and of no other) {
  fill_first_shard(10);
  swarm_of(1);
  wait(between_ticks);
  CAF_CHECK(context.directory.swarms_of_shard(0).empty());
  CAF_CHECK_EQUAL(context.directory.size(), 1u);
}

CAF_TEST(a large shard is swept in several ticks that share its time) {
  constexpr auto swarms = 2 * paced_walk::swarms_per_step_max;
  fill_first_shard(swarms);
  wait(between_ticks);
  CAF_CHECK_EQUAL(context.directory.size(), swarms / 2);
  wait(between_ticks / 2 - 1us);
  CAF_CHECK_EQUAL(context.directory.size(), swarms / 2);
  wait(1us);
  CAF_CHECK_EQUAL(context.directory.size(), 0u);
}

CAF_TEST(every shard is swept once in each interval) {
  for (int interval = 0; interval < 3; ++interval) {
    fill_shards();
    std::vector<std::size_t> left;
    for (std::size_t i = 0; i < shards; ++i) {
      wait(between_ticks);
      left.push_back(context.directory.size());
    }
    // One swarm fewer after every tick: no shard was swept twice, none was left out.
    for (std::size_t i = 0; i < shards; ++i)
      CAF_CHECK_EQUAL(left[i], shards - 1 - i);
  }
}

CAF_TEST(sweeps are spread evenly over the interval) {
  fill_shards();
  std::size_t uneven = 0;
  for (std::size_t i = 0; i < shards; ++i) {
    wait(between_ticks - 1us);
    uneven += context.directory.size() == shards - i ? 0 : 1;
    wait(1us);
    uneven += context.directory.size() == shards - i - 1 ? 0 : 1;
  }
  CAF_CHECK_EQUAL(uneven, 0u);
}

CAF_TEST(a swarm is swept within the tick and told the time) {
  const auto lifetime = timestamp{context.settings.peer_lifetime};
  announce_to(swarm_of(0), an_announce().on_port(1), clock.now() - lifetime - timestamp{1});
  announce_to(swarm_of(0), an_announce().on_port(2), clock.now());
  advance_time(between_ticks);
  expect((sweep_tick), to(sut));
  CAF_CHECK(!sched.has_job());
  CAF_CHECK_EQUAL(context.changes.take().peers_expired, 1u);
}

CAF_TEST(a swarm that another thread is running is swept there) {
  const auto x = swarm_of(0);
  box.send(x, 0, scrape{}, &reactor); // it waits on the reactor
  advance_time(between_ticks);
  expect((sweep_tick), to(sut));
  CAF_CHECK_EQUAL(context.directory.size(), 1u);
  reactor.run();
  CAF_CHECK_EQUAL(context.directory.size(), 0u);
}

CAF_TEST(a swarm with peers is left in peace) {
  announce_to(swarm_of(0), an_announce(), clock.now());
  for (std::size_t i = 0; i < 2 * shards; ++i)
    wait(between_ticks);
  CAF_CHECK_EQUAL(context.directory.size(), 1u);
}

CAF_TEST(a sweeper that fails takes nothing of what swarms noted along) {
  fill_first_shard(10);
  advance_time(between_ticks);
  expect((sweep_tick), to(sut));
  caf::anon_send_exit(sut, caf::exit_reason::kill);
  consume_messages();
  CAF_CHECK_EQUAL(context.changes.take().swarms_ended, 10u);
}

CAF_TEST(a sweeper that is told to exit sweeps no more) {
  caf::anon_send_exit(sut, caf::exit_reason::user_shutdown);
  consume_messages();
  fill_shards();
  for (int i = 0; i < 10; ++i)
    wait(between_ticks);
  CAF_CHECK_EQUAL(context.directory.size(), shards);
}

CAF_TEST_FIXTURE_SCOPE_END()
