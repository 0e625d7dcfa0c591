// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE histogram_test

#include "bin/load/histogram.hpp"

#include <caf/test/unit_test.hpp>

#include <cstdint>

namespace {

using muster::load::histogram;

histogram with(std::initializer_list<std::int64_t> durations) {
  histogram result;
  for (const auto x : durations)
    result.add(x);
  return result;
}

} // namespace

CAF_TEST(an empty histogram has no durations) {
  const histogram sut;
  CAF_CHECK_EQUAL(sut.count(), 0u);
  CAF_CHECK_EQUAL(sut.quantile(0.5), 0);
  CAF_CHECK_EQUAL(sut.max(), 0);
  CAF_CHECK_EQUAL(sut.mean(), 0);
}

CAF_TEST(durations below 64 nanoseconds are exact) {
  for (std::int64_t x = 0; x < 64; ++x)
    CAF_CHECK_EQUAL(with({x, 1000}).quantile(0.5), x);
}

CAF_TEST(a quantile is never too low and at most one part in 64 too high) {
  for (std::int64_t x = 64; x < std::int64_t{1} << 37; x += x / 97 + 1) {
    const auto quantile = with({x, std::int64_t{1} << 37}).quantile(0.5);
    CAF_REQUIRE(quantile >= x);
    CAF_REQUIRE(quantile <= x + x / 64);
  }
}

CAF_TEST(no quantile is above the longest duration) {
  CAF_CHECK_EQUAL(with({1'000'003}).quantile(0.999), 1'000'003);
  CAF_CHECK_EQUAL(with({1'000'003}).max(), 1'000'003);
}

CAF_TEST(a quantile counts whole durations) {
  histogram sut;
  for (std::int64_t x = 1; x <= 50; ++x)
    sut.add(x);
  CAF_CHECK_EQUAL(sut.quantile(0), 1);
  CAF_CHECK_EQUAL(sut.quantile(0.5), 25);
  CAF_CHECK_EQUAL(sut.quantile(0.51), 26);
  CAF_CHECK_EQUAL(sut.quantile(1), 50);
}

CAF_TEST(durations too long to tell apart count as the longest) {
  const auto hour = std::int64_t{3600} * 1'000'000'000;
  const auto sut = with({1, hour, 2 * hour});
  CAF_CHECK_EQUAL(sut.quantile(0.6), 2 * hour);
  CAF_CHECK_EQUAL(sut.count(), 3u);
}

CAF_TEST(a negative duration counts as zero) {
  const auto sut = with({-5});
  CAF_CHECK_EQUAL(sut.count(), 1u);
  CAF_CHECK_EQUAL(sut.quantile(1), 0);
  CAF_CHECK_EQUAL(sut.mean(), 0);
}

CAF_TEST(merged histograms are as one) {
  auto sut = with({10, 20});
  sut.merge(with({30, 40}));
  CAF_CHECK_EQUAL(sut.count(), 4u);
  CAF_CHECK_EQUAL(sut.quantile(0.5), 20);
  CAF_CHECK_EQUAL(sut.max(), 40);
  CAF_CHECK_EQUAL(sut.mean(), 25);
}
