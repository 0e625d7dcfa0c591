// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE newest_time_test

#include "storage/newest_time.hpp"
#include "storage/tracker_history.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/stores.hpp"

#include <caf/test/unit_test.hpp>

namespace {

using namespace muster;

constexpr timestamp noon{1'700'000'000 / 3600 * 3600};

struct fixture {
  test::scratch_folder folder;
  std::shared_ptr<store> records = test::opened_store(folder.path("store"));

  std::optional<timestamp> newest() {
    auto found = read_newest_time(*records);
    CAF_REQUIRE(std::holds_alternative<std::optional<timestamp>>(found));
    return std::get<0>(found);
  }

  void sample(timestamp time) {
    tracker_sample x;
    x.time = time;
    x.seconds = 60;
    CAF_REQUIRE(!tracker_history{*records}.add(x));
  }

  void write_newest(timestamp time) {
    store_batch batch;
    put_newest_time(time, batch);
    CAF_REQUIRE(!records->write(batch, false));
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(newest_time_tests, fixture)

CAF_TEST(a new store knows no time) {
  CAF_CHECK(!newest());
}

CAF_TEST(the time that was written last counts) {
  write_newest(noon);
  write_newest(noon + timestamp{7});
  CAF_CHECK(newest() == noon + timestamp{7});
  write_newest(noon - timestamp{7});
  CAF_CHECK(newest() == noon - timestamp{7});
}

CAF_TEST(a store of an older version knows the hour of its newest sample) {
  sample(noon + timestamp{120});
  sample(noon + timestamp{7200});
  sample(noon - timestamp{7200});
  CAF_CHECK(newest() == noon + timestamp{7200});
}

CAF_TEST(samples do not matter where a time was written) {
  sample(noon + timestamp{7200});
  write_newest(noon);
  CAF_CHECK(newest() == noon);
}

CAF_TEST(what was not written so is left out) {
  store_batch batch;
  batch.put(record_kind::meta, "newest", "garbage");
  CAF_REQUIRE(!records->write(batch, false));
  CAF_CHECK(!newest());
}

CAF_TEST_FIXTURE_SCOPE_END()
