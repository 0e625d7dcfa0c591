// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE operator_json_test

#include "actors/operator/messages.hpp"
#include "actors/peers/peer_listing.hpp"
#include "web/operator_json.hpp"

#include <boost/json/parse.hpp>
#include <caf/test/unit_test.hpp>

#include <limits>

namespace {

using namespace muster;

info_hash some_hash() {
  info_hash result;
  result.bytes.fill(0xab);
  return result;
}

} // namespace

CAF_TEST(an actor has all that is known of it) {
  const actor_row row{"statistics", 7, 1, "scheduler", 4711, 3, 1'000'000, 250'000, 2};
  CAF_CHECK_EQUAL(
      write_actors_json({{row}, 99}),
      R"({"microseconds":99,"actors":[{"kind":"statistics","id":7,"count":1,"place":"scheduler",)"
      R"("thread":4711,"waiting":3,"handled":1000000,"busy_microseconds":250000,"restarts":2}]})"
      "\n");
}

CAF_TEST(of all swarms only their number and their messages are known) {
  const actor_row row{.kind = "swarm", .count = 12, .place = "reactors", .handled = 34};
  CAF_CHECK_EQUAL(
      write_actors_json({{row}, 1}),
      R"({"microseconds":1,"actors":[{"kind":"swarm","id":null,"count":12,"place":"reactors",)"
      R"("thread":null,"waiting":null,"handled":34,"busy_microseconds":null,"restarts":null}]})"
      "\n");
}

CAF_TEST(an actor that has not run yet has no thread) {
  const actor_row row{.kind = "pages", .id = 1, .place = "scheduler"};
  const auto parsed = boost::json::parse(write_actors_json({{row}, 1}));
  const auto& actor = parsed.at("actors").as_array().at(0);
  CAF_CHECK(actor.at("thread").is_null());
  CAF_CHECK_EQUAL(actor.at("waiting").as_int64(), 0);
}

CAF_TEST(without actors there is an empty list) {
  CAF_CHECK_EQUAL(write_actors_json({}), "{\"microseconds\":0,\"actors\":[]}\n");
}

CAF_TEST(the largest counts are written with all digits) {
  const actor_row row{
      .kind = "x",
      .id = 1,
      .place = "scheduler",
      .handled = std::numeric_limits<std::uint64_t>::max()};
  CAF_CHECK(
      write_actors_json({{row}, 1}).find("\"handled\":18446744073709551615,") != std::string::npos);
}

CAF_TEST(a swarm has its counts and its clients and its peers) {
  const peer_listing x{
      some_hash(),
      {2, 1, 0, 5},
      {{"[2001:db8::1]:80", "-XX0001-", "-XX0001-%2512345678901", true, 9}},
      3,
      {{"-XX0001-", 2}}};
  CAF_CHECK_EQUAL(
      write_peers_json(x),
      R"({"info_hash":"abababababababababababababababababababab","seeders":2,"leechers":1,)"
      R"("completed":5,"matching":3,"cut":true,"clients":{"-XX0001-":2},)"
      R"("peers":[{"endpoint":"[2001:db8::1]:80","client":"-XX0001-",)"
      R"("peer_id":"-XX0001-%2512345678901","seeder":true,)"
      R"("silent_seconds":9}]})"
      "\n");
}

CAF_TEST(a listing says whether it has all peers and whether there are other swarms) {
  const peer_listing x{some_hash(), {}, {{"1.2.3.4:5", "x", "", false, 0}}, 1, {}};
  const auto parsed = boost::json::parse(write_peers_json(x));
  CAF_CHECK(!parsed.at("cut").as_bool());
  CAF_CHECK(!parsed.as_object().contains("more_swarms"));
  for (const bool more : {false, true})
    CAF_CHECK(boost::json::parse(write_peers_json(x, more)).at("more_swarms").as_bool() == more);
}

CAF_TEST(what a client calls itself is no more than a text) {
  const peer_listing x{some_hash(), {}, {{"1.2.3.4:5", "\"\\<\x01", "", false, 0}}, 1, {{"\"", 1}}};
  const auto parsed = boost::json::parse(write_peers_json(x));
  CAF_CHECK_EQUAL(parsed.at("peers").as_array().at(0).at("client").as_string(), "\"\\<\x01");
  CAF_CHECK_EQUAL(parsed.at("clients").at("\"").as_int64(), 1);
}
