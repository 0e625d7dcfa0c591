// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "web/pages.hpp"

#include "actors/interfaces.hpp"
#include "actors/persistence/messages.hpp"
#include "actors/runtime/typed_message.hpp"
#include "actors/statistics/messages.hpp"
#include "web/assets.hpp"
#include "web/compression.hpp"
#include "web/exposition.hpp"
#include "web/health.hpp"
#include "web/json_pages.hpp"
#include "web/metrics.hpp"
#include "web/operator_pages.hpp"
#include "web/page_forms.hpp"
#include "web/stats_json.hpp"

#include <caf/result.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace muster {

namespace {

using pointer = pages_actor::stateful_pointer<pages_state>;

/// How often viewers are told the figures.
constexpr std::chrono::seconds live_pause{2};

constexpr std::string_view swarms_path = "/api/v1/swarms/";

/// Pages that are no assets and not below `/api/`.
constexpr std::array<std::string_view, 4> other_paths{
    "/healthz", "/readyz", "/metrics", "/stats.json"};

/// Why there are no figures.
constexpr const char* silence = "the statistics actor does not answer";

page mistaken(const parameter_mistake& x) {
  return json_page(write_mistake_json(x), 400);
}

// -- pages of figures -----------------------------------------------------------------------------

page metrics_page(const figures& x, std::uint64_t operator_refusals) {
  return {
      .content_type = std::string{exposition::content_type},
      .body = write_metrics(x, read_process_usage(), operator_refusals)};
}

page stats_json_page(const figures& x, std::uint64_t operator_refusals) {
  auto result = json_page(write_stats_json(x, read_process_usage(), operator_refusals));
  result.headers += "Access-Control-Allow-Origin: *\r\n";
  return result;
}

using figures_page = pages_state::figures_page;

auto find_wanted(pages_state& state, figures_page render, bool zipped) {
  return std::ranges::find_if(
      state.figures_pages, [&](const auto& x) { return x.render == render && x.zipped == zipped; });
}

void answer_waiting(pages_state& state, figures_page render, bool zipped, const page& made) {
  const auto i = find_wanted(state, render, zipped);
  auto waiting = std::move(i->waiting);
  state.figures_pages.erase(i);
  for (auto& x : waiting)
    x.deliver(made);
}

/// Answers with a page made of the figures: one for all who ask for it until they are there.
caf::result<page> answer_with_figures(pointer self, const page_query& asked, figures_page render) {
  auto& pages = self->state.figures_pages;
  const bool zipped = accepts_gzip(asked.accept_encoding);
  const auto answer = self->make_response_promise<page>();
  if (const auto i = find_wanted(self->state, render, zipped); i != pages.end()) {
    i->waiting.push_back(answer);
    return answer;
  }
  pages.push_back({render, zipped, {answer}});
  self->request(self->state.parts.statistics, answer_timeout, figures_query{})
      .then(
          [self, asked, render, zipped](const figures& x) {
            const auto& gate = self->state.parts.gate;
            const auto made = compressed(render(x, gate ? gate->refusals() : 0), asked);
            answer_waiting(self->state, render, zipped, made);
          },
          [self, render, zipped](const caf::error&) {
            answer_waiting(self->state, render, zipped, unavailable_page(silence));
          });
  return answer;
}

// -- pages of the past ----------------------------------------------------------------------------

void finish_store_page(pointer self, const kept_pages::key& what, const page& made) {
  if (self->state.store_pages.finish(what, made, self->clock().now()))
    self->delayed_send(self, kept_pages::lifetime, page_aged{});
}

/// Gives a page that was made just now, or one that is being made when it is ready. Else lets
/// `make` make it, unless too many are being made.
template <class Make>
caf::result<page>
answer_once(pointer self, const page_query& x, const store_page_wanted& wanted, Make make) {
  auto& pages = self->state.store_pages;
  const kept_pages::key what{wanted, accepts_gzip(x.accept_encoding)};
  auto answer = self->make_response_promise<page>();
  if (pages.answer(what, answer, self->clock().now()))
    return answer;
  const auto source = source_of(x.source);
  if (pages.being_made() == store_pages_max
      || pages.being_made_for(source) == store_pages_of_source_max) {
    answer.deliver(refuse_store_page(self->state.parts.statistics));
    return answer;
  }
  pages.begin(what, answer, source);
  make(what);
  return answer;
}

/// Lets the store pages make a page.
caf::result<page>
answer_from_store(pointer self, const page_query& x, const store_page_wanted& wanted) {
  if (!self->state.parts.store)
    return unavailable_page("this tracker keeps no history");
  return answer_once(self, x, wanted, [self, x](const kept_pages::key& what) {
    const store_page_query query{x, what.wanted, self->clock().now() + answer_timeout};
    self->request(self->state.parts.store, answer_timeout, query)
        .then(
            [self, what](const page& made) { finish_store_page(self, what, made); },
            [self, what](const caf::error&) {
              finish_store_page(self, what, unavailable_page("the store does not answer"));
            });
  });
}

/// Lets the list of a tracker without a store make a page.
template <class Render>
caf::result<page> answer_from_memory(
    pointer self, const page_query& x, const store_page_wanted& wanted, const swarm_query& part,
    Render render) {
  return answer_once(self, x, wanted, [self, part, render](const kept_pages::key& what) {
    const list_query query{part, self->clock().now() + answer_timeout};
    self->request(self->state.parts.live_swarms, answer_timeout, query)
        .then(
            [self, what, render](const swarm_page& found) {
              finish_store_page(self, what, render(found));
            },
            [self, what](const caf::error&) {
              finish_store_page(self, what, unavailable_page("the list of swarms does not answer"));
            });
  });
}

caf::result<page> stats_page(pointer self, const page_query& x) {
  if (wants_page(x.query, x.accept))
    return asset_page(*find_asset("/stats"), x);
  const auto parsed = parse_stats_request(x.query, x.accept);
  if (const auto* mistake = std::get_if<parameter_mistake>(&parsed))
    return mistaken(*mistake);
  const auto& asked = std::get<stats_request>(parsed);
  if (asked.format == stats_format::page)
    return asset_page(*find_asset("/stats"), x);
  return answer_from_store(self, x, asked);
}

caf::result<page> swarms_page(pointer self, const page_query& x) {
  const auto parsed = parse_swarm_query(x.query);
  if (const auto* mistake = std::get_if<parameter_mistake>(&parsed))
    return mistaken(*mistake);
  const auto& asked = std::get<swarm_query>(parsed);
  if (!self->state.parts.live_swarms)
    return answer_from_store(self, x, asked);
  return answer_from_memory(self, x, asked, asked, [x, asked](const swarm_page& found) {
    return write_list_page(x, asked, found, true);
  });
}

caf::result<page> single_swarm_page(pointer self, const page_query& x, std::string_view hex) {
  info_hash wanted;
  if (!parse_hex(hex, wanted))
    return mistaken({"info_hash", "40 hexadecimal digits"});
  if (!self->state.parts.live_swarms)
    return answer_from_store(self, x, wanted);
  return answer_from_memory(
      self, x, wanted, {.limit = 1, .prefix = to_hex(wanted)}, write_swarm_page);
}

// -- live figures ---------------------------------------------------------------------------------

void tell_viewers(pointer self, const figures& now) {
  auto& state = self->state;
  const auto at = std::chrono::steady_clock::now();
  const std::chrono::duration<double> passed = at - std::exchange(state.told_at, at);
  const auto before = std::exchange(state.told, now);
  // The first to look for a while is told no rates.
  const bool is_first = passed > 2 * live_pause;
  state.event =
      write_event("figures", write_live_json(is_first ? now : before, now, passed.count()));
  const caf::strong_actor_ptr me{self->ctrl()};
  for (const auto& x : state.viewers)
    x.door->enqueue(
        message_to<viewer_actor>(
            me, page_event{state.event}, caf::make_message_id(x.id).response_id()),
        nullptr);
}

void look_at_figures(pointer self) {
  self->request(self->state.parts.statistics, answer_timeout, figures_query{})
      .then([self](const figures& x) { tell_viewers(self, x); }, [](const caf::error&) {});
}

/// One tick is on its way at a time, whoever leaves and comes meanwhile.
void schedule_live_tick(pointer self) {
  if (!std::exchange(self->state.ticking, true))
    self->delayed_send(self, live_pause, live_tick{});
}

void on_live_tick(pointer self) {
  self->state.ticking = false;
  if (self->state.viewers.empty())
    return;
  schedule_live_tick(self);
  look_at_figures(self);
}

page turn_away(pointer self) {
  statistics_report report;
  report.viewers_rejected = 1;
  self->send(self->state.parts.statistics, report);
  return json_page(write_error_json("too many viewers"), 503);
}

/// Whether one more may look at live figures, in all and from this address.
bool admits_viewer(const pages_state& state, const address& source) {
  const auto& settings = state.parts.settings;
  const auto of_source =
      std::ranges::count(state.viewers, source_of(source), &pages_state::viewer::source);
  return state.viewers.size() < settings.viewers_max
         && of_source < std::ptrdiff_t{settings.viewers_per_address_max};
}

caf::result<page> live_page(pointer self, const page_query& x) {
  auto& state = self->state;
  if (x.is_head)
    return stream_page(); // nobody will look
  if (!admits_viewer(state, x.source))
    return turn_away(self);
  const auto& asked = *self->current_mailbox_element();
  if (state.viewers.empty()) {
    state.event.clear();
    look_at_figures(self);
  }
  schedule_live_tick(self);
  state.viewers.push_back(
      {asked.sender, asked.mid.request_id().integer_value(), source_of(x.source)});
  return stream_page(state.event); // what the others were told last
}

void forget(pointer self, const page_left& x) {
  const auto& door = self->current_mailbox_element()->sender;
  std::erase_if(self->state.viewers, [&](const auto& viewer) {
    return viewer.id == x.viewer && viewer.door == door;
  });
}

// -- routes ---------------------------------------------------------------------------------------

/// Answers with what `render` makes of the figures, or with `otherwise` if nobody tells them.
template <class Render>
caf::result<page> answer_from_figures(pointer self, const page& otherwise, Render render) {
  auto answer = self->make_response_promise<page>();
  self->request(self->state.parts.statistics, answer_timeout, figures_query{})
      .then(
          [answer, render](const figures& x) mutable { answer.deliver(render(x)); },
          [answer, otherwise](const caf::error&) mutable { answer.deliver(otherwise); });
  return answer;
}

caf::result<page> health_answer(pointer self) {
  return answer_from_figures(
      self, json_page(write_health_json(silence)),
      [clock = self->state.parts.clock](const figures& x) {
        return json_page(write_health_json(x.persistence, clock.now()));
      });
}

caf::result<page> readiness_answer(pointer self) {
  return answer_from_figures(
      self, unavailable_page(silence), [clock = self->state.parts.clock](const figures& x) {
        return json_page(
            write_health_json(x.persistence, clock.now()), is_ready(x.persistence) ? 200 : 503);
      });
}

caf::result<page> api_answer(pointer self, const page_query& x) {
  if (is_operator_path(x.path))
    return answer_operator(self, x);
  if (x.path == "/api/v1/swarms")
    return swarms_page(self, x);
  if (x.path.starts_with(swarms_path))
    return single_swarm_page(self, x, std::string_view{x.path}.substr(swarms_path.size()));
  if (x.path == "/api/v1/live")
    return live_page(self, x);
  if (const auto* found = find_asset(x.path))
    return asset_page(*found, x);
  return text_page(404, "not found\n");
}

caf::result<page> answer(pointer self, const page_query& x) {
  if (x.path == "/")
    return redirect_page("stats");
  if (x.path == "/healthz")
    return health_answer(self);
  if (x.path == "/readyz")
    return readiness_answer(self);
  if (x.path == "/metrics")
    return answer_with_figures(self, x, metrics_page);
  if (x.path == "/stats.json")
    return answer_with_figures(self, x, stats_json_page);
  if (x.path == "/stats")
    return stats_page(self, x);
  return api_answer(self, x);
}

} // namespace

bool is_page_path(std::string_view path) noexcept {
  return path.starts_with("/api/") || find_asset(path) != nullptr
         || std::ranges::find(other_paths, path) != other_paths.end();
}

pages_actor::behavior_type pages(pointer self, const pages_parts& parts) {
  self->state.parts = parts;
  if (parts.store) // one that fails is started again together with this one
    self->link_to(parts.store);
  return {
      [self](const page_query& x) { return answer(self, x); },
      [self](const page_left& x) { forget(self, x); },
      [self](const live_tick&) { on_live_tick(self); },
      [self](const page_aged&) { self->state.store_pages.forget(self->clock().now()); },
  };
}

} // namespace muster
