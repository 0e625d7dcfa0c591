// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE statistics_test

#include "actors/log.hpp"
#include "actors/statistics.hpp"
#include "actors/swarm_directory.hpp"
#include "tests/support/actors.hpp"
#include "tests/support/reports.hpp"

#include <caf/actor.hpp>
#include <caf/actor_cast.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>

#include <memory>
#include <vector>

namespace {

using namespace muster;
using namespace std::chrono_literals;
using test::a_report;
using test::check_same;

/// A statistics actor whose samples come to a letterbox. Minutes pass when the test says so, but
/// the times in samples are those of the real clock.
struct fixture : test_coordinator_fixture<> {
  swarm_directory directory{swarm_settings{}};
  muster::log log{log_level::info, 1, [](const log_record&) {
                  }};
  test::post_office store{sys};
  std::shared_ptr<statistics_memory> memory = std::make_shared<statistics_memory>();
  std::vector<statistics_actor> started;
  statistics_actor sut = start(parts());

  /// The ticks of an actor that goes on would keep the base class from ending.
  ~fixture() override {
    for (const auto& x : started)
      end(x);
    directory.clear();
  }

  statistics_actor start(const statistics_parts& x) {
    started.push_back(sys.spawn(statistics, x));
    return started.back();
  }

  void end(const statistics_actor& x) {
    caf::anon_send_exit(caf::actor_cast<caf::actor>(x), caf::exit_reason::kill);
    consume_messages();
  }

  [[nodiscard]] statistics_parts parts() const {
    return {memory, &directory, {}, &log, caf::actor_cast<persistence_actor>(store.handle())};
  }

  figures query() {
    return query(sut);
  }

  /// Like `request`, but lets no minute end.
  figures query(const statistics_actor& asked) {
    auto answer = self->request(asked, caf::infinite, figures_query{});
    consume_messages();
    figures result;
    answer.receive(
        [&](const figures& x) { result = x; }, [](const caf::error&) { CAF_FAIL("no figures"); });
    return result;
  }

  /// Lets a minute end, whenever it began.
  void end_minute() {
    consume_messages();
    advance_time(60s);
    consume_messages();
  }

  /// The only sample since the last one.
  tracker_sample sample() {
    return store->take_one().as<tracker_sample>();
  }
};

/// Announces and scrapes, as a reactor reports them.
statistics_report some_traffic(std::uint64_t announces, std::uint64_t scrapes) {
  statistics_report x;
  x.traffic[0][1].announces[1] = announces - 1;
  x.traffic[0][1].announces[4] = 1;
  x.traffic[0][1].scrapes = scrapes;
  return x;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(statistics_tests, fixture)

// -- totals ---------------------------------------------------------------------------------------

CAF_TEST(everything is zero before the first report) {
  const auto x = query();
  check_same(x.totals, statistics_report{});
  CAF_CHECK_EQUAL(x.swarms, 0u);
  CAF_CHECK_EQUAL(x.log_records_dropped, 0u);
  CAF_CHECK_EQUAL(x.log_records_suppressed, 0u);
  CAF_CHECK(x.persistence.state == store_state::off);
}

CAF_TEST(every figure of a report counts) {
  caf::anon_send(sut, a_report(1));
  check_same(query().totals, a_report(1));
}

CAF_TEST(reports add up) {
  caf::anon_send(sut, a_report(1));
  caf::anon_send(sut, a_report(10));
  caf::anon_send(sut, a_report(100));
  check_same(query().totals, a_report(111));
}

CAF_TEST(what earlier runs counted adds to the totals) {
  caf::anon_send(sut, a_report(1));
  caf::anon_send(sut, totals_loaded{a_report(10)});
  check_same(query().totals, a_report(11));
}

CAF_TEST(gauges go down again) {
  statistics_report x;
  x.swarms.population[1] = {5, 4, 3};
  x.swarms.active = 2;
  caf::anon_send(sut, x);
  x.swarms.population[1] = {-5, -3, -1};
  x.swarms.active = -1;
  caf::anon_send(sut, x);
  const auto totals = query().totals;
  CAF_CHECK((totals.swarms.population[1] == population{0, 1, 2}));
  CAF_CHECK_EQUAL(totals.swarms.active, 1);
}

CAF_TEST(changes of a swarm add to a report) {
  auto x = a_report(1);
  x.add(a_report(10).swarms);
  auto expected = a_report(1);
  expected.swarms = a_report(11).swarms;
  check_same(x, expected);
}

CAF_TEST(swarms are counted when asked) {
  const auto swarm = directory.find_or_spawn(sys, info_hash{});
  CAF_CHECK(swarm != nullptr);
  CAF_CHECK_EQUAL(query().swarms, 1u);
  CAF_CHECK_EQUAL(query().present.swarms, 1u);
  directory.clear();
  CAF_CHECK_EQUAL(query().swarms, 0u);
}

CAF_TEST(dropped and suppressed log records are told) {
  log.write(log_level::info, "one");
  log.write(log_level::info, "one");
  log.count_suppressed();
  log.count_suppressed();
  CAF_CHECK_EQUAL(query().log_records_dropped, 1u);
  CAF_CHECK_EQUAL(query().log_records_suppressed, 2u);
}

CAF_TEST(the uptime is that of the clock) {
  auto other_parts = parts();
  const tracker_clock clock;
  other_parts.clock = clock;
  const auto other = start(other_parts);
  const auto before = clock.uptime_seconds();
  const auto told = query(other).uptime_seconds;
  CAF_CHECK(before <= told);
  CAF_CHECK(told <= clock.uptime_seconds());
}

CAF_TEST(how the store is told last is how it is) {
  caf::anon_send(sut, persistence_figures{.state = store_state::loading, .swarms_loaded = 1});
  caf::anon_send(sut, persistence_figures{.state = store_state::failing, .reason = "full"});
  const auto x = query().persistence;
  CAF_CHECK(x.state == store_state::failing);
  CAF_CHECK_EQUAL(x.reason, "full");
  CAF_CHECK_EQUAL(x.swarms_loaded, 0u);
}

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
  const auto swarm = directory.find_or_spawn(sys, info_hash{});
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
  const statistics_parts alone{std::make_shared<statistics_memory>(), &directory, {}, &log};
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
