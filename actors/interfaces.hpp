// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/figures.hpp"
#include "actors/log_record.hpp"
#include "net/protocol/announce.hpp"
#include "net/protocol/scrape.hpp"
#include "net/protocol/timestamp.hpp"
#include "storage/access_list.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include <memory>
#include <string>

// Every message that actors exchange. A message is a struct; its receiver is the section it is in.
namespace muster {

// -- to a swarm: one per torrent, run by the reactors ---------------------------------------------

/// Message 1 of an announce: a peer announces itself. Answered with `announced`.
struct announce {
  announce_request request;
  /// Time and randomness come from outside, so that a swarm does the same with the same messages.
  timestamp now{};
  std::uint32_t seed = 0;
};

/// Asks for the counts. Answered with `scraped`.
struct scrape {};

/// Asks to drop the peers that are silent for too long, and to end if none is left. Answered with
/// `swept` if anything changed.
struct sweep {
  timestamp now{};
};

// -- to a network actor: one per reactor ----------------------------------------------------------

/// Message 2 of an announce: the swarm's answer, and what the announce changed.
struct announced {
  announce_reply reply;
  swarm_changes changes;
};

/// The counts of one swarm.
struct scraped {
  scrape_entry entry;
};

/// A page for a browser or for monitoring.
struct page {
  std::uint16_t status = 200;
  std::string content_type;
  std::string body;
};

/// The access lists were read again and hold from now on.
struct access_lists_loaded {
  std::shared_ptr<const access_lists> lists;
};

/// Stop accepting, answer what is in flight, close.
struct stop_serving {};

// -- to the sweeper -------------------------------------------------------------------------------

/// Time to sweep the next slice of the swarm directory.
struct sweep_tick {};

/// What a sweep changed in one swarm.
struct swept {
  swarm_changes changes;
  std::uint32_t peers_expired = 0;
  bool ended = false;
};

using sweeper_actor = caf::typed_actor<caf::reacts_to<sweep_tick>, caf::reacts_to<swept>>;

// -- to the statistics actor ----------------------------------------------------------------------

/// Asks for the totals and gauges.
struct figures_query {};

using statistics_actor = caf::typed_actor<
    // Adds what a reactor or the sweeper saw; at most one report per sender and 100 ms.
    caf::reacts_to<statistics_report>,
    // Tells the totals and gauges.
    caf::replies_to<figures_query>::with<figures>>;

// -- to the logger --------------------------------------------------------------------------------

/// Open the log file anew, because it was moved away.
struct log_reopen {};

/// Time to tell what was left out of the log.
struct left_out_tick {};

using logger_actor = caf::typed_actor<
    // Writes one record, unless its event has come too often.
    caf::reacts_to<log_record>,
    // Opens the file again.
    caf::reacts_to<log_reopen>,
    // Writes how many records were left out.
    caf::reacts_to<left_out_tick>>;

// -- to the pages actor ---------------------------------------------------------------------------

/// A GET for something that is neither an announce nor a scrape.
struct page_query {
  std::string path;
};

using pages_actor = caf::typed_actor<
    // Renders a page; status 404 if there is none at that path.
    caf::replies_to<page_query>::with<page>>;

} // namespace muster

// Until muster spans several machines its messages stay in one process and need no serialisation.
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::announce)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::scrape)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::sweep)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::announced)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::scraped)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::page)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::access_lists_loaded)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::stop_serving)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::sweep_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::swept)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::statistics_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::figures_query)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::figures)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::log_record)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::log_reopen)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::left_out_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::page_query)
