// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

// Every actor and every message. A message is a struct and stands beside the actor that takes it,
// in the `messages.hpp` of its room; an answer stands beside its question. Here are only names, so
// that who sends to one actor is not compiled again when a message of another one changes.
namespace muster {

// -- a swarm: one per torrent, run by the reactors (actors/swarm/messages.hpp) --------------------

struct announce;
struct announced;
struct drop_peers;
struct list_peers;
struct not_done;
struct peer_listing;
struct peers_dropped;
struct record_query;
struct recorded;
struct restore;
struct restored;
struct scrape;
struct scraped;
struct sweep;

/// Answers every question but an announce and a scrape with `not_done` if memory is short.
using swarm_actor = caf::typed_actor<
    // Message 1 of an announce; the answer is message 2.
    caf::replies_to<announce>::with<announced>,
    // Tells the counts.
    caf::replies_to<scrape>::with<scraped>,
    // Drops silent peers, and ends the swarm if none is left.
    caf::reacts_to<sweep>,
    // Tells what a restart shall not lose.
    caf::replies_to<record_query>::with<recorded>,
    // Takes back what was known before a restart.
    caf::replies_to<restore>::with<restored>,
    // Lists peers for operators.
    caf::replies_to<list_peers>::with<peer_listing>,
    // Drops the peers of one address.
    caf::replies_to<drop_peers>::with<peers_dropped>>;

// -- a network actor: one per reactor and door (actors/admission/messages.hpp)
// ---------------------

struct access_lists_loaded;
struct drain_serving;
struct drained;
struct stop_serving;

/// Gets an error in place of an answer if a swarm has no memory for it.
using door_actor = caf::typed_actor<
    // Message 2 of an announce: replies to the client.
    caf::reacts_to<announced>,
    // The counts of one swarm.
    caf::reacts_to<scraped>,
    // Lists that hold from the next announce on.
    caf::reacts_to<access_lists_loaded>,
    // Accepts no more clients, answers what is in flight, ends.
    caf::reacts_to<stop_serving>,
    // Accepts no more clients and answers 503; sends `drained` when the last one has gone.
    caf::reacts_to<drain_serving>>;

struct page;
struct page_event;

/// A network actor that asks for pages (net/http/page.hpp).
using viewer_actor = caf::typed_actor<
    // A page for a browser or for monitoring.
    caf::reacts_to<page>,
    // What is added to a page that stays open.
    caf::reacts_to<page_event>>;

// -- the sweeper (actors/swarm/messages.hpp) ------------------------------------------------------

struct sweep_tick;

using sweeper_actor = caf::typed_actor<
    // Sweeps the next slice of the swarm directory.
    caf::reacts_to<sweep_tick>>;

// -- the persistence actor (actors/persistence/messages.hpp) --------------------------------------

struct answer_tick;
struct backup;
struct clock_tick;
struct done;
struct last_round;
struct list_query;
struct load_tick;
struct open_tick;
struct prune_tick;
struct save_tick;
struct series;
struct series_query;
struct snapshot_now;
struct swarm_page;
struct tracker_sample;
struct trust_clock;

using persistence_actor = caf::typed_actor<
    // Opens the store, or tries again later.
    caf::reacts_to<open_tick>,
    // Sends some of the stored swarms to their actors.
    caf::reacts_to<load_tick>,
    // Counts a swarm as loaded.
    caf::reacts_to<restored>,
    // Asks the swarms of a shard that have news.
    caf::reacts_to<save_tick>,
    // Writes a swarm, when all of its shard have answered.
    caf::reacts_to<recorded>,
    // Goes on without a swarm that could not be loaded or recorded.
    caf::reacts_to<not_done>,
    // Keeps a sample.
    caf::reacts_to<tracker_sample>,
    // Prunes the history, a slice at a time.
    caf::reacts_to<prune_tick>,
    // Answers when everything that was new has been written.
    caf::replies_to<snapshot_now>::with<done>,
    // The same, and does nothing else any more.
    caf::replies_to<last_round>::with<done>,
    // Goes on without swarms that do not answer.
    caf::reacts_to<answer_tick>,
    // Believes the clock.
    caf::replies_to<trust_clock>::with<done>,
    // Believes the clock if nothing speaks against it any more.
    caf::reacts_to<clock_tick>,
    // Copies the store.
    caf::replies_to<backup>::with<done>,
    // Reads the history.
    caf::replies_to<series_query>::with<series>,
    // Reads a part of the list of swarms.
    caf::replies_to<list_query>::with<swarm_page>>;

// -- the list of swarms of a tracker without a store (actors/persistence/live_swarms.hpp) ---------

using live_swarms_actor = caf::typed_actor<
    // Reads a part of the list of swarms; an error if too many wait for it.
    caf::replies_to<list_query>::with<swarm_page>>;

// -- the statistics actor (actors/statistics/messages.hpp) ----------------------------------------

struct figures;
struct figures_query;
struct persistence_figures;
struct sample_tick;
struct statistics_report;
struct totals_loaded;

using statistics_actor = caf::typed_actor<
    // Adds what a reactor saw; at most one report per reactor and 100 ms.
    caf::reacts_to<statistics_report>,
    // Takes over what earlier runs counted.
    caf::reacts_to<totals_loaded>,
    // Takes over how the persistence actor is.
    caf::reacts_to<persistence_figures>,
    // Sends a sample of the last minute to the persistence actor.
    caf::reacts_to<sample_tick>,
    // Tells the totals and gauges.
    caf::replies_to<figures_query>::with<figures>>;

// -- the supervisor (actors/runtime/messages.hpp) -------------------------------------------------

struct restart;

using supervisor_actor = caf::typed_actor<
    // Starts an actor that has failed.
    caf::reacts_to<restart>>;

// -- the logger (actors/log/messages.hpp) ---------------------------------------------------------

struct left_out_tick;
struct log_page;
struct log_query;
struct log_record;
struct log_reopen;

using logger_actor = caf::typed_actor<
    // Writes one record, unless its event has come too often.
    caf::reacts_to<log_record>,
    // Opens the file anew, because it was moved away.
    caf::reacts_to<log_reopen>,
    // Writes how many records were left out.
    caf::reacts_to<left_out_tick>,
    // Reads the last lines, or waits for the next one.
    caf::replies_to<log_query>::with<log_page>>;

// -- the pages actor (net/http/page.hpp) ----------------------------------------------------------

struct live_tick;
struct page_aged;
struct page_left;
struct page_query;

using pages_actor = caf::typed_actor<
    // Renders a page; status 404 if there is none at that path.
    caf::replies_to<page_query>::with<page>,
    // Forgets a viewer of the sender.
    caf::reacts_to<page_left>,
    // Sends an event to all who look at live figures.
    caf::reacts_to<live_tick>,
    // Drops a page that is as old as it may get.
    caf::reacts_to<page_aged>>;

// -- the operator desk (actors/operator/messages.hpp): musterctl's questions ----------------------

struct actor_list;
struct actors_query;
struct address_query;
struct allow_torrent;
struct change_log_level;
struct command_result;
struct configuration_query;
struct configuration_text;
struct deny_torrent;
struct drain;
struct kick_address;
struct kick_swarm;
struct peer_listings;
struct request_backup;
struct request_snapshot;
struct status_query;
struct status_report;
struct swarm_details_query;
struct swarm_listing;
struct swarms_query;

// -- the operator desk: from the tracker itself ---------------------------------------------------

struct configuration_loaded;
struct serving_began;

using operator_actor = caf::typed_actor<
    // Tells how the tracker is, what its actors do, and which configuration holds.
    caf::replies_to<status_query>::with<status_report>,
    caf::replies_to<actors_query>::with<actor_list>,
    caf::replies_to<configuration_query>::with<configuration_text>,
    // Lists swarms, the peers of one, and the peers of one address in all.
    caf::replies_to<swarms_query>::with<swarm_listing>,
    caf::replies_to<swarm_details_query>::with<peer_listings>,
    caf::replies_to<address_query>::with<peer_listings>,
    // Reads the log, and changes how much of it there is.
    caf::replies_to<log_query>::with<log_page>,
    caf::replies_to<change_log_level>::with<command_result>,
    // Refuses or admits announces of a torrent.
    caf::replies_to<deny_torrent>::with<command_result>,
    caf::replies_to<allow_torrent>::with<command_result>,
    // Ends a swarm with all its peers; drops the peers of one address from all swarms.
    caf::replies_to<kick_swarm>::with<command_result>,
    caf::replies_to<kick_address>::with<command_result>,
    // Saves everything; copies the store; believes the clock.
    caf::replies_to<request_snapshot>::with<command_result>,
    caf::replies_to<request_backup>::with<command_result>,
    caf::replies_to<trust_clock>::with<command_result>,
    // Stops accepting, answers 503, and ends the tracker when the last client has gone.
    caf::replies_to<drain>::with<command_result>,
    // New lists from the files; the network actors get them with what operators have changed.
    caf::reacts_to<access_lists_loaded>,
    // Network actors that serve, the configuration that holds, and a network actor without clients.
    caf::reacts_to<serving_began>, caf::reacts_to<configuration_loaded>, caf::reacts_to<drained>>;

} // namespace muster
