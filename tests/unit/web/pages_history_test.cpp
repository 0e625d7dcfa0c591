// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE pages_history_test

#include "actors/interfaces.hpp"
#include "actors/persistence/messages.hpp"
#include "actors/swarm/messages.hpp"
#include "net/http/page.hpp"
#include "tests/support/announces.hpp"
#include "tests/support/gunzip.hpp"
#include "tests/support/pages_rig.hpp"

#include <boost/json/parse.hpp>

namespace {

using namespace muster;
using test::has_header;

constexpr info_hash swarm{
    {0xab, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19}};
const std::string swarm_hex = "ab0102030405060708090a0b0c0d0e0f10111213";

std::string text(const boost::json::value& x) {
  return std::string{x.as_string()};
}

struct fixture : test::pages_rig {
  /// A page that is JSON.
  boost::json::value parsed(const std::string& path, const std::string& query = "") {
    const auto x = get(path, query);
    CAF_CHECK_EQUAL(x.status, 200);
    CAF_CHECK_EQUAL(x.content_type, "application/json");
    return boost::json::parse(x.body.view());
  }

  void ask_for(const std::string& list, const std::string& source) {
    self->send(
        sut,
        page_query{.path = "/api/v1/swarms", .query = list, .source = test::an_address(source)});
  }

  /// Lets pages wait for a store that is silent.
  void wait_for_pages(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) // each for another one, by somebody else
      ask_for("offset=1" + std::to_string(i), "198.51.100." + std::to_string(i));
    consume_messages();
  }

  /// A page that comes without that time passes.
  page get_at_once(const std::string& path) {
    page result;
    auto answer = self->request(sut, caf::infinite, page_query{.path = path});
    consume_messages();
    answer.receive([&](const page& x) { result = x; }, [](const caf::error&) {});
    return result;
  }

  /// The error of a page with a status.
  boost::json::value
  error(std::uint16_t status, const std::string& path, const std::string& query = "") {
    const auto x = get(path, query);
    CAF_CHECK_EQUAL(x.status, status);
    CAF_CHECK_EQUAL(x.content_type, "application/json");
    CAF_CHECK(has_header(x, "Cache-Control: no-store"));
    return boost::json::parse(x.body.view()).at("error");
  }
};

