// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "web/pages.hpp"

#include "web/exposition.hpp"
#include "web/metrics.hpp"
#include "web/stats_json.hpp"

#include <caf/result.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <array>
#include <chrono>
#include <string_view>

namespace muster {

namespace {

/// How long the statistics actor may take. Chosen: below the 10 s after which Prometheus gives a
/// scrape up, far above what it takes, and as long as clients wait for a page.
constexpr std::chrono::seconds figures_timeout{2};

constexpr const char* plain_text = "text/plain; charset=utf-8";
constexpr const char* json = "application/json";

page healthy() {
  return {200, json, "{\"status\":\"ok\"}\n"};
}

page not_found() {
  return {404, plain_text, "not found\n"};
}

page unavailable() {
  return {503, plain_text, "the statistics actor does not answer\n"};
}

page metrics(const figures& x) {
  return {200, std::string{exposition::content_type}, write_metrics(x, read_process_usage())};
}

page stats(const figures& x) {
  return {200, json, write_stats_json(x, read_process_usage())};
}

using figures_page = page (*)(const figures&);

caf::result<page> answer_with_figures(
    pages_actor::pointer self, const statistics_actor& statistics, figures_page render) {
  auto promise = self->make_response_promise<page>();
  self->request(statistics, figures_timeout, figures_query{})
      .then(
          [promise, render](const figures& x) mutable { promise.deliver(render(x)); },
          [promise](const caf::error&) mutable { promise.deliver(unavailable()); });
  return promise;
}

} // namespace

pages_actor::behavior_type pages(pages_actor::pointer self, const statistics_actor& statistics) {
  return {
      [self, statistics](const page_query& x) -> caf::result<page> {
        if (x.path == "/healthz")
          return healthy();
        if (x.path == "/metrics")
          return answer_with_figures(self, statistics, metrics);
        if (x.path == "/stats.json")
          return answer_with_figures(self, statistics, stats);
        return not_found();
      },
  };
}

} // namespace muster
