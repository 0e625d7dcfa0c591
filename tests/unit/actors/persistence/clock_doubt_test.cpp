// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE clock_doubt_test

#include "actors/persistence/clock_doubt.hpp"

#include <caf/test/unit_test.hpp>

namespace {

using namespace muster;
using namespace std::chrono_literals;

constexpr timestamp newest{1'700'000'000};
constexpr timestamp ahead_max = std::chrono::duration_cast<timestamp>(clock_ahead_max);
constexpr timestamp behind_max = std::chrono::duration_cast<timestamp>(clock_behind_max);

} // namespace

CAF_TEST(a clock that goes on from what was stored is believed) {
  CAF_CHECK_EQUAL(doubt_about_clock(newest, newest), "");
  CAF_CHECK_EQUAL(doubt_about_clock(newest + ahead_max, newest), "");
  CAF_CHECK_EQUAL(doubt_about_clock(newest - behind_max, newest), "");
}

CAF_TEST(a clock that is more than a week ahead is in doubt) {
  CAF_CHECK_EQUAL(
      doubt_about_clock(newest + ahead_max + timestamp{1}, newest),
      "the clock is 7 days ahead of what was stored last");
  CAF_CHECK_EQUAL(
      doubt_about_clock(timestamp::max(), timestamp{0}),
      "the clock is 49710 days ahead of what was stored last");
}

CAF_TEST(a clock that is more than an hour behind is in doubt) {
  CAF_CHECK_EQUAL(
      doubt_about_clock(newest - behind_max - timestamp{1}, newest),
      "the clock is 3601 seconds behind what was stored last");
  CAF_CHECK_EQUAL(
      doubt_about_clock(timestamp{0}, newest),
      "the clock is 19675 days behind what was stored last");
}