/// A list of swarms in memory.
live_swarms_actor::behavior_type list_stand_in(const std::shared_ptr<test::known_facts>& facts) {
  return {[facts](const list_query& x) {
    facts->asked_swarms.push_back(x.part);
    return facts->swarms;
  }};
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(pages_history_tests, fixture)

// -- series ---------------------------------------------------------------------------------------

CAF_TEST(a series as JSON has what the store and the statistics tell) {
  facts->series.tracker.resize(3);
  for (std::uint32_t i = 0; i < 3; ++i)
    facts->series.tracker[i].time = timestamp{60 * i};
  const auto x = parsed("/stats", "format=json&range=5m");
  CAF_CHECK_EQUAL(x.at("points").as_array().size(), 4u);
  CAF_CHECK_EQUAL(x.at("totals").at("peers").as_int64(), 189);
  CAF_CHECK_EQUAL(x.at("range").as_string(), "5m");
}

CAF_TEST(the store is asked for the bounds of the series) {
  const auto before = tracker_clock{}.now().count();
  get("/stats", "format=json&range=2d&group=hour&info_hash=" + swarm_hex);
  CAF_REQUIRE_EQUAL(facts->asked_series.size(), 1u);
  const auto& asked = facts->asked_series.front();
  CAF_CHECK(asked.group == series_group::hour);
  CAF_CHECK(asked.info_hash == swarm);
  CAF_CHECK_EQUAL((asked.to - asked.from).count(), 48u * 3600);
  CAF_CHECK(asked.to.count() > before);
  CAF_CHECK(asked.to.count() <= tracker_clock{}.now().count() + 3600);
}

CAF_TEST(a series may be shown by any site) {
  for (const auto* query : {"format=json", "format=csv"}) {
    const auto x = get("/stats", query);
    CAF_CHECK_EQUAL(x.status, 200);
    CAF_CHECK(has_header(x, "Access-Control-Allow-Origin: *"));
    CAF_CHECK(has_header(x, "Cache-Control: public, max-age=5"));
  }
}

CAF_TEST(a client that wants JSON gets the series) {
  const auto x = ask({.path = "/stats", .accept = "application/json"});
  CAF_CHECK_EQUAL(x.content_type, "application/json");
  CAF_CHECK(boost::json::parse(x.body.view()).at("points").is_array());
}

CAF_TEST(a series as CSV has a line for each point) {
  facts->series.tracker.resize(1);
  const auto x = get("/stats", "format=csv");
  CAF_CHECK_EQUAL(x.content_type, "text/csv; charset=utf-8");
  CAF_CHECK(x.body.view().starts_with("t,peers,seeders,leechers,completed,torrents,"));
  CAF_CHECK_EQUAL(std::count(x.body.view().begin(), x.body.view().end(), '\n'), 3);
}

CAF_TEST(a series that is long is compressed) {
  facts->series.tracker.resize(1000);
  for (const auto* query : {"format=json", "format=csv"}) {
    const auto plain = get("/stats", query);
    const auto x = ask({.path = "/stats", .query = query, .accept_encoding = "gzip"});
    CAF_CHECK(has_header(x, "Content-Encoding: gzip"));
    CAF_CHECK_EQUAL(test::gunzip(x.body.view()), plain.body.view());
    CAF_CHECK(!has_header(plain, "Content-Encoding: gzip"));
  }
}

CAF_TEST(a parameter that is wrong is named with what is allowed) {
  const auto x = error(400, "/stats", "range=forever");
  CAF_CHECK_EQUAL(x.at("parameter").as_string(), "range");
  CAF_CHECK_EQUAL(x.at("allowed").as_string(), "<n>m, <n>h or <n>d: 1 minute to 366 days");
  CAF_CHECK(!x.at("message").as_string().empty());
  CAF_CHECK(facts->asked_series.empty());
}

CAF_TEST(an error never repeats what the client has sent) {
  const auto x = get("/stats", "range=%3Cscript%3E&group=<script>");
  CAF_CHECK_EQUAL(x.status, 400);
  CAF_CHECK(x.body.view().find("script") == std::string::npos);
}

CAF_TEST(a series is unavailable without an answer of the store) {
  facts->store_is_silent = true;
  CAF_CHECK_EQUAL(
      text(error(503, "/stats", "format=json").at("message")), "the store does not answer");
  facts->store_is_silent = false;
  facts->store_fails = true;
  error(503, "/stats", "format=csv");
  end(persistence);
  error(503, "/stats", "format=json");
}

CAF_TEST(a series is unavailable without an answer of the statistics) {
  facts->statistics_are_silent = true;
  error(503, "/stats", "format=json");
}

CAF_TEST(a tracker that keeps no history says so) {
  const auto forgetful = sys.spawn(pages, pages_parts{statistics});
  for (const auto* path :
       {"/api/v1/swarms", "/api/v1/swarms/ab0102030405060708090a0b0c0d0e0f10111213"})
    CAF_CHECK_EQUAL(ask(forgetful, {.path = path}).status, 503);
  const auto x = ask(forgetful, {.path = "/stats", .query = "format=json"});
  CAF_CHECK_EQUAL(x.status, 503);
  CAF_CHECK_EQUAL(x.body.view(), "{\"error\":{\"message\":\"this tracker keeps no history\"}}\n");
  // What is wrong with the question is told all the same, and the page is there.
  CAF_CHECK_EQUAL(ask(forgetful, {.path = "/stats", .query = "format=xml"}).status, 400);
  CAF_CHECK_EQUAL(ask(forgetful, {.path = "/stats", .accept = "text/html"}).status, 200);
}

CAF_TEST(a tracker that keeps no history lists the swarms that are in memory) {
  facts->swarms = {.total = 1, .rows = {{test::an_info_hash(0xab), 3, 4, 5}}};
  pages_parts parts{statistics};
  parts.live_swarms = sys.spawn(list_stand_in, facts);
  const auto forgetful = sys.spawn(pages, parts);
  const auto all = ask(forgetful, {.path = "/api/v1/swarms", .query = "sort=seeders"});
  CAF_CHECK_EQUAL(all.status, 200);
  CAF_CHECK(all.body.view().find(to_hex(test::an_info_hash(0xab))) != std::string::npos);
  CAF_CHECK(facts->asked_swarms.at(0).sort == swarm_sort::seeders);
  const auto one = ask(forgetful, {.path = "/api/v1/swarms/" + std::string(40, 'a')});
  CAF_CHECK_EQUAL(one.status, 200);
  CAF_CHECK_EQUAL(facts->asked_swarms.at(1).prefix, std::string(40, 'a'));
}

// -- swarms ---------------------------------------------------------------------------------------

CAF_TEST(a list of a store that is not being written says that it is not current) {
  for (const auto state : {store_state::saving, store_state::failing, store_state::loading}) {
    facts->figures.persistence.state = state;
    const auto query = "offset=" + std::to_string(static_cast<int>(state)); // none that is kept
    const auto x = parsed("/api/v1/swarms", query);
    CAF_CHECK(x.at("current").as_bool() == (state == store_state::saving));
  }
}

CAF_TEST(a list of swarms has what the store tells) {
  facts->swarms = {.total = 5, .rows = {{swarm, 5, 6, 7}}};
  const auto x = parsed("/api/v1/swarms", "sort=completed&order=asc&limit=1&offset=2&q=aB");
  CAF_CHECK_EQUAL(x.at("total").as_int64(), 5);
  CAF_CHECK_EQUAL(x.at("swarms").at(0).at("info_hash").as_string(), swarm_hex);
  CAF_REQUIRE_EQUAL(facts->asked_swarms.size(), 1u);
  const auto& asked = facts->asked_swarms.front();
  CAF_CHECK(asked.sort == swarm_sort::completed);
  CAF_CHECK(!asked.descending);
  CAF_CHECK_EQUAL(asked.limit, 1u);
  CAF_CHECK_EQUAL(asked.offset, 2u);
  CAF_CHECK_EQUAL(asked.prefix, "aB");
}

CAF_TEST(a list of swarms is public and compressed if it is long) {
  facts->swarms.rows.resize(100);
  const auto x = ask({.path = "/api/v1/swarms", .accept_encoding = "gzip"});
  CAF_CHECK(has_header(x, "Access-Control-Allow-Origin: *"));
  CAF_CHECK(has_header(x, "Content-Encoding: gzip"));
  CAF_CHECK_EQUAL(
      boost::json::parse(test::gunzip(x.body.view())).at("swarms").as_array().size(), 100u);
}

CAF_TEST(a list of swarms with a wrong parameter is a mistake) {
  for (const auto* name : {"sort", "order", "limit", "offset", "q"}) {
    const auto x = error(400, "/api/v1/swarms", std::string{name} + "=-");
    CAF_CHECK_EQUAL(x.at("parameter").as_string(), name);
    CAF_CHECK(!x.at("allowed").as_string().empty());
  }
  CAF_CHECK(facts->asked_swarms.empty());
}

CAF_TEST(a swarm is found by its info_hash) {
  facts->swarms = {.total = 1, .rows = {{swarm, 5, 6, 7}}};
  const auto x = parsed("/api/v1/swarms/" + swarm_hex);
  CAF_CHECK_EQUAL(x.at("info_hash").as_string(), swarm_hex);
  CAF_CHECK_EQUAL(x.at("peers").as_int64(), 11);
  CAF_REQUIRE_EQUAL(facts->asked_swarms.size(), 1u);
  CAF_CHECK_EQUAL(facts->asked_swarms.front().prefix, swarm_hex);
  CAF_CHECK_EQUAL(facts->asked_swarms.front().limit, 1u);
}

CAF_TEST(a swarm that is not known is not found) {
  CAF_CHECK_EQUAL(text(error(404, "/api/v1/swarms/" + swarm_hex).at("message")), "no such swarm");
}

CAF_TEST(an info_hash in a path that is none is a mistake) {
  for (const auto& wrong :
       {std::string{}, swarm_hex.substr(1), swarm_hex + "0", swarm_hex.substr(1) + "g",
        swarm_hex + "/", std::string{"%61b0102030405060708090a0b0c0d0e0f10111213"}})
    CAF_CHECK_EQUAL(text(error(400, "/api/v1/swarms/" + wrong).at("parameter")), "info_hash");
  CAF_CHECK(facts->asked_swarms.empty());
}

CAF_TEST(swarms that are being sorted are unavailable and it is told when to ask again) {
  facts->swarms.is_being_sorted = true;
  const auto x = get("/api/v1/swarms");
  CAF_CHECK_EQUAL(x.status, 503);
  CAF_CHECK(has_header(x, "Retry-After: 10"));
}

// -- pages that wait ------------------------------------------------------------------------------

CAF_TEST(the store has one question at a time) {
  facts->store_is_silent = true;
  wait_for_pages(3);
  CAF_CHECK_EQUAL(facts->asked_swarms.size(), 1u);
  facts->store_is_silent = false;
  advance_time(std::chrono::seconds{2});
  consume_messages();
  // The others are not asked for any more, because those who wanted them have gone.
  CAF_CHECK_EQUAL(facts->asked_swarms.size(), 1u);
  CAF_CHECK_EQUAL(get("/api/v1/swarms").status, 200);
}

CAF_TEST(a question says until when its answer is wanted) {
  get("/api/v1/swarms");
  get("/stats", "format=json");
  const auto last = sys.clock().now() + answer_timeout;
  CAF_CHECK(facts->lists_wanted_until == last);
  CAF_CHECK(facts->asked_series.front().wanted_until == last);
}

CAF_TEST(as many pages as may wait for the store do and one more is refused) {
  facts->store_is_silent = true;
  wait_for_pages(store_pages_max);
  CAF_CHECK_EQUAL(facts->reported.store_pages_rejected, 0u);
  for (const auto* path :
       {"/api/v1/swarms", "/api/v1/swarms/ab0102030405060708090a0b0c0d0e0f10111213"}) {
    const auto x = get_at_once(path);
    CAF_CHECK_EQUAL(x.status, 503);
    CAF_CHECK(has_header(x, "Retry-After: 1"));
  }
  CAF_CHECK_EQUAL(facts->reported.store_pages_rejected, 2u);
  // What needs no store is answered meanwhile.
  for (const auto* path : {"/healthz", "/metrics", "/stats.json"})
    CAF_CHECK_EQUAL(get_at_once(path).status, 200);
  // When those have gone there is room again.
  facts->store_is_silent = false;
  advance_time(answer_timeout);
  consume_messages();
  CAF_CHECK_EQUAL(get("/api/v1/swarms").status, 200);
}

CAF_TEST(a page whose turn comes in the second half of its time is refused) {
  const auto status_with = [this](std::chrono::milliseconds left) {
    store_page_query query{.asked = {}, .wanted = swarm_query{}};
    query.wanted_until = sys.clock().now() + left;
    auto answer = self->request(store, caf::infinite, query);
    consume_messages();
    std::uint16_t result = 0;
    answer.receive([&](const page& x) { result = x.status; }, [](const caf::error&) {});
    return result;
  };
  CAF_CHECK_EQUAL(status_with(answer_timeout / 2 + std::chrono::milliseconds{1}), 200);
  CAF_CHECK_EQUAL(facts->reported.store_pages_rejected, 0u);
  CAF_CHECK_EQUAL(status_with(answer_timeout / 2), 503);
  CAF_CHECK_EQUAL(facts->reported.store_pages_rejected, 1u);
}

CAF_TEST(one source has a share of the pages that may wait and leaves the others to others) {
  facts->store_is_silent = true;
  const auto rejected = [this](const std::string& source, std::size_t offset) {
    ask_for("offset=" + std::to_string(offset), source);
    consume_messages();
    return facts->reported.store_pages_rejected;
  };
  for (std::size_t i = 0; i < store_pages_of_source_max; ++i)
    CAF_CHECK_EQUAL(rejected("198.51.100.1", i), 0u);
  CAF_CHECK_EQUAL(rejected("198.51.100.1", 0), 0u); // is being made already
  CAF_CHECK_EQUAL(rejected("198.51.100.1", store_pages_of_source_max), 1u);
  CAF_CHECK_EQUAL(rejected("198.51.100.2", store_pages_of_source_max), 1u);
}

CAF_TEST(the pages actor ends with the one that asks the store and so is started again) {
  end(store);
  bool has_ended = false;
  auto answer = self->request(sut, caf::infinite, page_query{.path = "/healthz"});
  consume_messages();
  answer.receive([](const page&) {}, [&](const caf::error&) { has_ended = true; });
  CAF_CHECK(has_ended);
}

CAF_TEST(swarms are unavailable without an answer of the store) {
  facts->store_is_silent = true;
  error(503, "/api/v1/swarms");
  error(503, "/api/v1/swarms/" + swarm_hex);
}

CAF_TEST_FIXTURE_SCOPE_END()
