// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE swarm_memory_test

#include "actors/swarm/messages.hpp"
#include "actors/swarm/swarm.hpp"
#include "tests/support/swarm_fixture.hpp"

#include <string>

// What swarms tell the memory budget, and what it makes them do.
namespace {

using namespace muster;
using test::an_announce;
using test::an_info_hash;

struct fixture : test::swarm_fixture {
  std::uint64_t swarm_bytes() {
    return context.memory.figures().swarm_bytes;
  }

  /// Announces so many peers, each from an address of its own.
  void fill(const caf::strong_actor_ptr& x, int peers) {
    for (int i = 0; i < peers; ++i)
      announce_to(
          x,
          an_announce().from("198.51." + std::to_string(i / 250) + '.' + std::to_string(i % 250)));
  }

  statistics_report sweep_at(const caf::strong_actor_ptr& x, sweep message) {
    box.send(x, 0, std::move(message), &reactor);
    reactor.run();
    return context.changes.take();
  }

  /// What the process takes besides swarms, so that so much of the budget is left.
  void leave(std::int64_t bytes) {
    const auto all = context.memory.figures();
    context.memory.add(static_cast<std::int64_t>(all.budget_bytes - all.used_bytes) - bytes);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(swarm_memory_tests, fixture)

CAF_TEST(a swarm counts from its beginning to its end) {
  CAF_CHECK_EQUAL(swarm_bytes(), 0u);
  swarm_of(1);
  const auto one = swarm_bytes();
  CAF_CHECK_GREATER(one, 100u);
  CAF_CHECK_LESS(one, 1000u);
  swarm_of(2);
  CAF_CHECK_EQUAL(swarm_bytes(), 2 * one);
  sweep_at(context.directory.find(an_info_hash(1)), {timestamp{1}});
  CAF_CHECK_EQUAL(swarm_bytes(), one);
}

CAF_TEST(peers count when they come and when they expire) {
  const auto x = swarm_of(1);
  const auto empty = swarm_bytes();
  fill(x, 1000);
  CAF_CHECK_GREATER(swarm_bytes(), empty + 1000 * 32);
  CAF_CHECK_LESS(swarm_bytes(), empty + 1000 * 80);
  announce_to(x, an_announce(), timestamp{150});
  sweep_at(x, {timestamp{200}});
  CAF_CHECK_LESS(swarm_bytes(), empty + 1000);
}

CAF_TEST(a swarm that is told to exit counts no longer) {
  {
    const auto x = swarm_of(1);
    fill(x, 100);
    box.send(x, 0, caf::exit_msg{box.handle()->address(), caf::exit_reason::kill}, &reactor);
    reactor.run();
  }
  CAF_CHECK_EQUAL(swarm_bytes(), 0u);
}

CAF_TEST(a swarm takes no new peer when the budget is used up) {
  const auto x = swarm_of(1);
  CAF_CHECK(announce_to(x, an_announce().from("198.51.100.1")).reply.listed);
  leave(0);
  CAF_CHECK(!announce_to(x, an_announce().from("198.51.100.2")).reply.listed);
  CAF_CHECK(announce_to(x, an_announce().from("198.51.100.1")).reply.listed);
}

CAF_TEST(a swarm whose lone peer is evicted ends and says so) {
  announce_to(swarm_of(1), an_announce(), timestamp{10});
  const auto kept =
      sweep_at(context.directory.find(an_info_hash(1)), {timestamp{20}, timestamp{10}});
  CAF_CHECK_EQUAL(kept.swarms_evicted, 0u);
  const auto report =
      sweep_at(context.directory.find(an_info_hash(1)), {timestamp{20}, timestamp{11}});
  CAF_CHECK_EQUAL(report.swarms_evicted, 1u);
  CAF_CHECK_EQUAL(report.swarms_ended, 1u);
  CAF_CHECK_EQUAL(report.peers_expired, 0u);
  CAF_CHECK_EQUAL(report.swarms.active, -1);
  CAF_CHECK(context.directory.find(an_info_hash(1)) == nullptr);
}

CAF_TEST_FIXTURE_SCOPE_END()
