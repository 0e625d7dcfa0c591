// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "web/store_pages.hpp"

#include "actors/persistence/messages.hpp"
#include "actors/statistics/messages.hpp"
#include "web/json_pages.hpp"
#include "web/page_forms.hpp"

#include <caf/result.hpp>
#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <string>
#include <utility>

namespace muster {

namespace {

using pointer = store_pages_actor::stateful_pointer<store_pages_state>;
using promise = caf::typed_response_promise<page>;

/// How long a store from before takes to be put in order, about.
constexpr std::chrono::seconds sorting_pause{10};

/// When those who were refused a page may ask again.
constexpr std::chrono::seconds store_pause{1};

/// Asks the persistence actor and hands its answer to `use`. No other page is begun before that.
template <class Answer, class Query, class Use>
caf::result<page> ask_store(pointer self, Query query, const store_page_query& x, Use use) {
  auto answer = self->make_response_promise<page>();
  query.wanted_until = x.wanted_until;
  self->request(self->state.parts.persistence, answer_timeout, std::move(query))
      .await(
          [answer, use](const Answer& found) mutable { use(answer, found); },
          [answer](const caf::error&) mutable {
            answer.deliver(unavailable_page("the store does not answer"));
          });
  return answer;
}

/// A store that fails, or is being loaded, has what was saved last.
bool is_saving(const persistence_figures& x) {
  return x.state == store_state::saving;
}

page series_page(
    const stats_request& asked, const series_query& bounds, const series& found,
    const figures& now) {
  return asked.format == stats_format::csv
             ? public_page("text/csv; charset=utf-8", write_series_csv(asked, bounds, found, now))
             : public_page("application/json", write_series_json(asked, bounds, found, now));
}

/// Answers with what `make` makes of the figures.
template <class Make>
void answer_with_figures(pointer self, promise to, Make make) {
  self->request(self->state.parts.statistics, answer_timeout, figures_query{})
      .then(
          [to, make](const figures& now) mutable { to.deliver(make(now)); },
          [to](const caf::error&) mutable {
            to.deliver(unavailable_page("the statistics actor does not answer"));
          });
}

/// The past from the store and the present from the statistics, one after the other.
caf::result<page> answer(pointer self, const store_page_query& x, const stats_request& asked) {
  const auto bounds = to_series_query(asked, self->state.parts.clock.now());
  return ask_store<series>(
      self, bounds, x, [self, x, asked, bounds](promise& answer, const series& found) {
        answer_with_figures(self, answer, [x, asked, bounds, found](const figures& now) {
          return compressed(series_page(asked, bounds, found, now), x.asked);
        });
      });
}

caf::result<page> answer(pointer self, const store_page_query& x, const swarm_query& asked) {
  return ask_store<swarm_page>(
      self, list_query{asked}, x, [self, x, asked](promise& answer, const swarm_page& found) {
        if (found.is_being_sorted) {
          answer.deliver(busy_page("the swarms are being sorted", sorting_pause));
          return;
        }
        answer_with_figures(self, answer, [x, asked, found](const figures& now) {
          return write_list_page(x.asked, asked, found, is_saving(now.persistence));
        });
      });
}

caf::result<page> answer(pointer self, const store_page_query& x, const info_hash& swarm) {
  const swarm_query asked{.limit = 1, .prefix = to_hex(swarm)};
  return ask_store<swarm_page>(
      self, list_query{asked}, x,
      [](promise& answer, const swarm_page& found) { answer.deliver(write_swarm_page(found)); });
}

} // namespace

page refuse_store_page(const statistics_actor& statistics) {
  statistics_report report;
  report.store_pages_rejected = 1;
  caf::anon_send(statistics, report);
  return busy_page("too many pages wait for the store", store_pause);
}

page write_list_page(
    const page_query& x, const swarm_query& asked, const swarm_page& found, bool is_current) {
  return compressed(
      public_page("application/json", write_swarms_json(asked, found, is_current)), x);
}

page write_swarm_page(const swarm_page& found) {
  return found.rows.empty() ? json_page(write_error_json("no such swarm"), 404)
                            : public_page("application/json", write_swarm_json(found.rows.front()));
}

store_pages_actor::behavior_type store_pages(pointer self, const store_pages_parts& parts) {
  self->state.parts = parts;
  return {
      [self](const store_page_query& x) -> caf::result<page> {
        if (self->clock().now() >= x.wanted_until - answer_timeout / 2)
          return refuse_store_page(self->state.parts.statistics);
        return std::visit([&](const auto& wanted) { return answer(self, x, wanted); }, x.wanted);
      },
  };
}

} // namespace muster
