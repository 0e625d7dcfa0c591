// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE unannounced_changes_test

#include "actors/statistics/unannounced_changes.hpp"

#include <caf/test/unit_test.hpp>

using namespace muster;

namespace {

statistics_report ended(std::uint64_t swarms) {
  statistics_report result;
  result.swarms_ended = swarms;
  return result;
}

} // namespace

CAF_TEST(what is noted adds up until it is taken) {
  unannounced_changes sut;
  sut.note(ended(1));
  sut.note(ended(2));
  CAF_CHECK_EQUAL(sut.take().swarms_ended, 3u);
}

CAF_TEST(what was taken is not there any more) {
  unannounced_changes sut;
  sut.note(ended(1));
  static_cast<void>(sut.take());
  CAF_CHECK_EQUAL(sut.take().swarms_ended, 0u);
}
