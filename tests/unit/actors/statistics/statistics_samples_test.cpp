// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE statistics_samples_test

#include "actors/statistics/messages.hpp"
#include "tests/support/reports.hpp"
#include "tests/support/statistics_rig.hpp"

namespace {

using namespace muster;
using test::a_report;
using test::check_same;
using test::some_traffic;

using fixture = test::statistics_rig;

} // namespace

CAF_TEST_FIXTURE_SCOPE(statistics_samples_tests, fixture)

// -- samples --------------------------------------------------------------------------------------

CAF_TEST(a sample is sent when a minute ends and not before) {
  consume_messages();
  CAF_CHECK(store->take().empty());
  end_minute();
  sample();
  end_minute();
  sample();
}

CAF_TEST(a sample has the gauges as they are) {
  statistics_report x;
  x.swarms.population[0] = {5, 4, 3};
  x.swarms.population[1] = {.downloaders = 1, .paused = 0, .seeders = 10};
  x.swarms.active = 7;
  caf::anon_send(sut, x);
  const auto swarm = context.directory.find_or_spawn(sys, info_hash{});
  CAF_CHECK(swarm != nullptr);
  for (int minute = 0; minute < 2; ++minute) {
    end_minute();
    const auto told = sample();
    CAF_CHECK_EQUAL(told.seeders, 13u);
    CAF_CHECK_EQUAL(told.leechers, 10u);
    CAF_CHECK_EQUAL(told.swarms_active, 7u);
    CAF_CHECK_EQUAL(told.swarms, 1u);
    CAF_CHECK(told.resident_bytes > 0);
  }
}

CAF_TEST(a sample counts what happened in its minute alone) {
  auto x = some_traffic(20, 3);
  x.swarms.completed = {1, 2};
  x.refusals[1] = 4;
  x.refusals[2] = 5;
  caf::anon_send(sut, x);
  end_minute();
  const auto first = sample();
  CAF_CHECK_EQUAL(first.completed, 3u);
  CAF_CHECK_EQUAL(first.refusals, 9u);
  CAF_REQUIRE_EQUAL(first.traffic.size(), protocol_count);
  CAF_CHECK((first.traffic[0][0] == traffic_sample{0, 0}));
  CAF_CHECK((first.traffic[0][1] == traffic_sample{20, 3}));
  caf::anon_send(sut, some_traffic(2, 1));
  end_minute();
  const auto second = sample();
  CAF_CHECK_EQUAL(second.completed, 0u);
  CAF_CHECK_EQUAL(second.refusals, 0u);
  CAF_CHECK((second.traffic[0][1] == traffic_sample{2, 1}));
  end_minute();
  CAF_CHECK((sample().traffic[0][1] == traffic_sample{0, 0}));
}

CAF_TEST(what earlier runs counted is no traffic of a minute) {
  caf::anon_send(sut, some_traffic(2, 1));
  auto loaded = a_report(10);
  loaded.swarms.population = {};
  loaded.swarms.active = 0;
  caf::anon_send(sut, totals_loaded{loaded});
  CAF_CHECK((query().present.traffic[0][1] == traffic_sample{2, 1}));
  end_minute();
  const auto told = sample();
  CAF_CHECK_EQUAL(told.completed, 0u);
  CAF_CHECK_EQUAL(told.refusals, 0u);
  CAF_CHECK((told.traffic[0][0] == traffic_sample{0, 0}));
  CAF_CHECK((told.traffic[0][1] == traffic_sample{2, 1}));
}

CAF_TEST(a sample belongs to the minute that has ended) {
  const auto before = tracker_clock{}.now();
  end_minute();
  const auto told = sample();
  const auto after = tracker_clock{}.now();
  CAF_CHECK(told.time + timestamp{30} >= before);
  CAF_CHECK(told.time + timestamp{30} <= after);
}

CAF_TEST(a sample never has more than 60 seconds) {
  memory->sampled_at = tracker_clock{}.now() - timestamp{1000};
  end_minute();
  CAF_CHECK_EQUAL(sample().seconds, 60u);
  memory->sampled_at = tracker_clock{}.now() - timestamp{20};
  end_minute();
  const auto told = sample().seconds;
  CAF_CHECK(told >= 20u);
  CAF_CHECK(told < 60u);
}

CAF_TEST(the present is told without ending the minute) {
  caf::anon_send(sut, some_traffic(2, 1));
  for (int i = 0; i < 2; ++i) {
    const auto x = query().present;
    CAF_CHECK((x.traffic[0][1] == traffic_sample{2, 1}));
    CAF_CHECK(x.time <= tracker_clock{}.now());
    CAF_CHECK(x.time + timestamp{60} > tracker_clock{}.now());
  }
  CAF_CHECK(store->take().empty());
  end_minute();
  CAF_CHECK((sample().traffic[0][1] == traffic_sample{2, 1}));
  CAF_CHECK((query().present.traffic[0][1] == traffic_sample{0, 0}));
}

CAF_TEST(minutes end although nobody keeps samples) {
  const statistics_parts alone{
      std::make_shared<statistics_memory>(),
      &context.changes,
      [this] { return context.look(); },
      {},
      &log,
      &accounts};
  const auto other = start(alone);
  caf::anon_send(other, some_traffic(2, 1));
  end_minute();
  const auto x = query(other);
  CAF_CHECK((x.present.traffic[0][1] == traffic_sample{0, 0}));
  CAF_CHECK_EQUAL(x.totals.traffic[0][1].announces[1], 1u);
}

// -- a successor ----------------------------------------------------------------------------------

CAF_TEST(a successor goes on with what was counted) {
  caf::anon_send(sut, a_report(1));
  caf::anon_send(sut, persistence_figures{.state = store_state::saving, .rounds = 5});
  end_minute();
  sample();
  caf::anon_send(sut, some_traffic(20, 3));
  consume_messages();
  end(sut);
  sut = start(parts());
  caf::anon_send(sut, some_traffic(2, 1));
  auto expected = a_report(1);
  expected.add(some_traffic(20, 3));
  expected.add(some_traffic(2, 1));
  const auto x = query();
  check_same(x.totals, expected);
  CAF_CHECK_EQUAL(x.persistence.rounds, 5u);
  // The minute is the one that had begun.
  CAF_CHECK((x.present.traffic[0][1] == traffic_sample{22, 4}));
  end_minute();
  CAF_CHECK((sample().traffic[0][1] == traffic_sample{22, 4}));
}

CAF_TEST_FIXTURE_SCOPE_END()
