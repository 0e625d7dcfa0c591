// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE tracker_history_test

#include "storage/history.hpp"
#include "storage/history_keys.hpp"
#include "tests/support/histories.hpp"

#include <caf/test/unit_test.hpp>

#include <limits>
#include <string>
#include <vector>

namespace {

using namespace muster;
using test::a_minute;
using test::a_sample;
using test::an_hour;
using test::first_day;
using test::message;

constexpr auto by_minute = series_group::minute;
constexpr auto by_hour = series_group::hour;

class fixture : public test::history_fixture {
public:
  void add(const tracker_sample& x) const {
    CAF_REQUIRE_EQUAL(message(past->add(x)), "no error");
  }

  /// The times of the samples, in minutes or hours since the first day.
  [[nodiscard]] std::vector<unsigned>
  times(timestamp from, timestamp to, series_group group = by_minute) const {
    std::vector<unsigned> result;
    for (const auto& x : samples(from, to, group))
      result.push_back((x.time - first_day) / (group == by_minute ? a_minute : an_hour));
    return result;
  }

  [[nodiscard]] tracker_sample only_sample(series_group group) const {
    const auto found = samples(first_day, first_day + an_hour, group);
    CAF_REQUIRE_EQUAL(found.size(), 1u);
    return found.front();
  }
};

using numbers = std::vector<unsigned>;

} // namespace

CAF_TEST_FIXTURE_SCOPE(tracker_history_tests, fixture)

CAF_TEST(a sample is stored at the start of its minute) {
  auto x = a_sample(first_day + timestamp{59}, 3, 4);
  add(x);
  x.time = first_day;
  CAF_CHECK(only_sample(by_minute) == x);
}

CAF_TEST(all numbers of a sample may be as large as they can) {
  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  auto x = a_sample(first_day, 1u << 30, most);
  x.traffic.resize(3);
  x.traffic[2] = {traffic_sample{most, 1}, traffic_sample{2, most}};
  add(x);
  restart();
  CAF_CHECK(only_sample(by_minute) == x);
}

CAF_TEST(a series has its first minute but not its last) {
  be_there(first_day, first_day + 4 * a_minute);
  CAF_CHECK_EQUAL(times(first_day + a_minute, first_day + 3 * a_minute), (numbers{1, 2}));
  CAF_CHECK_EQUAL(
      times(first_day + timestamp{1}, first_day + 2 * a_minute + timestamp{1}), (numbers{1, 2}));
  CAF_CHECK_EQUAL(times(first_day + a_minute, first_day + a_minute), numbers{});
  CAF_CHECK_EQUAL(times(first_day + 2 * a_minute, first_day), numbers{});
}

CAF_TEST(a series may be of all times) {
  be_there(first_day, first_day + 2 * a_minute);
  CAF_CHECK_EQUAL(times(timestamp{}, timestamp::max()), (numbers{0, 1}));
  CAF_CHECK_EQUAL(times(timestamp{}, timestamp::max(), by_hour), numbers{0});
}

CAF_TEST(while the tracker is away there are no samples) {
  be_there(first_day, first_day + a_minute);
  be_there(first_day + 130 * a_minute, first_day + 131 * a_minute);
  CAF_CHECK_EQUAL(times(first_day, first_day + 3 * an_hour), (numbers{0, 130}));
  CAF_CHECK_EQUAL(times(first_day, first_day + 3 * an_hour, by_hour), (numbers{0, 2}));
}

CAF_TEST(an hour has the average of gauges and the sum of counts) {
  add(a_sample(first_day, 10, 1));
  add(a_sample(first_day + a_minute, 20, 2));
  add(a_sample(first_day + 59 * a_minute, 31, 4));
  CAF_CHECK(only_sample(by_hour) == a_sample(first_day, 20, 7, 180));
}

CAF_TEST(a minute counts in an hour by the seconds that it has) {
  add(a_sample(first_day, 10, 1, 60));
  add(a_sample(first_day + a_minute, 40, 1, 30));
  CAF_CHECK(only_sample(by_hour) == a_sample(first_day, 20, 2, 90));
}

CAF_TEST(samples without seconds count alike) {
  add(a_sample(first_day, 10, 1, 0));
  add(a_sample(first_day + a_minute, 20, 1, 0));
  CAF_CHECK(only_sample(by_hour) == a_sample(first_day, 15, 2, 0));
}

CAF_TEST(a second sample of a minute is added to the first) {
  add(a_sample(first_day, 10, 1, 20));
  restart();
  add(a_sample(first_day + timestamp{40}, 40, 2, 40));
  CAF_CHECK(only_sample(by_minute) == a_sample(first_day, 30, 3, 60));
  CAF_CHECK(only_sample(by_hour) == a_sample(first_day, 30, 3, 60));
}

CAF_TEST(an hour in which the tracker was started again is right) {
  add(a_sample(first_day, 10, 1));
  restart();
  add(a_sample(first_day + 30 * a_minute, 20, 2));
  CAF_CHECK(only_sample(by_hour) == a_sample(first_day, 15, 3, 120));
}

CAF_TEST(an hour that is missing is made from its minutes at the start) {
  add(a_sample(first_day, 10, 1));
  add(a_sample(first_day + a_minute, 20, 2));
  add(a_sample(first_day + an_hour, 7, 7));
  store_batch batch;
  batch.erase(record_kind::history, history_keys::tracker(by_hour, first_day));
  CAF_REQUIRE_EQUAL(message(records->write(batch, false)), "no error");
  CAF_REQUIRE_EQUAL(times(first_day, first_day + 2 * an_hour, by_hour), numbers{1});
  restart();
  CAF_CHECK_EQUAL(times(first_day, first_day + 2 * an_hour, by_hour), (numbers{0, 1}));
  CAF_CHECK(only_sample(by_hour) == a_sample(first_day, 15, 3, 120));
}

CAF_TEST(protocols may come and go from one sample to the next) {
  auto x = a_sample(first_day, 10, 1);
  x.traffic.resize(2);
  add(x);
  add(a_sample(first_day + a_minute, 10, 1));
  const auto traffic = only_sample(by_hour).traffic;
  CAF_REQUIRE_EQUAL(traffic.size(), 2u);
  CAF_CHECK(traffic[0][0] == traffic_sample({2, 2}));
  CAF_CHECK(traffic[1][0] == traffic_sample{});
}

CAF_TEST(a sample that cannot be read is a gap) {
  be_there(first_day, first_day + 3 * a_minute);
  const auto key = history_keys::tracker(by_minute, first_day + a_minute);
  CAF_REQUIRE_EQUAL(put(record_kind::history, key, "?"), "no error");
  CAF_CHECK_EQUAL(times(first_day, first_day + an_hour), (numbers{0, 2}));
}

CAF_TEST(minutes go after three days and hours after a year) {
  add(a_sample(first_day, 1, 1));
  add(a_sample(first_day + an_hour, 1, 1));
  const auto end = timestamp::max();
  prune(first_day + 3 * test::a_day);
  CAF_CHECK_EQUAL(times(first_day, end), (numbers{0, 60}));
  prune(first_day + 3 * test::a_day + a_minute);
  CAF_CHECK_EQUAL(times(first_day, end), numbers{60});
  prune(first_day + 365 * test::a_day);
  CAF_CHECK_EQUAL(times(first_day, end), numbers{});
  CAF_CHECK_EQUAL(times(first_day, end, by_hour), (numbers{0, 1}));
  prune(first_day + 365 * test::a_day + an_hour);
  CAF_CHECK_EQUAL(times(first_day, end, by_hour), numbers{1});
}

CAF_TEST_FIXTURE_SCOPE_END()
