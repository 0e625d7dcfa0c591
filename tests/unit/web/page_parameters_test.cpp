// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE page_parameters_test

#include "web/assets.hpp"
#include "web/page_parameters.hpp"

#include <boost/json.hpp>
#include <caf/test/unit_test.hpp>

#include <regex>
#include <string>

namespace {

using namespace muster;

constexpr std::uint32_t day = 86400;

/// What a query that must be in order asks for.
stats_request stats(std::string_view query, std::string_view accept = "") {
  const auto result = parse_stats_request(query, accept);
  if (const auto* mistake = std::get_if<parameter_mistake>(&result))
    CAF_FAIL("mistake in " << query << ": " << mistake->parameter);
  return std::get<stats_request>(result);
}

/// The parameter that is wrong; "none" if all are right.
std::string mistake(std::string_view query) {
  const auto result = parse_stats_request(query, "");
  const auto* found = std::get_if<parameter_mistake>(&result);
  return found != nullptr ? std::string{found->parameter} : "none";
}

swarm_query swarms(std::string_view query) {
  const auto result = parse_swarm_query(query);
  if (const auto* mistake = std::get_if<parameter_mistake>(&result))
    CAF_FAIL("mistake in " << query << ": " << mistake->parameter);
  return std::get<swarm_query>(result);
}

std::string swarms_mistake(std::string_view query) {
  const auto result = parse_swarm_query(query);
  const auto* found = std::get_if<parameter_mistake>(&result);
  return found != nullptr ? std::string{found->parameter} : "none";
}

/// The info_hash that a query names, as hexadecimal digits.
std::string info_hash_of(std::string_view query) {
  const auto found = stats(query).info_hash;
  return found ? to_hex(*found) : "none";
}

const std::string hex = "000102030405060708090a0b0c0d0e0f10414243";

} // namespace

// -- /stats ---------------------------------------------------------------------------------------

CAF_TEST(without parameters the last hour in minutes is asked for in JSON) {
  const auto x = stats("");
  CAF_CHECK_EQUAL(x.range, "1h");
  CAF_CHECK_EQUAL(x.range_seconds, 3600u);
  CAF_CHECK(x.group == series_group::minute);
  CAF_CHECK(!x.info_hash);
  CAF_CHECK(x.format == stats_format::json);
}

CAF_TEST(a range is in minutes or hours or days) {
  CAF_CHECK_EQUAL(stats("range=1m").range_seconds, 60u);
  CAF_CHECK_EQUAL(stats("range=90m").range_seconds, 5400u);
  CAF_CHECK_EQUAL(stats("range=1h").range_seconds, 3600u);
  CAF_CHECK_EQUAL(stats("range=2d").range_seconds, 2 * day);
  CAF_CHECK_EQUAL(stats("range=90m").range, "90m");
}

CAF_TEST(a range has at most 366 days in any unit) {
  for (const auto* most : {"366d", "8784h", "527040m"})
    CAF_CHECK_EQUAL(stats("range=" + std::string{most}).range_seconds, 366 * day);
  for (const auto* more : {"367d", "8785h", "527041m", "4294967296m", "99999999999999999999d"})
    CAF_CHECK_EQUAL(mistake("range=" + std::string{more}), "range");
}

CAF_TEST(the description of the interface has the ranges that are taken and no others) {
  const auto description = boost::json::parse(find_asset("/api/v1/openapi.json")->plain);
  const auto& parameters = description.at("paths").at("/stats").at("get").at("parameters");
  const auto& schema = parameters.as_array().at(0).at("schema");
  const std::regex pattern{std::string{schema.at("pattern").as_string()}};
  const auto longest = schema.at("maxLength").to_number<std::size_t>();
  for (const char unit : {'m', 'h', 'd'})
    for (const auto count :
         {0,      1,      9,      10,     99,     100,    299,    300,    359,    360,
          366,    367,    999,    1000,   7999,   8599,   8600,   8699,   8700,   8779,
          8780,   8784,   8785,   9999,   10000,  99999,  100000, 499999, 500000, 519999,
          520000, 526999, 527000, 527039, 527040, 527041, 999999, 1000000})
      for (const auto* zeros : {"", "0", "000"}) {
        const auto range = zeros + std::to_string(count) + unit;
        CAF_CHECK_EQUAL(std::regex_match(range, pattern), mistake("range=" + range) == "none");
      }
  CAF_CHECK_EQUAL(mistake("range=" + std::string(longest - 2, '0') + "1m"), "none");
  CAF_CHECK_EQUAL(mistake("range=" + std::string(longest - 1, '0') + "1m"), "range");
}

