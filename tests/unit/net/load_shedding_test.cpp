// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE load_shedding_test

#include "net/load_shedding.hpp"

#include <caf/test/unit_test.hpp>

namespace {

using namespace muster;
using namespace std::chrono_literals;

load_shedding at(std::uint32_t load, std::uint32_t threshold = 80) {
  load_shedding result{threshold};
  result.load(load);
  return result;
}

} // namespace

CAF_TEST(up to the threshold nothing is shed) {
  for (const auto load : {0U, 50U, 80U}) {
    CAF_CHECK(at(load).raised(1800s, 50) == 1800s);
    CAF_CHECK(!at(load).refuses_scrapes());
    CAF_CHECK(!at(load).refuses_new_swarms());
  }
}

CAF_TEST(above the threshold the interval rises with the load and is bounded) {
  CAF_CHECK(at(85).raised(1800s, 50) == 2025s);
  CAF_CHECK(at(90).raised(1800s, 50) == 2250s);
  CAF_CHECK(at(100).raised(1800s, 50) == 2700s);
  CAF_CHECK(at(100).raised(1800s, 0) == 1800s);
}

CAF_TEST(scrapes are refused first and new swarms after them) {
  CAF_CHECK(!at(89).refuses_scrapes());
  CAF_CHECK(at(90).refuses_scrapes());
  CAF_CHECK(!at(94).refuses_new_swarms());
  CAF_CHECK(at(95).refuses_new_swarms());
  CAF_CHECK(at(100).refuses_scrapes());
}

CAF_TEST(a threshold of 100 percent is never passed) {
  CAF_CHECK(at(100, 100).raised(1800s, 50) == 1800s);
  CAF_CHECK(!at(100, 100).refuses_scrapes());
  CAF_CHECK(!at(100, 100).refuses_new_swarms());
}

CAF_TEST(what was shed comes back when the load goes down) {
  auto sut = at(100);
  sut.load(10);
  CAF_CHECK(!sut.refuses_scrapes());
  CAF_CHECK(sut.raised(1800s, 50) == 1800s);
}
