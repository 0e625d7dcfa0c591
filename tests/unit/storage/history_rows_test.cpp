// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE history_rows_test

#include "storage/history_rows.hpp"
#include "tests/support/histories.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster;

template <class Row>
record_status status_of(std::string_view bytes) {
  Row x;
  return read_row(bytes, x);
}

/// Whether a row comes back as it was, and nothing that was cut off or made longer does.
template <class Row>
bool is_sound(const Row& x) {
  const auto bytes = write_row(x);
  Row again;
  bool result = read_row(bytes, again) == record_status::ok && write_row(again) == bytes;
  for (std::size_t size = 0; size < bytes.size(); ++size)
    result &= status_of<Row>(std::string_view{bytes}.substr(0, size)) == record_status::corrupt;
  result &= status_of<Row>(bytes + '\0') == record_status::corrupt;
  auto newer = bytes;
  newer[1] = 2;
  return result && status_of<Row>(newer) == record_status::newer_version;
}

} // namespace

CAF_TEST(rows are read as they were written and never in part) {
  CAF_CHECK(is_sound(latest_row{1, 2, 3, timestamp{4}, {tier_mark{5, true}, tier_mark{6, false}}}));
  CAF_CHECK(is_sound(swarm_row{1, 2, 3, 4, 5}));
  CAF_CHECK(is_sound(bucket_row{1}));
  CAF_CHECK(is_sound(tier_row{1, timestamp{2}}));
  CAF_CHECK(is_sound(index_row{1, true, {}}));
  CAF_CHECK(is_sound(test::a_sample({}, 1, 2)));
}

CAF_TEST(a sample of the tracker keeps its time while it is read) {
  tracker_sample x;
  x.time = test::first_day;
  CAF_REQUIRE(read_row(write_row(test::a_sample({}, 1, 2)), x) == record_status::ok);
  CAF_CHECK(x == test::a_sample(test::first_day, 1, 2));
}

CAF_TEST(more protocols than there are bytes take no memory) {
  auto bytes = write_row(tracker_sample{});
  bytes.replace(bytes.size() - 4, 4, "\xff\xff\xff\xff");
  CAF_CHECK(status_of<tracker_sample>(bytes) == record_status::corrupt);
}

CAF_TEST(peers are counted up to the largest number) {
  CAF_CHECK_EQUAL(peers_of(swarm_row{1, 2, 9, 9, 9}), 3u);
  CAF_CHECK_EQUAL(peers_of(swarm_row{0xffff'ffff, 1, 0, 0, 0}), 0xffff'ffffu);
}

CAF_TEST(a sample of a swarm is small) {
  CAF_CHECK_EQUAL(write_row(swarm_row{}).size(), 20u);
}
