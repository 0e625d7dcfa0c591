// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE ctl_report_test

#include "actors/operator/messages.hpp"
#include "actors/peers/peer_listing.hpp"
#include "bin/ctl/ctl_report.hpp"
#include "bin/ctl/text_table.hpp"

#include <boost/json.hpp>
#include <caf/test/unit_test.hpp>

namespace {

using namespace muster;
using namespace muster::ctl;
using boost::json::parse;

actor_list look(std::uint64_t handled, std::uint64_t busy, std::uint64_t microseconds) {
  actor_row logger;
  logger.kind = "logger";
  logger.id = 7;
  logger.handled = handled;
  logger.busy_microseconds = busy;
  actor_row swarms;
  swarms.kind = "swarm";
  swarms.count = 1000;
  return {{logger, swarms}, microseconds};
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST(rates are taken from two looks) {
  const auto result = rates(look(10, 0, 0), look(30, 500'000, 2'000'000));
  CAF_CHECK_EQUAL(result.at(0).messages_per_second, 10.0);
  CAF_CHECK_EQUAL(result.at(0).busy_share, 0.25);
}

CAF_TEST(an actor that was not there before has no rate) {
  const auto result = rates({}, look(30, 0, 1'000'000));
  CAF_CHECK_EQUAL(result.at(0).messages_per_second, 0.0);
}

CAF_TEST(two looks at once have no rate) {
  const auto result = rates(look(10, 0, 5), look(30, 9, 5));
  CAF_CHECK_EQUAL(result.at(0).messages_per_second, 0.0);
}

CAF_TEST(what nobody knows of swarms is a dash or null) {
  const auto text = text_of(look(0, 0, 0), look(0, 0, 1));
  CAF_CHECK(has(text, "swarm "));
  CAF_CHECK(has(text, " - "));
  const auto json = parse(json_of(look(0, 0, 0), look(0, 0, 1)));
  const auto& swarms = json.at("actors").at(1);
  CAF_CHECK(swarms.at("mailbox").is_null());
  CAF_CHECK_EQUAL(swarms.at("count").to_number<int>(), 1000);
}

CAF_TEST(columns are as wide as they need and numbers stand at the right) {
  text_table table{{"NAME", ">COUNT"}};
  table.add({"a", "1"});
  table.add({"longer", "1000000"});
  CAF_CHECK_EQUAL(
      table.text(), "NAME      COUNT\n"
                    "a             1\n"
                    "longer  1000000\n");
  CAF_CHECK_EQUAL(
      table.text(false), "a             1\n"
                         "longer  1000000\n");
}

CAF_TEST(the uptime is told in days and hours) {
  status_report x;
  x.uptime_seconds = 90'061;
  CAF_CHECK(has(text_of(x), "up 1d 1h 1m 1s"));
  x.uptime_seconds = 0;
  CAF_CHECK(has(text_of(x), "up 0s"));
}

CAF_TEST(a swarm is one line of JSON) {
  peer_listings found{std::vector<peer_listing>(1), false};
  auto& x = found.swarms.front();
  x.matching = 2;
  x.clients = {{"-qB4520-", 2}};
  x.peers = {{"1.2.3.4:80", "-qB4520-", "-qB4520-%00bcdefghijk", true, 5}};
  const auto line = json_of(found);
  CAF_CHECK_EQUAL(line.find('\n'), line.size() - 1);
  const auto json = parse(line);
  CAF_CHECK_EQUAL(json.at("clients").at("-qB4520-").to_number<int>(), 2);
  CAF_CHECK(json.at("peers").at(0).at("seeder").as_bool());
  CAF_CHECK(json.at("cut").as_bool());
  CAF_CHECK(has(text_of(found), "and 1 more\n"));
  CAF_CHECK_EQUAL(json.at("peers").at(0).at("peer_id").as_string(), "-qB4520-%00bcdefghijk");
  CAF_CHECK(has(text_of(found), "-qB4520-%00bcdefghijk  seeder"));
}

CAF_TEST(swarms that are left out are told in text and in each line of JSON) {
  for (const bool is_cut : {false, true}) {
    const peer_listings found{std::vector<peer_listing>(2), is_cut};
    CAF_CHECK_EQUAL(has(text_of(found), "and more swarms"), is_cut);
    const auto lines = json_of(found);
    CAF_CHECK_EQUAL(std::count(lines.begin(), lines.end(), '\n'), 2);
    CAF_CHECK(parse(lines.substr(0, lines.find('\n'))).at("more_swarms").as_bool() == is_cut);
  }
}

CAF_TEST(swarms are one line each and have one head over all pages) {
  const std::vector<listed_swarm> rows(3);
  const auto count = [](const std::string& text) {
    return std::count(text.begin(), text.end(), '\n');
  };
  CAF_CHECK_EQUAL(count(json_of(rows, true)), 3);
  CAF_CHECK_EQUAL(count(text_of(rows, true)), 4);
  CAF_CHECK_EQUAL(count(text_of(rows, false)), 3);
}

CAF_TEST(the result of a command is its text) {
  CAF_CHECK_EQUAL(text_of(command_result{true, "well"}), "well\n");
  CAF_CHECK(!parse(json_of(command_result{false, "no"})).at("done").as_bool());
}
