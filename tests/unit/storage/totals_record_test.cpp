// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE totals_record_test

#include "storage/totals_record.hpp"

#include <caf/test/unit_test.hpp>

#include <limits>
#include <string>

namespace {

using namespace muster;

totals_record some_totals() {
  return {{{"announces", 5}, {"scrapes", std::numeric_limits<std::uint64_t>::max()}, {"", 0}}};
}

record_status status_of(std::string_view bytes) {
  totals_record x;
  return read_totals_record(bytes, x);
}

} // namespace

CAF_TEST(totals that were written are read) {
  totals_record x{{{"gone", 1}}};
  CAF_REQUIRE(read_totals_record(write_totals_record(some_totals()), x) == record_status::ok);
  CAF_CHECK(x == some_totals());
}

CAF_TEST(there may be no totals) {
  CAF_CHECK(status_of(write_totals_record({})) == record_status::ok);
}

CAF_TEST(totals that are cut off anywhere are corrupt) {
  const auto bytes = write_totals_record(some_totals());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    CAF_CHECK(status_of(std::string_view{bytes}.substr(0, size)) == record_status::corrupt);
}

CAF_TEST(totals with more behind them are corrupt) {
  CAF_CHECK(status_of(write_totals_record(some_totals()) + '\0') == record_status::corrupt);
}

CAF_TEST(more totals than there are bytes take no memory) {
  auto bytes = write_totals_record(some_totals());
  bytes.replace(2, 4, "\xff\xff\xff\xff");
  CAF_CHECK(status_of(bytes) == record_status::corrupt);
}

CAF_TEST(a newer version is refused) {
  auto bytes = write_totals_record(some_totals());
  bytes[1] = 2;
  CAF_CHECK(status_of(bytes) == record_status::newer_version);
}
