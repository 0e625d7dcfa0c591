// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE stop_watch_test

#include "bin/stop_watch.hpp"
#include "tests/support/full_disk.hpp"

#include <caf/test/unit_test.hpp>

#include <unistd.h>

namespace {

using namespace muster;
using test::in_child;

constexpr int given_up = 3;

std::atomic<std::uint64_t> progress{0};

/// Waits for signals, so many times.
void wait_for_alarms(int count) {
  for (int i = 0; i < count; ++i)
    ::pause();
}

} // namespace

CAF_TEST(a process that gets nowhere is ended with the code) {
  CAF_CHECK_EQUAL(
      in_child([] {
        stop_watch::end_at_standstill(progress, 1, given_up);
        wait_for_alarms(2);
        return 0;
      }),
      given_up);
}

CAF_TEST(a process that gets on is not ended until it does no more) {
  CAF_CHECK_EQUAL(
      in_child([] {
        stop_watch::end_at_standstill(progress, 1, given_up);
        for (int i = 0; i < 2; ++i) {
          ++progress;
          wait_for_alarms(1);
        }
        return 7;
      }),
      7);
}

CAF_TEST(a process that has saved everything is ended in time with its code) {
  CAF_CHECK_EQUAL(
      in_child([] {
        stop_watch::end_at_standstill(progress, 1, given_up);
        stop_watch::end_in(1, 0);
        wait_for_alarms(2);
        return 7;
      }),
      0);
}
