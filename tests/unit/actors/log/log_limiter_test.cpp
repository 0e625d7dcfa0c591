// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE log_limiter_test

#include "actors/log/log_format.hpp"
#include "actors/log/log_limiter.hpp"
#include "tests/support/log_records.hpp"

#include <caf/test/unit_test.hpp>

namespace {

using namespace muster;
using test::a_record;
using test::at;

struct fixture {
  log_limiter limiter{2};

  bool admits(const log_record& x) {
    return limiter.admit(x).admitted;
  }

  static std::string text(const std::optional<log_record>& x) {
    return x ? write_line(*x, log_format::logfmt) : "nothing";
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(log_limiter_tests, fixture)

CAF_TEST(as many records as configured are admitted within a second) {
  CAF_CHECK(admits(a_record("x", 0)));
  CAF_CHECK(admits(a_record("x", 999)));
  CAF_CHECK(!limiter.has_summaries());
}

CAF_TEST(one more within the second is left out) {
  admits(a_record("x", 0));
  admits(a_record("x", 1));
  CAF_CHECK(!admits(a_record("x", 999)));
  CAF_CHECK(limiter.has_summaries());
}

CAF_TEST(the next second of an event starts afresh) {
  for (int i = 0; i < 3; ++i)
    admits(a_record("x", 0));
  CAF_CHECK(!admits(a_record("x", 999)));
  CAF_CHECK(admits(a_record("x", 1000)));
  CAF_CHECK(admits(a_record("x", 1001)));
  CAF_CHECK(!admits(a_record("x", 1999)));
}

CAF_TEST(each event has a limit of its own) {
  for (int i = 0; i < 3; ++i)
    admits(a_record("x", 0));
  CAF_CHECK(admits(a_record("y", 0)));
}

CAF_TEST(errors are limited as well) {
  auto x = a_record("x");
  x.level = log_level::error;
  CAF_CHECK(admits(x));
  CAF_CHECK(admits(x));
  CAF_CHECK(!admits(x));
}

CAF_TEST(the record that begins a second brings the summary of the one before) {
  for (int i = 0; i < 5; ++i)
    CAF_CHECK_EQUAL(text(limiter.admit(a_record("x", i)).summary), "nothing");
  const auto next = limiter.admit(a_record("x", 1000));
  CAF_CHECK(next.admitted);
  CAF_CHECK_EQUAL(
      text(next.summary), "time=2026-01-02T03:04:05.004Z level=info "
                          "event=suppressed_records suppressed_event=x count=3");
  CAF_CHECK(!limiter.has_summaries());
}

CAF_TEST(a second without anything left out has no summary) {
  admits(a_record("x", 0));
  CAF_CHECK_EQUAL(text(limiter.admit(a_record("x", 5000)).summary), "nothing");
}

CAF_TEST(a summary has the highest level of what was left out) {
  auto x = a_record("x");
  for (const auto level :
       {log_level::debug, log_level::debug, log_level::info, log_level::error,
        log_level::warning}) {
    x.level = level;
    admits(x);
  }
  const auto summaries = limiter.take_summaries();
  CAF_REQUIRE_EQUAL(summaries.size(), 1u);
  CAF_CHECK(summaries[0].level == log_level::error);
}

CAF_TEST(summaries are taken once and count on within the same second) {
  for (int i = 0; i < 3; ++i) {
    admits(a_record("x", i));
    admits(a_record("y", i));
  }
  const auto summaries = limiter.take_summaries();
  CAF_REQUIRE_EQUAL(summaries.size(), 2u);
  CAF_CHECK_EQUAL(
      text(summaries[1]), "time=2026-01-02T03:04:05.002Z level=info "
                          "event=suppressed_records suppressed_event=y count=1");
  CAF_CHECK(!limiter.has_summaries());
  CAF_CHECK(limiter.take_summaries().empty());
  CAF_CHECK(!admits(a_record("x", 999)));
  CAF_CHECK_EQUAL(limiter.take_summaries().size(), 1u);
}

CAF_TEST(a clock that is set back begins a second) {
  for (int i = 0; i < 3; ++i)
    admits(a_record("x", 0));
  CAF_CHECK(admits(a_record("x", -3'600'000)));
}

CAF_TEST(a limit of zero leaves everything out) {
  limiter = log_limiter{0};
  CAF_CHECK(!admits(a_record("x", 0)));
  CAF_CHECK(limiter.has_summaries());
}

CAF_TEST_FIXTURE_SCOPE_END()