CAF_TEST(a range that is none is a mistake) {
  for (const auto* wrong :
       {"",    "0m",   "0h",   "0d",   "00d", "m",    "1",   "60",   "1s",  "1w",
        "1M",  "1H",   "1D",   "-1h",  "+1h", "1.5h", "1h ", " 1h",  "1 h", "h1",
        "1hh", "1h1m", "0x1h", "1e1h", "%",   "1h%",  "1%6", "1h%00"})
    CAF_CHECK_EQUAL(mistake("range=" + std::string{wrong}), "range");
}

CAF_TEST(minutes are the default up to 3 days and hours beyond) {
  CAF_CHECK(stats("range=3d").group == series_group::minute);
  CAF_CHECK(stats("range=4320m").group == series_group::minute);
  CAF_CHECK(stats("range=4321m").group == series_group::hour);
  CAF_CHECK(stats("range=73h").group == series_group::hour);
  CAF_CHECK(stats("range=366d").group == series_group::hour);
}

CAF_TEST(a group that is asked for counts whatever the range and wherever it stands) {
  CAF_CHECK(stats("group=hour").group == series_group::hour);
  CAF_CHECK(stats("group=minute&range=30d").group == series_group::minute);
  CAF_CHECK(stats("range=30d&group=minute").group == series_group::minute);
  CAF_CHECK(stats("range=1m&group=hour").group == series_group::hour);
}

CAF_TEST(a group that is none is a mistake) {
  for (const auto* wrong : {"", "day", "Hour", "hours", "hour ", "minut"})
    CAF_CHECK_EQUAL(mistake("group=" + std::string{wrong}), "group");
}

CAF_TEST(an info_hash has 40 hexadecimal digits of either case) {
  CAF_CHECK_EQUAL(info_hash_of("info_hash=" + hex), hex);
  CAF_CHECK_EQUAL(info_hash_of("info_hash=000102030405060708090A0B0C0D0E0F10414243"), hex);
}

CAF_TEST(an info_hash may be 20 bytes as announces send them raw and escaped) {
  CAF_CHECK_EQUAL(
      info_hash_of("info_hash=%00%01%02%03%04%05%06%07%08%09%0a%0B%0c%0D%0e%0f%10%41%42%43"), hex);
  CAF_CHECK_EQUAL(
      info_hash_of("info_hash=%00%01%02%03%04%05%06%07%08%09%0a%0B%0c%0D%0e%0f%10ABC"), hex);
  CAF_CHECK_EQUAL(
      info_hash_of("info_hash=AAAAAAAAAAAAAAAAAA%2B+"), "4141414141414141414141414141414141412b20");
}

CAF_TEST(an info_hash of 40 digits may be escaped) {
  std::string escaped;
  for (const char c : hex)
    escaped += std::string{c >= 'a' ? "%6" : "%3"} + (c >= 'a' ? static_cast<char>(c - 48) : c);
  CAF_CHECK_EQUAL(info_hash_of("info_hash=" + escaped), hex);
}

CAF_TEST(an info_hash that is none is a mistake) {
  const std::string long_one(200, 'a');
  for (const auto& wrong :
       {std::string{}, std::string(19, 'A'), std::string(21, 'A'), hex.substr(1), hex + "0",
        hex.substr(1) + "g", long_one, std::string{"%"}, std::string{"%zz"}, hex.substr(2) + "%3"})
    CAF_CHECK_EQUAL(mistake("info_hash=" + wrong), "info_hash");
}

CAF_TEST(a format is asked for by its name) {
  CAF_CHECK(stats("format=json").format == stats_format::json);
  CAF_CHECK(stats("format=csv").format == stats_format::csv);
  CAF_CHECK(stats("format=html").format == stats_format::page);
  for (const auto* wrong : {"", "JSON", "xml", "json ", "text/csv"})
    CAF_CHECK_EQUAL(mistake("format=" + std::string{wrong}), "format");
}

