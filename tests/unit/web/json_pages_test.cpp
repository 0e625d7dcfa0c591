// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE json_pages_test

#include "actors/persistence/messages.hpp"
#include "tests/support/some_figures.hpp"
#include "web/json_pages.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster;
using test::some_figures;

/// A full hour, 1999 seconds of which `some_figures` are told 45 seconds later.
constexpr timestamp now{1'700'000'045};
constexpr timestamp this_minute{1'700'000'040};
constexpr timestamp this_hour{1'699'999'200};

constexpr info_hash swarm{
    {0xab, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19}};
const std::string swarm_hex = "ab0102030405060708090a0b0c0d0e0f10111213";

stats_request last(std::string range, std::uint32_t seconds, series_group group) {
  return {.range = std::move(range), .range_seconds = seconds, .group = group};
}

const auto two_minutes = last("2m", 120, series_group::minute);

stats_request of_swarm(stats_request x) {
  x.info_hash = swarm;
  return x;
}

/// What the tracker was like in a minute.
tracker_sample a_sample(timestamp time) {
  tracker_sample x;
  x.time = time;
  x.seconds = 60;
  x.seeders = 5'000'000'000;
  x.leechers = 3;
  x.swarms_active = 4;
  x.completed = 6;
  x.traffic = {{{{60, 6}, {30, 3}}}};
  return x;
}

series of(tracker_sample x) {
  return {{std::move(x)}, {}, {}};
}

series of(swarm_point x) {
  return {{}, {x}, {}};
}

series of(swarm_sample latest) {
  return {{}, {}, latest};
}

boost::json::value
points(const stats_request& asked, const series& found, const figures& x = some_figures()) {
  return boost::json::parse(write_series_json(asked, {}, found, x)).at("points");
}

std::string text(const boost::json::value& x) {
  return boost::json::serialize(x);
}

/// From and to of a series, as differences to the beginning of this minute or hour.
std::pair<std::int64_t, std::int64_t> bounds(const stats_request& asked) {
  const auto x = to_series_query(asked, now);
  const auto present = x.group == series_group::minute ? this_minute : this_hour;
  return {
      std::int64_t{x.from.count()} - present.count(), std::int64_t{x.to.count()} - present.count()};
}

} // namespace

// -- bounds ---------------------------------------------------------------------------------------

CAF_TEST(a series ends with the present minute or hour) {
  CAF_CHECK((bounds(last("1m", 60, series_group::minute)) == std::pair{0L, 60L}));
  CAF_CHECK((bounds(last("2m", 120, series_group::minute)) == std::pair{-60L, 60L}));
  CAF_CHECK((bounds(last("1h", 3600, series_group::minute)) == std::pair{-3540L, 60L}));
  CAF_CHECK((bounds(last("1h", 3600, series_group::hour)) == std::pair{0L, 3600L}));
  CAF_CHECK((bounds(last("1d", 86400, series_group::hour)) == std::pair{-23 * 3600L, 3600L}));
}

CAF_TEST(a range that is shorter than an hour has one hour) {
  CAF_CHECK((bounds(last("1m", 60, series_group::hour)) == std::pair{0L, 3600L}));
}

CAF_TEST(an hour of which only a part is in the range is there as a whole) {
  CAF_CHECK((bounds(last("61m", 3660, series_group::hour)) == std::pair{-3600L, 3600L}));
  CAF_CHECK((bounds(last("119m", 7140, series_group::hour)) == std::pair{-3600L, 3600L}));
  CAF_CHECK((bounds(last("120m", 7200, series_group::hour)) == std::pair{-3600L, 3600L}));
  CAF_CHECK((bounds(last("121m", 7260, series_group::hour)) == std::pair{-7200L, 3600L}));
}

CAF_TEST(a series does not begin before 1970) {
  const auto x = to_series_query(last("366d", 366 * 86400, series_group::hour), timestamp{7201});
  CAF_CHECK_EQUAL(x.from.count(), 0u);
  CAF_CHECK_EQUAL(x.to.count(), 10800u);
}

CAF_TEST(a series is asked for in the group and of the swarm of the request) {
  const auto x = to_series_query(of_swarm(last("1d", 86400, series_group::hour)), now);
  CAF_CHECK(x.group == series_group::hour);
  CAF_CHECK(x.info_hash == swarm);
  CAF_CHECK(!to_series_query(two_minutes, now).info_hash);
}

// -- series ---------------------------------------------------------------------------------------

CAF_TEST(a series says what was asked for) {
  const auto x = boost::json::parse(write_series_json(
      last("2d", 172800, series_group::hour), {timestamp{7200}, timestamp{14400}}, {},
      some_figures()));
  CAF_CHECK_EQUAL(x.at("range").as_string(), "2d");
  CAF_CHECK_EQUAL(x.at("group").as_string(), "hour");
  CAF_CHECK_EQUAL(x.at("from").as_int64(), 7200);
  CAF_CHECK_EQUAL(x.at("to").as_int64(), 14400);
  CAF_CHECK(!x.as_object().contains("torrent"));
}

CAF_TEST(a series of a swarm names it) {
  const auto x =
      boost::json::parse(write_series_json(of_swarm(two_minutes), {}, {}, some_figures()));
  CAF_CHECK_EQUAL(x.at("torrent").as_string(), swarm_hex);
  CAF_CHECK_EQUAL(x.at("group").as_string(), "minute");
}

CAF_TEST(a series has the totals of the tracker) {
  for (const auto& asked : {two_minutes, of_swarm(two_minutes)}) {
    const auto x = boost::json::parse(write_series_json(asked, {}, {}, some_figures()));
    CAF_CHECK_EQUAL(
        text(x.at("totals")),
        R"({"peers":189,"seeders":110,"leechers":79,"torrents":83,"torrents_known":4004,)"
        R"("completed":163,"announces":20360,"scrapes":4084})");
  }
}

CAF_TEST(a point of the tracker has peers and torrents and rates of all protocols and families) {
  const auto x = points(two_minutes, of(a_sample(this_minute - timestamp{60})));
  CAF_CHECK_EQUAL(
      text(x.at(0)),
      R"({"t":1699999980,"peers":5000000003,"seeders":5000000000,"leechers":3,"completed":6,)"
      R"("torrents":4,"announces_per_second":1.5E0,"scrapes_per_second":2E-1})");
}

CAF_TEST(rates are those of the seconds that the tracker was there) {
  auto sample = a_sample(this_minute);
  sample.seconds = 7;
  const auto x = points(two_minutes, of(sample));
  CAF_CHECK_EQUAL(x.at(0).at("announces_per_second").as_double(), 12.9);
  sample.seconds = 0;
  const auto none = points(two_minutes, of(sample));
  CAF_CHECK_EQUAL(none.at(0).at("announces_per_second").as_double(), 0);
}

CAF_TEST(what there is now is the last point of the tracker) {
  const auto x = points(two_minutes, of(a_sample(this_minute - timestamp{60})));
  CAF_CHECK_EQUAL(x.as_array().size(), 2u);
  CAF_CHECK_EQUAL(
      text(x.at(1)),
      R"({"t":1700000040,"peers":189,"seeders":110,"leechers":79,"completed":12,"torrents":83,)"
      R"("announces_per_second":7.5E0,"scrapes_per_second":1E0})");
}

CAF_TEST(what there is now stands at the start of its hour among hours) {
  const auto x = points(last("1d", 86400, series_group::hour), {});
  CAF_CHECK_EQUAL(x.at(0).at("t").as_int64(), this_hour.count());
}

CAF_TEST(what there is now is left out if there is a point of its time) {
  const auto x = points(two_minutes, of(a_sample(this_minute)));
  CAF_CHECK_EQUAL(x.as_array().size(), 1u);
  CAF_CHECK_EQUAL(x.at(0).at("seeders").to_number<std::int64_t>(), 5'000'000'000);
}

CAF_TEST(a point of a swarm has its peers and downloads and nothing else) {
  const auto x = points(
      of_swarm(two_minutes),
      of(swarm_point{this_minute - timestamp{60}, 4'000'000'000, 4'000'000'000, 7}));
  CAF_CHECK_EQUAL(
      text(x), R"([{"t":1699999980,"peers":8000000000,"seeders":4000000000,)"
               R"("leechers":4000000000,"completed":7}])");
}

CAF_TEST(a swarm that goes on has the latest there is as its last point) {
  const auto x = points(of_swarm(two_minutes), of(swarm_sample{swarm, 5, 6, 7}));
  CAF_CHECK_EQUAL(
      text(x), R"([{"t":1700000040,"peers":11,"seeders":5,"leechers":6,"completed":7}])");
}

CAF_TEST(a swarm that is not known has no points) {
  CAF_CHECK_EQUAL(text(points(of_swarm(two_minutes), {})), "[]");
}

// -- CSV ------------------------------------------------------------------------------------------

CAF_TEST(a series as CSV has a header and the same points) {
  CAF_CHECK_EQUAL(
      write_series_csv(two_minutes, {}, of(a_sample(this_minute - timestamp{60})), some_figures()),
      "t,peers,seeders,leechers,completed,torrents,announces_per_second,scrapes_per_second\r\n"
      "1699999980,5000000003,5000000000,3,6,4,1.5,0.2\r\n"
      "1700000040,189,110,79,12,83,7.5,1\r\n");
}

CAF_TEST(a series of a swarm as CSV has the columns of a swarm) {
  CAF_CHECK_EQUAL(
      write_series_csv(of_swarm(two_minutes), {}, of(swarm_sample{swarm, 5, 6, 7}), some_figures()),
      "t,peers,seeders,leechers,completed\r\n1700000040,11,5,6,7\r\n");
}

CAF_TEST(a series without points as CSV has a header alone) {
  CAF_CHECK_EQUAL(
      write_series_csv(of_swarm(two_minutes), {}, {}, some_figures()),
      "t,peers,seeders,leechers,completed\r\n");
}

// -- swarms ---------------------------------------------------------------------------------------

CAF_TEST(a list of swarms has its rows and how many there are in all) {
  const swarm_page found{.total = 5'000'000'000, .rows = {{swarm, 5, 6, 7}}};
  CAF_CHECK_EQUAL(
      write_swarms_json({.limit = 1, .offset = 2, .prefix = ""}, found, true),
      R"({"total":5000000000,"total_is_exact":true,"cut":false,"current":true,"offset":2,)"
      R"("limit":1,"swarms":[{"info_hash":")"
          + swarm_hex + R"(","peers":11,"seeders":5,"leechers":6,"completed":7}]})" + "\n");
}

