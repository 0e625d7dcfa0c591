// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE statistics_test

#include "actors/log.hpp"
#include "actors/statistics.hpp"
#include "actors/swarm_directory.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>

namespace {

using namespace muster;

/// A report in which every figure is another multiple of `factor`.
statistics_report a_report(std::uint32_t factor) {
  std::uint32_t next = 0;
  const auto number = [&] {
    return ++next * factor;
  };
  statistics_report x;
  for (auto& by_family : x.traffic)
    for (auto& t : by_family) {
      for (auto& n : t.announces)
        n = number();
      t.scrapes = number();
      t.peers_sent = number();
    }
  for (auto& p : x.swarms.population)
    p = {number(), number(), number()};
  for (auto& n : x.swarms.completed)
    n = number();
  for (auto& n : x.refusals)
    n = number();
  for (auto& n : x.http_errors)
    n = number();
  x.connections = {number(), number(), number(), number()};
  x.peers_unlisted = number();
  x.peers_expired = number();
  x.swarms_ended = number();
  return x;
}

bool same(const traffic& a, const traffic& b) {
  return a.announces == b.announces && a.scrapes == b.scrapes && a.peers_sent == b.peers_sent;
}

bool same(const connection_counts& a, const connection_counts& b) {
  return a.accepted == b.accepted && a.closed == b.closed && a.timed_out == b.timed_out
         && a.rejected == b.rejected;
}

void check_same(const statistics_report& a, const statistics_report& b) {
  for (std::size_t p = 0; p < protocol_count; ++p)
    for (std::size_t i = 0; i < family_count; ++i)
      CAF_CHECK(same(a.traffic[p][i], b.traffic[p][i]));
  CAF_CHECK(a.swarms == b.swarms);
  CAF_CHECK(a.refusals == b.refusals);
  CAF_CHECK(a.http_errors == b.http_errors);
  CAF_CHECK(same(a.connections, b.connections));
  CAF_CHECK_EQUAL(a.peers_unlisted, b.peers_unlisted);
  CAF_CHECK_EQUAL(a.peers_expired, b.peers_expired);
  CAF_CHECK_EQUAL(a.swarms_ended, b.swarms_ended);
}

struct fixture : test_coordinator_fixture<> {
  swarm_directory directory{swarm_settings{}};
  muster::log log{log_level::info, 1, [](const log_record&) {
                  }};
  statistics_actor sut = sys.spawn(statistics, &directory, tracker_clock{}, &log);

  ~fixture() override {
    directory.clear();
  }

  figures query() {
    return request<figures>(sut, figures_query{});
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(statistics_tests, fixture)

CAF_TEST(everything is zero before the first report) {
  const auto x = query();
  check_same(x.totals, statistics_report{});
  CAF_CHECK_EQUAL(x.swarms, 0u);
  CAF_CHECK_EQUAL(x.log_records_dropped, 0u);
  CAF_CHECK_EQUAL(x.log_records_suppressed, 0u);
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

CAF_TEST(gauges go down again) {
  statistics_report x;
  x.swarms.population[1] = {5, 4, 3};
  caf::anon_send(sut, x);
  x.swarms.population[1] = {-5, -3, -1};
  caf::anon_send(sut, x);
  CAF_CHECK((query().totals.swarms.population[1] == population{0, 1, 2}));
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
  const tracker_clock clock;
  const auto other = sys.spawn(statistics, &directory, clock, &log);
  const auto before = clock.uptime_seconds();
  const auto told = request<figures>(other, figures_query{}).uptime_seconds;
  CAF_CHECK(before <= told);
  CAF_CHECK(told <= clock.uptime_seconds());
}

CAF_TEST_FIXTURE_SCOPE_END()
