// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE ticker_test

#include "net/ticker.hpp"

#include <caf/test/unit_test.hpp>

namespace {

using namespace muster;

struct fixture {
  boost::asio::io_context context;
  int ticks = 0;
  /// How often it is started again by what it calls.
  int again = 0;
  ticker sut{context, [this] {
               ++ticks;
               if (again-- > 0)
                 sut.start();
             }};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(ticker_tests, fixture)

CAF_TEST(what was not started does not tick) {
  context.run();
  CAF_CHECK_EQUAL(ticks, 0);
}

CAF_TEST(what was started ticks once after a pause) {
  const auto begin = std::chrono::steady_clock::now();
  sut.start();
  context.run();
  CAF_CHECK_EQUAL(ticks, 1);
  CAF_CHECK(std::chrono::steady_clock::now() - begin >= ticker::pause);
}

CAF_TEST(what is started twice ticks once) {
  sut.start();
  sut.start();
  context.run();
  CAF_CHECK_EQUAL(ticks, 1);
}

CAF_TEST(what it calls may start it again) {
  again = 2;
  sut.start();
  context.run();
  CAF_CHECK_EQUAL(ticks, 3);
}

CAF_TEST_FIXTURE_SCOPE_END()
