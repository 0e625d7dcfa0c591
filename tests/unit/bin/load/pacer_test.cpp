// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE pacer_test

#include "bin/load/pacer.hpp"

#include <caf/test/unit_test.hpp>

using muster::load::pacer;

CAF_TEST(a closed loop is always due and counts from the send) {
  pacer sut{0, 3, 100};
  for (const auto now : {100, 150, 999}) {
    CAF_REQUIRE(sut.due() <= now);
    CAF_CHECK_EQUAL(sut.take(now), now);
  }
  CAF_CHECK_EQUAL(sut.due(), pacer::never);
}

CAF_TEST(an open loop is due at its rate and counts from then) {
  pacer sut{1000, 10, 5'000'000};
  CAF_CHECK_EQUAL(sut.due(), 5'000'000);
  CAF_CHECK_EQUAL(sut.take(5'000'000), 5'000'000);
  CAF_CHECK_EQUAL(sut.due(), 6'000'000);
  // Three milliseconds late, for whatever reason: the requests of that time are due at once.
  CAF_CHECK_EQUAL(sut.take(9'000'000), 6'000'000);
  CAF_CHECK_EQUAL(sut.take(9'000'000), 7'000'000);
  CAF_CHECK_EQUAL(sut.due(), 8'000'000);
}

CAF_TEST(no request is due after the last) {
  pacer sut{1000, 1, 0};
  sut.take(0);
  CAF_CHECK_EQUAL(sut.due(), pacer::never);
}

CAF_TEST(a stopped pacer has no more requests) {
  pacer sut{0, 5, 0};
  sut.stop();
  CAF_CHECK_EQUAL(sut.due(), pacer::never);
}

CAF_TEST(the rate does not drift) {
  pacer sut{30'000, 1'000'000, 0};
  for (int i = 0; i < 300'000; ++i)
    sut.take(sut.due());
  CAF_CHECK_EQUAL(sut.due(), 10'000'000'000);
}
