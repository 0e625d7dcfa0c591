// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "actors/runtime/tracker_clock.hpp"
#include "net/http/page.hpp"
#include "web/page_parameters.hpp"

#include <chrono>
#include <cstddef>
#include <variant>

namespace muster {

/// How long another actor may take. Chosen: below the 10 s after which Prometheus gives a scrape
/// up, far above what it takes, and as long as clients wait for a page.
inline constexpr std::chrono::seconds answer_timeout{2};

/// Pages that wait for the store at a time; more are refused. Chosen: those of a dozen people who
/// open the statistics at once, and made in half of the time that clients wait.
inline constexpr std::size_t store_pages_max = 32;

/// Those of them that one source (an IPv4 address or an IPv6 /64) may have asked for, whether it
/// still waits or not. Chosen: more than the statistics page asks for at once, a share of all.
inline constexpr std::size_t store_pages_of_source_max = store_pages_max / 4;

/// A series, a list of swarms, or one swarm.
using store_page_wanted = std::variant<stats_request, swarm_query, info_hash>;

/// Asks for a page of what the store knows.
struct store_page_query {
  page_query asked;
  store_page_wanted wanted;
  /// When nobody waits for it any more.
  std::chrono::steady_clock::time_point wanted_until{};
};

using store_pages_actor = caf::typed_actor<caf::replies_to<store_page_query>::with<page>>;

/// What the actor works with.
struct store_pages_parts {
  statistics_actor statistics;
  persistence_actor persistence;
  tracker_clock clock = {};
};

/// What the actor keeps between its messages.
struct store_pages_state {
  static inline const char* name = "store_pages";

  store_pages_parts parts;
};

/// Refuses a page because too many wait for the store, and counts that.
[[nodiscard]] page refuse_store_page(const statistics_actor& statistics);

/// A part of the list of swarms.
/// @param is_current  as in `write_swarms_json`.
[[nodiscard]] page write_list_page(
    const page_query& x, const swarm_query& asked, const swarm_page& found, bool is_current);

/// The first swarm of a list; 404 if it is empty.
[[nodiscard]] page write_swarm_page(const swarm_page& found);

/// Makes the pages of the past and of the list of swarms, one after the other: the store has one
/// question of it at a time, so that saving never waits for more. A page whose turn comes when half
/// of the time has passed would be late, and so would all behind it: it is refused instead.
///
/// To be spawned detached: half a megabyte is written and compressed, while the pages actor goes on
/// to tell how the tracker is.
store_pages_actor::behavior_type store_pages(
    store_pages_actor::stateful_pointer<store_pages_state> self, const store_pages_parts& parts);

} // namespace muster

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::store_page_query)
