// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE json_pages_live_test

#include "tests/support/some_figures.hpp"
#include "web/json_pages.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster;
using test::some_figures;

/// The same figures before five announces and one scrape.
figures two_seconds_before(figures x) {
  auto& [ipv4, ipv6] = x.totals.traffic[0];
  ipv4.announces[0] -= 3;
  ipv6.announces[4] -= 2;
  ipv6.scrapes -= 1;
  x.present.traffic[0][0].announces -= 3;
  x.present.traffic[0][1].announces -= 2;
  x.present.traffic[0][1].scrapes -= 1;
  x.present.time -= timestamp{2};
  x.present.seconds -= 2;
  return x;
}

/// The rates of live figures after two seconds: announces and scrapes.
std::string rates(const figures& before, const figures& now) {
  const auto x = boost::json::parse(write_live_json(before, now, 2));
  return boost::json::serialize(x.at("announces_per_second")) + ' '
         + boost::json::serialize(x.at("scrapes_per_second"));
}

} // namespace

CAF_TEST(live figures are one line with the rates since the last ones) {
  CAF_CHECK_EQUAL(
      write_live_json(two_seconds_before(some_figures()), some_figures(), 2),
      R"({"t":1700000045,"uptime_seconds":4005,"peers":189,"seeders":110,"leechers":79,)"
      R"("torrents":83,"completed":163,"announces_per_second":2.5E0,"scrapes_per_second":5E-1})");
}

CAF_TEST(live figures have their rates when a minute ends) {
  auto x = some_figures();
  x.present.seconds = 1;
  x.present.traffic = {{{{1, 0}, {0, 0}}}};
  // The first minute of a run may have been a short one.
  for (const std::uint32_t seconds : {59, 1}) {
    auto before = two_seconds_before(some_figures());
    before.present.seconds = seconds;
    CAF_CHECK_EQUAL(rates(before, x), "2.5E0 5E-1");
  }
}

CAF_TEST(what earlier runs counted does not show in the rates of live figures) {
  auto x = some_figures();
  x.totals.traffic[0][0].announces[0] += 1'000'000;
  x.totals.traffic[0][0].scrapes += 1'000'000;
  CAF_CHECK_EQUAL(rates(two_seconds_before(some_figures()), x), "2.5E0 5E-1");
}

CAF_TEST(live figures that nothing precedes have no rates) {
  const auto x = boost::json::parse(write_live_json(some_figures(), some_figures(), 0));
  CAF_CHECK_EQUAL(x.at("announces_per_second").as_double(), 0);
  CAF_CHECK_EQUAL(x.at("scrapes_per_second").as_double(), 0);
}
