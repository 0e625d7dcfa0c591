// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE completed_counts_test

#include "actors/swarm/completed_counts.hpp"
#include "tests/support/announces.hpp"

#include <caf/test/unit_test.hpp>

#include <cstring>
#include <optional>

namespace {

using namespace muster;
using test::an_info_hash;

info_hash numbered(std::uint32_t number) {
  info_hash result;
  std::memcpy(result.bytes.data(), &number, sizeof(number));
  return result;
}

struct fixture {
  completed_counts sut{hash_key{1}};

  /// Fills it with counts of `count`.
  void fill(std::uint32_t count) {
    for (std::uint32_t i = 0; i < completed_counts::counts_max; ++i)
      CAF_REQUIRE(!sut.keep(numbered(i), count));
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(completed_counts_tests, fixture)

CAF_TEST(a count is there until it is taken) {
  CAF_CHECK_EQUAL(sut.find(an_info_hash(1)), 0u);
  CAF_CHECK(!sut.keep(an_info_hash(1), 7));
  CAF_CHECK_EQUAL(sut.find(an_info_hash(1)), 7u);
  CAF_CHECK_EQUAL(sut.find(an_info_hash(2)), 0u);
  CAF_CHECK_EQUAL(sut.take(an_info_hash(1)), 7u);
  CAF_CHECK_EQUAL(sut.take(an_info_hash(1)), 0u);
  CAF_CHECK_EQUAL(sut.size(), 0u);
}

CAF_TEST(the last count of a torrent is kept) {
  sut.keep(an_info_hash(1), 7);
  sut.keep(an_info_hash(1), 9);
  CAF_CHECK_EQUAL(sut.find(an_info_hash(1)), 9u);
  CAF_CHECK_EQUAL(sut.size(), 1u);
}

CAF_TEST(where there is no room a small count gives way) {
  fill(1);
  const auto gone = sut.keep(an_info_hash(1), 2);
  CAF_REQUIRE(gone);
  CAF_CHECK_EQUAL(sut.find(*gone), 0u);
  CAF_CHECK_EQUAL(sut.find(an_info_hash(1)), 2u);
  CAF_CHECK_EQUAL(sut.size(), completed_counts::counts_max);
}

CAF_TEST(where there is no room a smaller count than all is not kept) {
  fill(5);
  CAF_CHECK(sut.keep(an_info_hash(1), 4) == std::optional{an_info_hash(1)});
  CAF_CHECK_EQUAL(sut.find(an_info_hash(1)), 0u);
  CAF_CHECK_EQUAL(sut.size(), completed_counts::counts_max);
}

CAF_TEST(where there is no room the count of a torrent that is there can still grow) {
  fill(5);
  CAF_CHECK(!sut.keep(numbered(3), 6));
  CAF_CHECK_EQUAL(sut.find(numbered(3)), 6u);
}

CAF_TEST(however many are made up a count that is larger stays) {
  sut.keep(an_info_hash(0xff), 1000);
  for (std::uint32_t i = 0; i < 20 * completed_counts::counts_max; ++i)
    sut.keep(numbered(i), 1 + i % 2);
  CAF_CHECK_EQUAL(sut.find(an_info_hash(0xff)), 1000u);
  CAF_CHECK_EQUAL(sut.size(), completed_counts::counts_max);
}

CAF_TEST_FIXTURE_SCOPE_END()
