// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE sweeper_eviction_test

#include "actors/interfaces.hpp"
#include "actors/swarm/messages.hpp"
#include "actors/swarm/sweeper.hpp"
#include "tests/support/swarm_fixture.hpp"

#include <chrono>

// What the sweeper does when memory is short.
namespace {

using namespace muster;
using namespace std::chrono_literals;
using test::an_announce;
using test::an_info_hash;

constexpr std::uint64_t budget = 1'000'000'000;
constexpr auto shards = static_cast<int>(swarm_directory::shard_count);

struct ground {
  swarm_context context{{8, 1000s, 120s}, {budget}};
};

struct fixture : ground, test_coordinator_fixture<> {
  test::hand_crank reactor{&sys};
  test::post_office box{sys};
  tracker_clock clock;
  /// What the process takes besides swarms.
  std::uint64_t other_bytes = 0;
  bool tells_memory = true;
  sweeper_actor sut = sys.spawn(sweeper, sweeper_parts{&context, clock, [this] {
                                                         return use();
                                                       }});

  fixture() {
    sched.run();
  }

  ~fixture() override {
    caf::anon_send_exit(sut, caf::exit_reason::kill);
    consume_messages();
    reactor.run();
    context.directory.clear();
  }

  std::optional<memory_use> use() {
    if (!tells_memory)
      return std::nullopt;
    return memory_use{other_bytes + context.memory.figures().swarm_bytes};
  }

  /// A swarm with as many peers, silent for so long.
  /// @param fill  about a hundred, so that it is in the midst of a sweep.
  void add_swarm(std::uint8_t fill, std::chrono::seconds silence, std::uint16_t peers = 1) {
    const auto x = context.directory.find_or_spawn(sys, an_info_hash(fill));
    for (std::uint16_t port = 1; port <= peers; ++port)
      box.send(
          x, 1,
          announce{
              an_announce().from("10.0.0.1").on_port(port),
              clock.now() - std::chrono::duration_cast<timestamp>(silence), 0},
          &reactor);
    reactor.run();
  }

  bool has_swarm(std::uint8_t fill) {
    return context.directory.find(an_info_hash(fill)) != nullptr;
  }

  /// Lets time pass and everybody do what is due then.
  void wait(std::chrono::microseconds time) {
    advance_time(time);
    consume_messages();
  }

  /// Until the sweeper has looked at memory again.
  void wait_for_look() {
    wait(std::chrono::microseconds{120s} / shards);
  }

  /// A sweep of all shards while memory is short.
  void sweep_once() {
    for (int i = 0; i < shards; ++i)
      wait(std::chrono::microseconds{1s} / shards);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(sweeper_eviction_tests, fixture)

CAF_TEST(as long as there is memory nobody is evicted) {
  add_swarm(101, 900s);
  other_bytes = budget / 10 * 8;
  for (int i = 0; i < 2 * shards; ++i)
    wait_for_look();
  CAF_CHECK(has_swarm(101));
}

CAF_TEST(memory that cannot be read is what it was when it could) {
  other_bytes = budget / 10 * 9;
  wait_for_look();
  tells_memory = false;
  other_bytes = 0;
  wait_for_look();
  CAF_CHECK(!context.memory.has_room_for_swarms());
  tells_memory = true;
  wait_for_look();
  CAF_CHECK(context.memory.has_room_for_swarms());
}

CAF_TEST(while memory is short those go first that have been silent longest) {
  add_swarm(101, 900s);
  add_swarm(102, 600s);
  add_swarm(103, 5s);
  other_bytes = budget / 10 * 9;
  wait_for_look();
  sweep_once(); // 1000 s, the lifetime of a peer
  sweep_once(); // 750 s
  CAF_CHECK(!has_swarm(101));
  CAF_CHECK(has_swarm(102));
  sweep_once(); // 562 s
  CAF_CHECK(!has_swarm(102));
  CAF_CHECK(has_swarm(103));
}

CAF_TEST(in the end a moment of silence is enough) {
  add_swarm(101, 5s);
  other_bytes = budget;
  for (int i = 0; i < 25; ++i)
    sweep_once();
  CAF_CHECK(!has_swarm(101));
}

CAF_TEST(swarms with more than one peer stay) {
  add_swarm(101, 900s, 2);
  other_bytes = budget;
  for (int i = 0; i < 25; ++i)
    sweep_once();
  CAF_CHECK(has_swarm(101));
}

CAF_TEST(it goes on until memory is no longer tight and begins anew the next time) {
  add_swarm(101, 700s);
  other_bytes = budget / 10 * 9;
  wait_for_look();
  sweep_once();
  other_bytes = budget / 100 * 84;
  sweep_once();
  sweep_once();
  CAF_CHECK(has_swarm(101));
  other_bytes = budget / 10 * 9;
  wait_for_look();
  sweep_once();
  CAF_CHECK(has_swarm(101)); // the first sweep asks for the lifetime of a peer again
  sweep_once();
  sweep_once();
  CAF_CHECK(!has_swarm(101));
}

CAF_TEST_FIXTURE_SCOPE_END()