CAF_TEST(a client that takes html before json gets a page and every other one json) {
  for (const auto* json :
       {"application/json", "application/json, */*", "application/json, text/html;q=0.5", "", "*/*",
        "text/csv", "APPLICATION/JSON, text/html"})
    CAF_CHECK(stats("", json).format == stats_format::json);
  for (const auto* other :
       {"text/html", "TEXT/HTML", "text/html, application/json",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"})
    CAF_CHECK(stats("", other).format == stats_format::page);
}

CAF_TEST(a format counts more than what the client takes) {
  CAF_CHECK(stats("format=html", "application/json").format == stats_format::page);
  CAF_CHECK(stats("format=csv", "application/json").format == stats_format::csv);
  CAF_CHECK(stats("format=json", "text/html").format == stats_format::json);
}

CAF_TEST(names may be escaped as values may) {
  CAF_CHECK_EQUAL(stats("%72ange=2%68").range, "2h");
  CAF_CHECK_EQUAL(mistake("ran%67e=x"), "range");
  CAF_CHECK_EQUAL(swarms("s%6frt=seeders&%71=0a").prefix, "0a");
}

CAF_TEST(parameters with other names do not matter) {
  CAF_CHECK_EQUAL(mistake("Range=x&ranges=x&range%20=x&=&&q=%&fbclid=1"), "none");
  CAF_CHECK_EQUAL(stats("Range=2h&range=3h").range, "3h");
}

CAF_TEST(the last parameter of a name counts) {
  CAF_CHECK_EQUAL(stats("range=2h&range=3h").range, "3h");
  CAF_CHECK(stats("format=csv&format=json").format == stats_format::json);
}

CAF_TEST(the first mistake is told with what is allowed) {
  CAF_CHECK_EQUAL(mistake("group=x&range=x"), "group");
  CAF_CHECK_EQUAL(mistake("range=x&range=1h"), "range");
  const auto result = parse_stats_request("range=%3Cscript%3E", "");
  CAF_CHECK_EQUAL(
      std::get<parameter_mistake>(result).allowed, "<n>m, <n>h or <n>d: 1 minute to 366 days");
}

// -- /api/v1/swarms -------------------------------------------------------------------------------

CAF_TEST(without parameters the 100 largest swarms are asked for) {
  const auto x = swarms("");
  CAF_CHECK(x.sort == swarm_sort::peers);
  CAF_CHECK(x.descending);
  CAF_CHECK_EQUAL(x.limit, 100u);
  CAF_CHECK_EQUAL(x.offset, 0u);
  CAF_CHECK_EQUAL(x.prefix, "");
}

CAF_TEST(swarms are sorted by any of five columns) {
  CAF_CHECK(swarms("sort=peers").sort == swarm_sort::peers);
  CAF_CHECK(swarms("sort=seeders").sort == swarm_sort::seeders);
  CAF_CHECK(swarms("sort=leechers").sort == swarm_sort::leechers);
  CAF_CHECK(swarms("sort=completed").sort == swarm_sort::completed);
  CAF_CHECK(swarms("sort=info_hash").sort == swarm_sort::name);
  for (const auto* wrong : {"", "hash", "Peers", "peers,seeders", "name"})
    CAF_CHECK_EQUAL(swarms_mistake("sort=" + std::string{wrong}), "sort");
}

CAF_TEST(swarms are sorted upwards or downwards) {
  CAF_CHECK(!swarms("order=asc").descending);
  CAF_CHECK(swarms("order=desc").descending);
  for (const auto* wrong : {"", "up", "ASC", "descending"})
    CAF_CHECK_EQUAL(swarms_mistake("order=" + std::string{wrong}), "order");
}

CAF_TEST(a limit is from 1 to 1000) {
  CAF_CHECK_EQUAL(swarms("limit=1").limit, 1u);
  CAF_CHECK_EQUAL(swarms("limit=1000").limit, 1000u);
  for (const auto* wrong : {"", "0", "1001", "-1", "+1", "1.0", "1e2", " 1", "ten", "4294967297"})
    CAF_CHECK_EQUAL(swarms_mistake("limit=" + std::string{wrong}), "limit");
}

CAF_TEST(an offset is from 0 to 10000) {
  CAF_CHECK_EQUAL(swarms("offset=0").offset, 0u);
  CAF_CHECK_EQUAL(swarms("offset=10000").offset, 10'000u);
  for (const auto* wrong : {"", "10001", "-1", "0x1", "4294967296"})
    CAF_CHECK_EQUAL(swarms_mistake("offset=" + std::string{wrong}), "offset");
}

CAF_TEST(the beginning of an info_hash has 0 to 40 hexadecimal digits) {
  CAF_CHECK_EQUAL(swarms("q=").prefix, "");
  CAF_CHECK_EQUAL(swarms("q=aF9").prefix, "aF9");
  CAF_CHECK_EQUAL(swarms("q=%61%46").prefix, "aF");
  CAF_CHECK_EQUAL(swarms("q=" + hex).prefix, hex);
  for (const auto& wrong : {std::string{"g"}, hex + "0", std::string{"0x1"}, std::string{"%00"}})
    CAF_CHECK_EQUAL(swarms_mistake("q=" + wrong), "q");
}

CAF_TEST(all parameters of a list of swarms count at once) {
  const auto x = swarms("sort=completed&order=asc&limit=7&offset=8&q=ab&other=1");
  CAF_CHECK(x.sort == swarm_sort::completed);
  CAF_CHECK(!x.descending);
  CAF_CHECK_EQUAL(x.limit, 7u);
  CAF_CHECK_EQUAL(x.offset, 8u);
  CAF_CHECK_EQUAL(x.prefix, "ab");
}
