// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE history_test

#include "storage/history.hpp"
#include "tests/support/damage.hpp"
#include "tests/support/full_disk.hpp"
#include "tests/support/histories.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace muster;
using test::a_minute;
using test::a_sample;
using test::first_day;
using test::message;
using cause = storage_error::cause;

class fixture : public test::history_fixture {};

bool is_unavailable(const std::optional<storage_error>& error) {
  return error && error->why == cause::unavailable;
}

/// Adds samples until the disk is full.
/// @returns the error and when it was.
std::pair<std::optional<storage_error>, timestamp> add_until_full(history& past) {
  auto now = first_day;
  for (int i = 0; i < 100'000; ++i, now += a_minute)
    if (auto error = past.add(a_sample(now, 1, 1)))
      return {std::move(error), now};
  return {};
}

/// What happens to a history whose disk becomes full and is cleared again.
/// @returns the number of the step that went wrong, or 0.
int survive_full_disk(store& records, history& past) {
  const swarm_sample swarm{test::an_info_hash(1), 1, 1, 1};
  test::limit_files(256u << 10);
  const auto [error, now] = add_until_full(past);
  if (!is_unavailable(error))
    return 1;
  if (!is_unavailable(past.add(now, {&swarm, 1})))
    return 2;
  test::lift_limit_of_files();
  if (records.recover() || past.add(now, {&swarm, 1}) || past.add(a_sample(now, 1, 1)))
    return 3;
  const auto series = past.tracker_series(now - a_minute, now + a_minute, series_group::minute);
  const auto page = past.swarms({});
  return std::get<0>(series).size() == 2 && std::get<0>(page).total == 1 ? 0 : 4;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(history_tests, fixture)

CAF_TEST(a new history is empty) {
  CAF_CHECK(samples(timestamp{}, timestamp::max()).empty());
  CAF_CHECK_EQUAL(test::value_of(past->swarms({})).total, 0u);
  CAF_CHECK_EQUAL(past->samples_dropped(), 0u);
  CAF_CHECK_EQUAL(prune(first_day), 1);
}

CAF_TEST(a history does not mind the first seconds of 1970) {
  CAF_CHECK_EQUAL(message(past->add(a_sample(timestamp{}, 1, 1))), "no error");
  note(timestamp{}, 1, 5);
  CAF_CHECK_EQUAL(prune(timestamp{}), 1);
  CAF_CHECK_EQUAL(seeders_of(1, timestamp{}, a_minute), "0:5 ");
}

CAF_TEST(a damaged place is told and pruning goes on behind it) {
  std::vector<swarm_sample> many(20'000);
  for (std::uint32_t i = 0; i < many.size(); ++i) {
    many[i].seeders = 1 + i % 7;
    many[i].info_hash.bytes[0] = static_cast<std::uint8_t>(i >> 8);
    many[i].info_hash.bytes[1] = static_cast<std::uint8_t>(i);
  }
  note(first_day, many);
  past.reset();
  CAF_REQUIRE_EQUAL(message(records->checkpoint(folder.path("copy"))), "no error");
  test::damage_store(folder.path("copy"));
  const auto copy = test::opened_store(folder.path("copy"));
  auto all = copy->cursor(record_kind::history);
  while (all.valid())
    all.next();
  CAF_REQUIRE(all.error() && all.error()->why == cause::corrupt);
  settings.disk_bytes_max = 80'000;
  past = test::value_of(history::open(*copy, settings));
  // The middle of the table are samples of hours; what is listed stands before them.
  CAF_CHECK_EQUAL(test::value_of(past->swarms({})).total, 20'000u);
  CAF_CHECK_GREATER(prune(first_day), 4);
  CAF_CHECK_GREATER(past->samples_dropped(), 35'000u);
  past.reset();
}

CAF_TEST(a history survives a full disk and loses only what was new) {
  // In the child, because the store needs threads of its own process.
  past.reset();
  records.reset();
  const auto result = test::in_child([&] {
    const auto own = test::opened_store(path);
    const auto history = test::value_of(history::open(*own));
    return survive_full_disk(*own, *history);
  });
  CAF_CHECK_EQUAL(result, 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
