// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE pages_test

#include "actors/swarm/messages.hpp"
#include "net/http/page.hpp"
#include "tests/support/gunzip.hpp"
#include "tests/support/pages_rig.hpp"
#include "web/assets.hpp"

#include <boost/json/parse.hpp>

namespace {

using namespace muster;
using namespace std::chrono_literals;
using test::has_header;

struct fixture : test::pages_rig {
  /// The member `status` of the health page.
  std::string health() {
    const auto x = get("/healthz");
    CAF_CHECK_EQUAL(x.status, 200);
    CAF_CHECK_EQUAL(x.content_type, "application/json");
    return std::string{boost::json::parse(x.body.view()).at("status").as_string()};
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(pages_tests, fixture)

CAF_TEST(every page has a path of pages and nothing else has one) {
  for (const auto* path :
       {"/healthz", "/readyz", "/metrics", "/stats.json", "/stats", "/actors", "/ui/stats.js",
        "/api/v1/swarms", "/api/v1/live"})
    CAF_CHECK(is_page_path(path));
  for (const auto* path : {"", "/", "/announce", "/stats2", "/x/stats", "/api", "/metrics.txt"})
    CAF_CHECK(!is_page_path(path));
}

// -- how the tracker is ---------------------------------------------------------------------------

CAF_TEST(a tracker with a store that works is well and ready) {
  CAF_CHECK_EQUAL(health(), "ok");
  CAF_CHECK_EQUAL(get("/readyz").status, 200);
  CAF_CHECK_EQUAL(get("/readyz").content_type, "application/json");
}

CAF_TEST(a tracker that keeps nothing is well and ready) {
  facts->figures.persistence.state = store_state::off;
  CAF_CHECK_EQUAL(health(), "ok");
  CAF_CHECK_EQUAL(get("/readyz").status, 200);
}

CAF_TEST(a tracker that is loading is well and not ready) {
  facts->figures.persistence.state = store_state::loading;
  facts->figures.persistence.is_loading = true;
  CAF_CHECK_EQUAL(health(), "ok");
  CAF_CHECK_EQUAL(get("/readyz").status, 503);
}

CAF_TEST(a tracker whose store fails before everything is loaded is degraded and not ready) {
  facts->figures.persistence.state = store_state::failing;
  facts->figures.persistence.is_loading = true;
  CAF_CHECK_EQUAL(health(), "degraded");
  CAF_CHECK_EQUAL(get("/readyz").status, 503);
}

CAF_TEST(a tracker whose store fails when everything is loaded is degraded and ready) {
  facts->figures.persistence.state = store_state::failing;
  facts->figures.persistence.reason = "no room";
  CAF_CHECK_EQUAL(health(), "degraded");
  CAF_CHECK(get("/healthz").body.view().find("no room") != std::string::npos);
  CAF_CHECK_EQUAL(get("/readyz").status, 200);
}

CAF_TEST(a tracker whose statistics are silent is degraded and not ready) {
  facts->statistics_are_silent = true;
  CAF_CHECK_EQUAL(health(), "degraded");
  CAF_CHECK_EQUAL(get("/readyz").status, 503);
}

CAF_TEST(a tracker without statistics is degraded and not ready) {
  end(statistics);
  CAF_CHECK_EQUAL(health(), "degraded");
  CAF_CHECK_EQUAL(get("/readyz").status, 503);
}

// -- figures --------------------------------------------------------------------------------------

CAF_TEST(the metrics page has the figures in the format of Prometheus) {
  const auto x = get("/metrics");
  CAF_CHECK_EQUAL(x.status, 200);
  CAF_CHECK_EQUAL(x.content_type, "text/plain; version=0.0.4; charset=utf-8");
  CAF_CHECK(x.body.view().starts_with("# HELP muster_announces_total "));
  CAF_CHECK(x.body.view().find("\nmuster_swarms 4004\n") != std::string::npos);
  CAF_CHECK(x.body.view().find("\nprocess_resident_memory_bytes 0\n") == std::string::npos);
}

CAF_TEST(the page of figures has them in JSON) {
  const auto x = get("/stats.json");
  CAF_CHECK_EQUAL(x.status, 200);
  CAF_CHECK_EQUAL(x.content_type, "application/json");
  CAF_CHECK(has_header(x, "Access-Control-Allow-Origin: *"));
  const auto parsed = boost::json::parse(x.body.view());
  CAF_CHECK_EQUAL(parsed.at("swarms").at("now").as_int64(), 4004);
  CAF_CHECK(parsed.at("process").at("resident_bytes").as_int64() > 0);
}

CAF_TEST(pages of figures are compressed for those who take that) {
  for (const auto* path : {"/metrics", "/stats.json"}) {
    const auto x = ask({.path = path, .accept_encoding = "gzip, br"});
    CAF_CHECK(has_header(x, "Content-Encoding: gzip"));
    CAF_CHECK(test::gunzip(x.body.view()).find("started") != std::string::npos);
    CAF_CHECK(!has_header(ask({.path = path, .accept_encoding = "br"}), "Content-Encoding: gzip"));
  }
}

CAF_TEST(a page of figures is made once for all who wait for it) {
  facts->statistics_are_silent = true;
  const auto wait_for = [&](const std::string& path, const std::string& accept_encoding) {
    return self->request(
        sut, caf::infinite, page_query{.path = path, .accept_encoding = accept_encoding});
  };
  std::vector<decltype(wait_for("", ""))> waiting;
  for (const auto* path : {"/metrics", "/stats.json"})
    for (const auto* accepted : {"", "gzip"})
      for (int i = 0; i < 2; ++i)
        waiting.push_back(wait_for(path, accepted));
  consume_messages();
  caf::anon_send(statistics, statistics_report{});
  consume_messages();
  std::vector<page> pages;
  for (auto& x : waiting)
    x.receive(
        [&](const page& made) { pages.push_back(made); },
        [](const caf::error&) { CAF_FAIL("no page"); });
  const auto bytes = [&](std::size_t i) {
    return pages[i].body.view().data();
  };
  for (std::size_t i = 0; i < pages.size(); i += 2) {
    CAF_CHECK(bytes(i) == bytes(i + 1));
    CAF_CHECK_EQUAL(pages[i].status, 200);
  }
  CAF_CHECK(bytes(0) != bytes(2));
  CAF_CHECK(bytes(0) != bytes(4));
  CAF_CHECK(get("/metrics").body.view().data() != bytes(0)); // who asks later gets a new one
}

CAF_TEST(figures that come in time are not too late) {
  facts->statistics_are_silent = true;
  auto answer = self->request(sut, caf::infinite, page_query{"/metrics"});
  consume_messages();
  advance_time(1999ms);
  consume_messages();
  caf::anon_send(statistics, statistics_report{});
  consume_messages();
  answer.receive(
      [](const page& x) { CAF_CHECK_EQUAL(x.status, 200); },
      [](const caf::error&) { CAF_FAIL("no page"); });
}

CAF_TEST(figures that do not come make a page unavailable) {
  facts->statistics_are_silent = true;
  for (const auto* path : {"/metrics", "/stats.json", "/readyz"}) {
    const auto x = get(path);
    CAF_CHECK_EQUAL(x.status, 503);
    CAF_CHECK_EQUAL(x.content_type, "application/json");
    CAF_CHECK(has_header(x, "Cache-Control: no-store"));
    CAF_CHECK_EQUAL(
        x.body.view(), "{\"error\":{\"message\":\"the statistics actor does not answer\"}}\n");
  }
  // It goes on.
  facts->statistics_are_silent = false;
  CAF_CHECK_EQUAL(get("/metrics").status, 200);
}

CAF_TEST(without a statistics actor pages of figures are unavailable) {
  end(statistics);
  for (const auto* path : {"/metrics", "/stats.json"})
    CAF_CHECK_EQUAL(get(path).status, 503);
  CAF_CHECK_EQUAL(get("/stats", "format=json").status, 503);
}

// -- the statistics page --------------------------------------------------------------------------

CAF_TEST(the root leads to the statistics page) {
  const auto x = get("/");
  CAF_CHECK_EQUAL(x.status, 302);
  CAF_CHECK(has_header(x, "Location: stats"));
}

CAF_TEST(the statistics page and what it loads are served) {
  for (const auto& asset : all_assets()) {
    if (asset.path == "/actors") // for operators, if there are pages for them
      continue;
    const auto x = ask({.path = std::string{asset.path}, .accept = "text/html,*/*"});
    CAF_CHECK_EQUAL(x.status, 200);
    CAF_CHECK_EQUAL(x.content_type, asset.content_type);
    CAF_CHECK_EQUAL(x.body.view(), asset.plain);
  }
}

CAF_TEST(the statistics page is compressed and not sent to those who have it) {
  const auto first = ask({.path = "/stats", .accept = "text/html", .accept_encoding = "GZIP"});
  CAF_CHECK_EQUAL(test::gunzip(first.body.view()), find_asset("/stats")->plain);
  const auto etag = std::string{find_asset("/stats")->gzip_etag};
  const auto again = ask(
      {.path = "/stats", .accept = "text/html", .accept_encoding = "gzip", .if_none_match = etag});
  CAF_CHECK_EQUAL(again.status, 304);
  CAF_CHECK_EQUAL(again.body.view(), "");
}

CAF_TEST(the statistics page is the same whatever it is to show) {
  const auto x = ask({.path = "/stats", .query = "range=5h&group=hour", .accept = "text/html"});
  CAF_CHECK_EQUAL(x.body.view(), find_asset("/stats")->plain);
  CAF_CHECK(facts->asked_series.empty());
}

CAF_TEST(people get the statistics page even if its address makes no sense) {
  const auto status = [this](const char* query, const char* accept) {
    return ask({.path = "/stats", .query = query, .accept = accept}).status;
  };
  for (const auto* query : {"range=nonsense", "group=day", "info_hash=1"})
    CAF_CHECK_EQUAL(status(query, "text/html,*/*"), 200);
  CAF_CHECK_EQUAL(status("range=nonsense", "application/json"), 400);
  CAF_CHECK_EQUAL(status("range=nonsense", "*/*"), 400);
  CAF_CHECK_EQUAL(status("range=nonsense&format=csv", "text/html"), 400);
  CAF_CHECK_EQUAL(status("format=nonsense", "text/html"), 400);
}

CAF_TEST(there is no page at any other path) {
  for (const auto* path :
       {"", "/metrics/", "/Metrics", "/healthz.json", "metrics", "/stats/", "/ui", "/ui/",
        "/ui/../stats", "/api", "/api/v1", "/api/v1/", "/api/v1/swarm", "/api/v2/swarms",
        "/api/v1/live/"}) {
    const auto x = get(path);
    CAF_CHECK_EQUAL(x.status, 404);
    CAF_CHECK_EQUAL(x.content_type, "text/plain; charset=utf-8");
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
