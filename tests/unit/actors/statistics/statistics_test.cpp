// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE statistics_test

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

CAF_TEST_FIXTURE_SCOPE(statistics_tests, fixture)

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

CAF_TEST(what earlier runs counted is no traffic of the present minute) {
  caf::anon_send(sut, totals_loaded{some_traffic(20, 3)});
  CAF_CHECK(query().present.traffic[0][1].scrapes == 0u);
  end_minute();
  CAF_CHECK(sample().traffic[0][1].scrapes == 0u);
}

CAF_TEST(what earlier runs counted is taken over once) {
  caf::anon_send(sut, totals_loaded{a_report(10)});
  caf::anon_send(sut, totals_loaded{a_report(10)});
  check_same(query().totals, a_report(10));
}

CAF_TEST(what swarms noted while there was no statistics actor counts once) {
  end(sut);
  context.changes.note(a_report(1));
  const auto other = start(parts());
  context.changes.note(a_report(10));
  check_same(query(other).totals, a_report(11));
  check_same(query(other).totals, a_report(11));
}

CAF_TEST(that private peers are left out is said once in a run) {
  std::vector<log_record> records;
  muster::log own{log_level::info, 100, [&](log_record x) {
                    records.push_back(std::move(x));
                  }};
  auto with_log = parts();
  with_log.log = &own;
  statistics_report x;
  const auto first = start(with_log);
  caf::anon_send(first, x);
  query(first);
  CAF_CHECK(records.empty());
  x.private_peers_left_out = 2;
  caf::anon_send(first, x);
  caf::anon_send(first, x);
  query(first);
  const auto second = start(with_log); // as if the first had failed
  caf::anon_send(second, x);
  query(second);
  CAF_REQUIRE_EQUAL(records.size(), 1u);
  CAF_CHECK_EQUAL(records[0].event, "leave_out_private_peers");
  CAF_CHECK_EQUAL(records[0].fields.back().value, "announce.external_addresses");
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
  const auto swarm = context.directory.find_or_spawn(sys, info_hash{});
  CAF_CHECK(swarm != nullptr);
  CAF_CHECK(query().swarms == 1u);
  CAF_CHECK(query().present.swarms == 1u);
  context.directory.clear();
  CAF_CHECK(query().swarms == 0u);
}

CAF_TEST(dropped and suppressed log records are told) {
  log.write(log_level::info, "one");
  log.write(log_level::info, "one");
  log.count_suppressed();
  log.count_suppressed();
  CAF_CHECK(query().log_records_dropped == 1u);
  CAF_CHECK(query().log_records_suppressed == 2u);
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

CAF_TEST(actors that were started again are told and how often) {
  for (int i = 0; i < 3; ++i)
    accounts.open("sweeper", "scheduler")->close();
  accounts.open("pages", "scheduler");
  const auto told = query().restarts;
  CAF_CHECK_EQUAL(told[static_cast<std::size_t>(lasting_actor::sweeper)], 2u);
  CAF_CHECK_EQUAL(told[static_cast<std::size_t>(lasting_actor::pages)], 0u);
}

CAF_TEST(how the store is told last is how it is) {
  caf::anon_send(sut, persistence_figures{.state = store_state::loading, .swarms_loaded = 1});
  caf::anon_send(sut, persistence_figures{.state = store_state::failing, .reason = "full"});
  const auto x = query().persistence;
  CAF_CHECK(x.state == store_state::failing);
  CAF_CHECK_EQUAL(x.reason, "full");
  CAF_CHECK_EQUAL(x.swarms_loaded, 0u);
}

CAF_TEST_FIXTURE_SCOPE_END()