CAF_TEST(a list without swarms is a list) {
  CAF_CHECK_EQUAL(
      write_swarms_json({}, {}, false),
      R"({"total":0,"total_is_exact":true,"cut":false,"current":false,"offset":0,)"
      R"("limit":100,"swarms":[]})"
      "\n");
}

CAF_TEST(a list of which a part is not known says so) {
  const swarm_page found{.total = 10'000, .total_is_exact = false, .is_cut = true};
  CAF_CHECK(write_swarms_json({}, found, true)
                .starts_with(R"({"total":10000,"total_is_exact":false,"cut":true,)"));
}

CAF_TEST(a swarm is one object) {
  CAF_CHECK_EQUAL(
      write_swarm_json({swarm, 4'000'000'000, 4'000'000'000, 7}),
      R"({"info_hash":")" + swarm_hex
          + R"(","peers":8000000000,"seeders":4000000000,"leechers":4000000000,"completed":7})"
          + "\n");
}

// -- mistakes -------------------------------------------------------------------------------------

CAF_TEST(a mistake names the parameter and what is allowed) {
  CAF_CHECK_EQUAL(
      write_mistake_json({"group", "minute or hour"}),
      R"({"error":{"parameter":"group","message":"expected group to be minute or hour",)"
      R"("allowed":"minute or hour"}})"
      "\n");
}

CAF_TEST(an error without a parameter has a message) {
  CAF_CHECK_EQUAL(write_error_json("gone"), "{\"error\":{\"message\":\"gone\"}}\n");
}
