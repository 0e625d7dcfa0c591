// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE persistence_saving_test

#include "actors/persistence/messages.hpp"
#include "actors/swarm/swarm.hpp"
#include "tests/support/full_disk.hpp"
#include "tests/support/persistence_fixture.hpp"

#include <numeric>
#include <vector>

namespace {

using namespace muster;
using test::an_announce;
using test::an_info_hash;
using test::between_ticks;

/// What a tracker does whose disk becomes full amid a round and is cleared again.
/// @returns the number of the step that went wrong, or 0.
int fail_amid_round() {
  constexpr auto swarms = 24 * paced_walk::swarms_per_step_max;
  test::persistence_fixture sut;
  sut.announce_in_first_shard(swarms);
  const auto& figures = sut.memory->persistence;
  auto answer = sut.self->request(sut.sut, caf::infinite, snapshot_now{});
  test::limit_files(256U << 10); // less than they take, more than files take that have none of them
  for (int turns = 0; turns < 10'000 && figures.write_failures == 0; ++turns)
    sut.sched.run_once();
  test::lift_limit_of_files();
  if (figures.write_failures == 0)
    return 1;
  sut.sched.run();
  bool is_told = false;
  answer.receive([](const done&) {}, [&](const caf::error&) { is_told = true; });
  if (!is_told || figures.state != store_state::saving || figures.rounds != 0)
    return 2;
  if (!sut.snapshot() || figures.rounds != 1)
    return 3;
  if (sut.answer_to<swarm_page>(list_query{}).total != swarms) // all have a sample
    return 4;
  sut.forget_swarms();
  sut.start();
  return sut.context.directory.size() == swarms ? 0 : 5;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(persistence_saving_tests, test::persistence_fixture)

CAF_TEST(every shard is saved once in an interval) {
  for (std::uint8_t i = 0; i < 10; ++i)
    announce(i);
  pass_round();
  CAF_CHECK_EQUAL(memory->persistence.swarms_saved, 10u);
  CAF_CHECK_EQUAL(memory->persistence.rounds, 1u);
  pass_round();
  CAF_CHECK_EQUAL(memory->persistence.swarms_saved, 10u);
  CAF_CHECK_EQUAL(memory->persistence.rounds, 2u);
}

CAF_TEST(a swarm that there is no memory to record keeps no others from being saved) {
  memory_use_now = [] {
    return std::optional<memory_use>{{0, 3000}};
  };
  stop();
  start();
  for (std::uint8_t i = 1; i <= 20; ++i)
    announce_to(
        swarm_of(1),
        an_announce().by_peer_id(test::a_peer_id(i)).from("192.0.2." + std::to_string(i)));
  announce(2);
  announce(200);
  CAF_CHECK(!snapshot());
  CAF_CHECK(has_logged("put_off_swarm"));
  CAF_CHECK_EQUAL(memory->persistence.swarms_saved, 2u);
  CAF_CHECK_EQUAL(memory->persistence.rounds, 0u);
  CAF_CHECK(static_cast<swarm&>(*swarm_of(1)->get()).has_news());
}

CAF_TEST(a round is spread over its interval) {
  std::vector<std::size_t> shards;
  for (const std::uint8_t torrent : {0, 128, 255}) {
    announce(torrent);
    shards.push_back(swarm_directory::shard_number(an_info_hash(torrent)));
  }
  std::vector<std::size_t> unsaved;
  for (std::size_t i = 0; i < swarm_directory::shard_count; ++i) {
    pass(between_ticks);
    unsaved.push_back(std::accumulate(
        shards.begin(), shards.end(), std::size_t{0}, [&](std::size_t sum, std::size_t shard) {
          return sum + context.directory.swarms_with_news(shard).size();
        }));
  }
  for (std::size_t i = 0; i < shards.size(); ++i) {
    CAF_CHECK_EQUAL(unsaved[shards[i]], 2 - i);
    CAF_CHECK(shards[i] == 0 || unsaved[shards[i] - 1] == 3 - i);
  }
}

CAF_TEST(a large shard is saved in several ticks that share its time) {
  constexpr auto swarms = 2 * paced_walk::swarms_per_step_max;
  announce_in_first_shard(swarms);
  pass(between_ticks);
  CAF_CHECK_EQUAL(context.directory.swarms_with_news(0).size(), swarms / 2);
  pass(between_ticks / 2);
  CAF_CHECK_EQUAL(context.directory.swarms_with_news(0).size(), 0u);
  forget_swarms();
  start();
  CAF_CHECK_EQUAL(context.directory.size(), swarms);
}

CAF_TEST(a snapshot amid a shard has what changed in the part that was saved) {
  announce_in_first_shard(2 * paced_walk::swarms_per_step_max);
  const auto swarms = context.directory.swarms_with_news(0);
  pass(between_ticks);
  const auto saved = std::find_if(swarms.begin(), swarms.end(), [](const auto& x) {
    return !static_cast<swarm&>(*x->get()).has_news();
  });
  CAF_REQUIRE(saved != swarms.end());
  announce_to(*saved, an_announce().on_port(7000), clock.now());
  CAF_CHECK(snapshot());
  CAF_CHECK_EQUAL(context.directory.swarms_with_news(0).size(), 0u);
}

CAF_TEST(a swarm that has ended is deleted) {
  announce(1);
  announce(2);
  snapshot();
  end_swarm(1);
  snapshot();
  forget_swarms();
  start();
  CAF_CHECK_EQUAL(context.directory.size(), 1u);
  CAF_CHECK_EQUAL(leechers(2), 1u);
}

CAF_TEST(a torrent that has a new swarm keeps its record and stays listed) {
  announce(1);
  snapshot();
  end_swarm(1);
  announce(1, 7000);
  snapshot();
  CAF_CHECK_EQUAL(answer_to<swarm_page>(list_query{}).total, 1u);
  forget_swarms();
  start();
  CAF_CHECK_EQUAL(leechers(1), 1u);
}

CAF_TEST(a torrent whose new swarm ends before it was saved is deleted) {
  announce(0);
  snapshot();
  announce_in_first_shard(2 * paced_walk::swarms_per_step_max);
  pass(between_ticks * 5 / 4);
  end_swarm(0);
  announce(0);
  pass(between_ticks / 2); // a step that learns of the end of the old swarm but not of the new one
  CAF_CHECK_EQUAL(context.directory.swarms_with_news(0).size(), 1u);
  end_swarm(0);
  snapshot();
  forget_swarms();
  start();
  CAF_CHECK(context.directory.find(an_info_hash(0)) == nullptr);
}

CAF_TEST(a round of which a part could not be written is no snapshot and the next one has it) {
  CAF_CHECK_EQUAL(test::in_child(fail_amid_round), 0);
}

CAF_TEST(a snapshot without totals is none) {
  caf::anon_send_exit(counted, caf::exit_reason::kill);
  announce(1);
  CAF_CHECK(!snapshot());
}

CAF_TEST(two who ask for a snapshot are both answered) {
  announce(1);
  auto first = self->request(sut, caf::infinite, snapshot_now{});
  auto second = self->request(sut, caf::infinite, snapshot_now{});
  sched.run();
  int answers = 0;
  first.receive([&](const done&) { ++answers; }, [](const caf::error&) {});
  second.receive([&](const done&) { ++answers; }, [](const caf::error&) {});
  CAF_CHECK_EQUAL(answers, 2);
  CAF_CHECK_EQUAL(memory->persistence.swarms_saved, 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()
