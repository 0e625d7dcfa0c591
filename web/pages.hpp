// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "actors/persistence/live_swarms.hpp"
#include "actors/runtime/tracker_clock.hpp"
#include "net/http/page.hpp"
#include "web/kept_pages.hpp"
#include "web/operator_gate.hpp"
#include "web/settings.hpp"
#include "web/store_pages.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

class log;

/// What the pages actor works with.
struct pages_parts {
  statistics_actor statistics;
  /// Makes pages of what the store knows, and ends with the pages actor. Null if nothing outlives
  /// the process.
  store_pages_actor store = {};
  tracker_clock clock = {};
  web_settings settings = {};
  /// The operator desk, and who is let in to it. Null if operators have no pages.
  operator_actor operators = {};
  std::shared_ptr<operator_gate> gate = {};
  /// Where who is not let in is noted. Outlives the actor.
  muster::log* log = nullptr;
  /// Who knows the list of swarms if nothing outlives the process.
  live_swarms_actor live_swarms = {};
};

/// What the pages actor keeps between its messages.
struct pages_state {
  static inline const char* name = "pages";

  /// Somebody who looks at live figures: a request of a network actor.
  struct viewer {
    caf::strong_actor_ptr door;
    std::uint64_t id = 0;
    address source;
  };

  /// Makes a page of figures, and of how often operators were refused.
  using figures_page = page (*)(const figures&, std::uint64_t);

  /// Who waits for the figures to get a page of them.
  struct figures_wanted {
    figures_page render = nullptr;
    bool zipped = false;
    std::vector<caf::typed_response_promise<page>> waiting;
  };

  pages_parts parts;
  std::vector<viewer> viewers;
  std::vector<figures_wanted> figures_pages;
  kept_pages store_pages;
  /// Whether a `live_tick` is on its way.
  bool ticking = false;
  /// The figures that viewers were told last, and when; their rates follow from the difference.
  figures told = {};
  std::chrono::steady_clock::time_point told_at = {};
  /// What they were told.
  std::string event = {};
};

/// Answers everything that is neither an announce nor a scrape:
///
/// | path | page |
/// |---|---|
/// | `/` | leads to `/stats` |
/// | `/healthz` | 200 while the process is alive; says whether something is amiss |
/// | `/readyz` | 200 when everything is loaded, else 503 |
/// | `/metrics` | the figures for Prometheus |
/// | `/stats.json` | the figures as JSON |
/// | `/stats` | the statistics page; as JSON or CSV the series that it draws |
/// | `/ui/…` | what the page consists of |
/// | `/api/v1/swarms`, `/api/v1/swarms/HASH` | the swarms |
/// | `/api/v1/live` | figures every two seconds, as server-sent events |
/// | `/actors`, `/api/v1/actors`, `/api/v1/swarms/HASH/peers` | what operators see, if they do |
/// | else | 404 |
///
/// A page is a 503 if the statistics or the persistence actor does not answer in time. What the
/// store knows is made by the store pages, at most `store_pages_max` at a time. A page is made once
/// for all who ask for the same meanwhile. Not on the path of an announce, so it may ask.
pages_actor::behavior_type
pages(pages_actor::stateful_pointer<pages_state> self, const pages_parts& parts);

/// Whether a path is that of a page, or is kept for pages to come.
/// @threadsafe
[[nodiscard]] bool is_page_path(std::string_view path) noexcept;

} // namespace muster
