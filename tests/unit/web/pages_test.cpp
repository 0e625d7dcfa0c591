// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE pages_test

#include "tests/support/some_figures.hpp"
#include "web/pages.hpp"

#include <boost/json/parse.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>

namespace {

using namespace muster;
using namespace std::chrono_literals;

statistics_actor::behavior_type telling(const figures& known) {
  return {
      [](const statistics_report&) {},
      [known](const figures_query&) { return known; },
  };
}

using promise = caf::typed_response_promise<figures>;

struct silent_state {
  std::vector<promise> owed;
};

/// Takes queries, and answers them only when a report comes.
statistics_actor::behavior_type silent(
    statistics_actor::stateful_pointer<silent_state> self, const figures& known) {
  return {
      [self, known](const statistics_report&) {
        for (auto& x : self->state.owed)
          x.deliver(known);
      },
      [self](const figures_query&) -> caf::result<figures> {
        self->state.owed.push_back(self->make_response_promise<figures>());
        return self->state.owed.back();
      },
  };
}

struct fixture : test_coordinator_fixture<> {
  statistics_actor statistics = sys.spawn(telling, test::some_figures());
  pages_actor sut = sys.spawn(pages, statistics);

  page get(const std::string& path) {
    return request<page>(sut, page_query{path});
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(pages_tests, fixture)

CAF_TEST(the health page says ok in JSON) {
  const auto x = get("/healthz");
  CAF_CHECK_EQUAL(x.status, 200);
  CAF_CHECK_EQUAL(x.content_type, "application/json");
  const auto parsed = boost::json::parse(x.body);
  CAF_CHECK_EQUAL(parsed.at("status").as_string(), "ok");
}

CAF_TEST(the metrics page has the figures in the format of Prometheus) {
  const auto x = get("/metrics");
  CAF_CHECK_EQUAL(x.status, 200);
  CAF_CHECK_EQUAL(x.content_type, "text/plain; version=0.0.4; charset=utf-8");
  CAF_CHECK(x.body.starts_with("# HELP muster_announces_total "));
  CAF_CHECK(x.body.find("\nmuster_swarms 4004\n") != std::string::npos);
  CAF_CHECK(x.body.find("\nprocess_resident_memory_bytes 0\n") == std::string::npos);
}

CAF_TEST(the statistics page has the figures in JSON) {
  const auto x = get("/stats.json");
  CAF_CHECK_EQUAL(x.status, 200);
  CAF_CHECK_EQUAL(x.content_type, "application/json");
  const auto parsed = boost::json::parse(x.body);
  CAF_CHECK_EQUAL(parsed.at("swarms").at("now").as_int64(), 4004);
  CAF_CHECK(parsed.at("process").at("resident_bytes").as_int64() > 0);
}

CAF_TEST(there is no page at any other path) {
  for (const auto* path : {"/", "", "/metrics/", "/Metrics", "/healthz.json", "metrics"}) {
    const auto x = get(path);
    CAF_CHECK_EQUAL(x.status, 404);
    CAF_CHECK_EQUAL(x.content_type, "text/plain; charset=utf-8");
  }
}

CAF_TEST(figures that come in time are not too late) {
  const auto slow = sys.spawn(silent, figures{});
  const auto asked = sys.spawn(pages, slow);
  auto answer = self->request(asked, caf::infinite, page_query{"/metrics"});
  consume_messages();
  advance_time(1999ms);
  consume_messages();
  caf::anon_send(slow, statistics_report{});
  consume_messages();
  answer.receive(
      [](const page& x) { CAF_CHECK_EQUAL(x.status, 200); },
      [](const caf::error&) { CAF_FAIL("no page"); });
}

CAF_TEST(figures that do not come make a page unavailable) {
  const auto mute = sys.spawn(silent, figures{});
  const auto asked = sys.spawn(pages, mute);
  for (const auto* path : {"/metrics", "/stats.json"}) {
    auto answer = self->request(asked, caf::infinite, page_query{path});
    consume_messages();
    advance_time(2s);
    consume_messages();
    answer.receive(
        [](const page& x) { CAF_CHECK_EQUAL(x.status, 503); },
        [](const caf::error&) { CAF_FAIL("no page"); });
  }
  // It goes on.
  CAF_CHECK_EQUAL(request<page>(asked, page_query{"/healthz"}).status, 200);
  // An answer that comes too late does no harm.
  caf::anon_send(mute, statistics_report{});
  CAF_CHECK_EQUAL(request<page>(asked, page_query{"/healthz"}).status, 200);
}

CAF_TEST(without a statistics actor pages of figures are unavailable) {
  caf::anon_send_exit(statistics, caf::exit_reason::kill);
  CAF_CHECK_EQUAL(get("/metrics").status, 503);
  CAF_CHECK_EQUAL(get("/healthz").status, 200);
}

CAF_TEST_FIXTURE_SCOPE_END()
