// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE swarm_series_test

#include "storage/swarm_series.hpp"
#include "tests/support/histories.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster;
using test::a_day;
using test::a_minute;
using test::an_hour;
using test::first_day;

constexpr auto by_hour = series_group::hour;

class fixture : public test::history_fixture {
public:
  /// The first minutes of the first day.
  [[nodiscard]] std::string minutes(unsigned count) const {
    return seeders_of(1, first_day, first_day + count * a_minute);
  }

  [[nodiscard]] std::string hours(unsigned count) const {
    return seeders_of(1, first_day, first_day + count * an_hour, by_hour);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(swarm_series_tests, fixture)

CAF_TEST(a swarm has what it had after its last change) {
  be_there(first_day, first_day + 5 * a_minute);
  note(first_day + a_minute, 1, 5);
  note(first_day + 3 * a_minute, 1, 7);
  CAF_CHECK_EQUAL(minutes(5), "1:5 2:5 3:7 4:7 ");
}

CAF_TEST(a minute has what the swarm had at its end) {
  be_there(first_day, first_day + 2 * a_minute);
  note(first_day + timestamp{10}, 1, 5);
  note(first_day + timestamp{59}, 1, 6);
  note(first_day + timestamp{60}, 1, 7);
  CAF_CHECK_EQUAL(minutes(2), "0:6 1:7 ");
}

CAF_TEST(all three counts are there) {
  be_there(first_day, first_day + a_minute);
  note(first_day, {{test::an_info_hash(1), 1, 2, 3}});
  const auto found = test::value_of(past->swarm_series(
      test::an_info_hash(1), first_day, first_day + a_minute, series_group::minute));
  CAF_REQUIRE_EQUAL(found.size(), 1u);
  CAF_CHECK(found[0] == swarm_point({first_day, 1, 2, 3}));
}

CAF_TEST(while the tracker was away there are no points) {
  be_there(first_day, first_day + a_minute);
  note(first_day, 1, 5);
  be_there(first_day + 3 * a_minute, first_day + 4 * a_minute);
  CAF_CHECK_EQUAL(minutes(5), "0:5 3:5 ");
}

CAF_TEST(a swarm that is not known has no points) {
  be_there(first_day, first_day + a_minute);
  note(first_day, 2, 5);
  CAF_CHECK_EQUAL(minutes(1), "");
}

CAF_TEST(swarms do not show each other) {
  be_there(first_day, first_day + 2 * a_minute);
  note(first_day, 1, 5);
  note(first_day + a_minute, 2, 6);
  note(first_day + a_minute, 0, 7);
  CAF_CHECK_EQUAL(minutes(2), "0:5 1:5 ");
}

CAF_TEST(what a swarm had before the series begins is known) {
  note(first_day - a_minute, 1, 3);
  note(first_day - 30 * a_minute, 1, 2);
  be_there(first_day, first_day + a_minute);
  note(first_day - a_minute, 1, 4);
  CAF_CHECK_EQUAL(minutes(1), "0:4 ");
}

CAF_TEST(a change of days ago is found) {
  note(first_day - 2 * a_day, 1, 3);
  note(first_day - 2 * a_day, 2, 9);
  note(first_day - a_day, 2, 8);
  be_there(first_day, first_day + a_minute);
  note(first_day + an_hour, 1, 4);
  CAF_CHECK_EQUAL(minutes(1), "0:3 ");
}

CAF_TEST(a swarm that has not changed for longer than samples are kept has its counts) {
  note(first_day, 1, 3);
  const auto later = first_day + 400 * a_day;
  prune(later);
  be_there(later, later + a_minute);
  CAF_CHECK_EQUAL(seeders_of(1, later, later + a_minute), "0:3 ");
  CAF_CHECK_EQUAL(seeders_of(1, later, later + an_hour, by_hour), "0:3 ");
}

CAF_TEST(an hour has what the swarm had at its end) {
  be_there(first_day, first_day + 3 * an_hour);
  note(first_day + timestamp{10}, 1, 5);
  note(first_day + 59 * a_minute, 1, 6);
  note(first_day + 2 * an_hour, 1, 7);
  CAF_CHECK_EQUAL(hours(3), "0:6 1:6 2:7 ");
}

CAF_TEST(hours are known when the minutes are gone) {
  be_there(first_day, first_day + 2 * an_hour);
  note(first_day, 1, 5);
  note(first_day + an_hour + a_minute, 1, 6);
  note(first_day + 10 * a_day, 1, 7);
  prune(first_day + 10 * a_day);
  CAF_CHECK_EQUAL(hours(2), "0:5 1:6 ");
}

CAF_TEST(a series may begin and end within an hour) {
  be_there(first_day, first_day + an_hour);
  note(first_day + 10 * a_minute, 1, 5);
  note(first_day + 20 * a_minute, 1, 6);
  note(first_day + 30 * a_minute, 1, 7);
  const auto from = first_day + 20 * a_minute;
  CAF_CHECK_EQUAL(seeders_of(1, from - a_minute, from + a_minute), "0:5 1:6 ");
  CAF_CHECK_EQUAL(seeders_of(1, from + a_minute, from + 2 * a_minute), "0:6 ");
}

CAF_TEST(a swarm that has ended had no peers since) {
  be_there(first_day, first_day + 4 * a_minute);
  note(first_day, 1, 5);
  end(first_day + 2 * a_minute, 1);
  CAF_CHECK_EQUAL(minutes(4), "0:5 1:5 2:0 3:0 ");
}

CAF_TEST(the series goes on where the tracker was started again) {
  be_there(first_day, first_day + 2 * a_minute);
  note(first_day, 1, 5);
  restart();
  be_there(first_day + 2 * a_minute, first_day + 3 * a_minute);
  note(first_day + 2 * a_minute, 1, 6);
  CAF_CHECK_EQUAL(minutes(3), "0:5 1:5 2:6 ");
}

CAF_TEST(a series may be of all times) {
  be_there(first_day, first_day + 2 * a_minute);
  note(first_day, 1, 5);
  const auto found = test::value_of(past->swarm_series(
      test::an_info_hash(1), timestamp{}, timestamp::max(), series_group::minute));
  CAF_CHECK_EQUAL(found.size(), 2u);
}

CAF_TEST_FIXTURE_SCOPE_END()
