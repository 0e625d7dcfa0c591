// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE load_meter_test

#include "net/load_meter.hpp"

#include <caf/test/unit_test.hpp>

namespace {

using namespace muster;
using namespace std::chrono_literals;

struct fixture {
  load_meter sut;
  load_meter::time_point now{std::chrono::hours{1}};

  /// Works and pauses by turns.
  void spend(
      std::chrono::milliseconds work, std::chrono::milliseconds pause,
      std::chrono::milliseconds in_all) {
    for (std::chrono::milliseconds spent{0}; spent < in_all; spent += work + pause) {
      sut.add_busy(now, now + work);
      now += work + pause;
    }
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(load_meter_tests, fixture)

CAF_TEST(a thread that has done nothing has no load) {
  CAF_CHECK_EQUAL(sut.percent(), 0u);
}

CAF_TEST(a thread that always works is at 100 percent) {
  spend(10ms, 0ms, 20s);
  CAF_CHECK_EQUAL(sut.percent(), 100u);
}

CAF_TEST(a thread that works a quarter of its time is at 25 percent) {
  spend(10ms, 30ms, 20s);
  CAF_CHECK_GREATER_OR_EQUAL(sut.percent(), 24u);
  CAF_CHECK_LESS_OR_EQUAL(sut.percent(), 26u);
}

CAF_TEST(a burst of less than a second counts for little) {
  spend(1ms, 99ms, 10s);
  spend(500ms, 0ms, 500ms);
  spend(1ms, 99ms, 1s);
  CAF_CHECK_LESS(sut.percent(), 40u);
}

CAF_TEST(after a long pause the load of before is forgotten) {
  spend(10ms, 0ms, 10s);
  now += 60s;
  spend(1ms, 0ms, 1ms);
  CAF_CHECK_LESS(sut.percent(), 2u);
}

CAF_TEST_FIXTURE_SCOPE_END()
