// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/log/log_record.hpp"
#include "actors/operator/operator_answers.hpp"
#include "actors/runtime/shared_text.hpp"
#include "actors/statistics/figures.hpp"
#include "net/protocol/announce.hpp"
#include "net/protocol/scrape.hpp"
#include "net/protocol/timestamp.hpp"
#include "storage/access_list.hpp"
#include "storage/history_samples.hpp"
#include "storage/swarm_record.hpp"

#include <caf/actor.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// Every message that actors exchange. A message is a struct; its receiver is the section it is in.
namespace muster {

// -- to a swarm: one per torrent, run by the reactors ---------------------------------------------

/// Message 1 of an announce: a peer announces itself. Answered with `announced`.
struct announce {
  announce_request request;
  /// Time and randomness come from outside, so that a swarm does the same with the same messages.
  timestamp now{};
  std::uint32_t seed = 0;
  /// Whether nobody is to be told of the peer, because of its port.
  bool is_hidden = false;
};

/// Asks for the counts. Answered with `scraped`.
struct scrape {};

/// Asks to drop the peers that are silent for too long, and to end if none is left.
struct sweep {
  timestamp now{};
  /// If the only peer was last seen before that, it has to go: memory is short.
  timestamp oldest_alone{};
  /// What this message is about. A swarm looks at some of its peers and sends itself another one.
  unswept_peers rest = {};
};

/// Asks for what is to be kept over a restart. Answered with `recorded`.
struct record_query {
  /// Comes back with the answer, so that one which is late is known for that.
  std::uint32_t number = 0;
};

/// Brings back what was known before a restart. Answered with `restored`.
struct restore {
  swarm_record record;
  timestamp now{};
};

/// Asks who its peers are, or those of one address. Answered with `peer_listing`.
struct list_peers {
  timestamp now{};
  std::uint32_t peers_max = 0;
  std::optional<address> source;
};

/// Asks to drop the peers of one address. Answered with `peers_dropped`.
struct drop_peers {
  address source;
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
  shared_text body = {};
  /// More headers of HTTP, as complete lines.
  std::string headers = {};
  /// Whether `page_event`s with the same request id will follow.
  bool open_ended = false;
};

/// What is added to an open-ended page. `page_left` says that nobody looks at it any more.
struct page_event {
  std::string text;
};

/// The access lists were read again and hold from now on.
struct access_lists_loaded {
  std::shared_ptr<const access_lists> lists;
};

/// Stop accepting, answer what is in flight, close.
struct stop_serving {};

/// Stop accepting, answer whatever is asked from now on with 503. Answered with `drained` when the
/// last client has gone; to the one who asked last, if it is asked again before that.
struct drain_serving {};

// -- to the sweeper -------------------------------------------------------------------------------

/// Time to sweep the next slice of the swarm directory.
struct sweep_tick {};

using sweeper_actor = caf::typed_actor<caf::reacts_to<sweep_tick>>;

// -- to the persistence actor ---------------------------------------------------------------------

/// Time to try to open the store.
struct open_tick {};

/// Time to load the next swarms.
struct load_tick {};

/// A swarm has taken back what was known of it.
struct restored {};

/// Time to save what is new in the next shard of the swarm directory.
struct save_tick {
  /// Which one of all; a round at once makes the one that was due before pointless.
  std::uint64_t number = 0;
};

/// What is to be known of a swarm after a restart.
struct recorded {
  muster::info_hash info_hash;
  swarm_record record = {};
  swarm_counts counts = {};
  /// Whether the counts are other than when it was last recorded.
  bool counts_have_changed = false;
  /// Whether the swarm has ended; then there is nothing else to know.
  bool ended = false;
  /// That of the `record_query`.
  std::uint32_t number = 0;
};

/// A swarm could not do what a walk or the persistence actor asked, for want of memory: the answer
/// in place of `recorded`, `restored`, `scraped`, `peer_listing` and `peers_dropped`. What it
/// has is as it was.
struct not_done {};

/// Time to get rid of samples that are too old.
struct prune_tick {};

/// Asks for a whole round at once, as at the end of a run.
struct snapshot_now {};

/// Asks for a whole round, the last one of this run: it may take all of a processor, questions are
/// answered no more, and what matters less is written after what matters.
struct last_round {
  /// Whether clients are still served, so that it is only the beginning of what `false` completes.
  bool is_beginning = false;
};

/// Time to look whether swarms have answered.
struct answer_tick {};

/// An operator says that the clock is right.
struct trust_clock {};

/// Time to look whether the clock can be trusted by now.
struct clock_tick {};

/// Asks for a copy of the store in a folder that does not exist yet.
struct backup {
  std::string folder;
};

/// Says that something was done.
struct done {};

/// Asks for what was sampled from `from` up to but not including `to`, of the tracker or one swarm.
struct series_query {
  timestamp from{};
  timestamp to{};
  series_group group = series_group::minute;
  std::optional<muster::info_hash> info_hash = {};
  /// When whoever asks gives up: an answer that would come later costs no work.
  std::chrono::steady_clock::time_point wanted_until = std::chrono::steady_clock::time_point::max();
};

/// Asks for a part of the list of swarms.
struct list_query {
  swarm_query part = {};
  /// As above.
  std::chrono::steady_clock::time_point wanted_until = std::chrono::steady_clock::time_point::max();
};

/// Samples of the tracker, or points of a swarm.
struct series {
  std::vector<tracker_sample> tracker;
  std::vector<swarm_point> swarm;
  /// The swarm as it was saved last, unless it has ended.
  std::optional<swarm_sample> latest;
};

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
    // Same, and does nothing else from now on.
    caf::replies_to<last_round>::with<done>,
    // Goes on without swarms that do not answer.
    caf::reacts_to<answer_tick>,
    // Takes the time for what the clock says.
    caf::replies_to<trust_clock>::with<done>,
    // Same, if nothing speaks against it any more.
    caf::reacts_to<clock_tick>,
    // Copies the store.
    caf::replies_to<backup>::with<done>,
    // Tells the past.
    caf::replies_to<series_query>::with<series>,
    // Tells a part of the list of swarms.
    caf::replies_to<list_query>::with<swarm_page>>;

// -- to the statistics actor ----------------------------------------------------------------------

/// Asks for the totals and gauges.
struct figures_query {};

/// What was counted in earlier runs.
struct totals_loaded {
  statistics_report totals;
};

/// Time to sample the minute that has ended.
struct sample_tick {};

using statistics_actor = caf::typed_actor<
    // Adds what a reactor saw; at most one report per reactor and 100 ms.
    caf::reacts_to<statistics_report>,
    // Takes over what earlier runs counted.
    caf::reacts_to<totals_loaded>,
    // Takes over how the persistence actor is.
    caf::reacts_to<persistence_figures>,
    // Sends a sample to the persistence actor.
    caf::reacts_to<sample_tick>,
    // Tells the totals and gauges.
    caf::replies_to<figures_query>::with<figures>>;

// -- to the supervisor ----------------------------------------------------------------------------

/// Time to start an actor again that has failed.
struct restart {
  std::size_t index = 0;
};

using supervisor_actor = caf::typed_actor<caf::reacts_to<restart>>;

// -- to the logger --------------------------------------------------------------------------------

/// Open the log file anew, because it was moved away.
struct log_reopen {};

/// Time to tell what was left out of the log.
struct left_out_tick {};

/// Asks for lines of the log. If there is none yet, the answer comes with the next one.
struct log_query {
  /// The first line wanted, as the last answer told it; 0: the oldest that is kept.
  std::uint64_t from = 0;
  /// Lines of less weight are left out.
  std::string level = "debug";
  bool json = false;
  /// Whether to wait for a line if there is none.
  bool waits = false;
};

using logger_actor = caf::typed_actor<
    // Writes one record, unless its event has come too often.
    caf::reacts_to<log_record>,
    // Opens the file again.
    caf::reacts_to<log_reopen>,
    // Writes how many records were left out.
    caf::reacts_to<left_out_tick>,
    // Tells the last lines, or waits for the next one.
    caf::replies_to<log_query>::with<log_page>>;

// -- to the pages actor ---------------------------------------------------------------------------

/// A GET for something that is neither an announce nor a scrape.
struct page_query {
  std::string path;
  /// What is behind the `?`, still encoded.
  std::string query = {};
  /// Headers of HTTP, as they came; empty: none.
  std::string accept = {};
  std::string accept_encoding = {};
  std::string if_none_match = {};
  std::string authorization = {};
  /// Who asks.
  address source = {};
  /// Whether only the headers are wanted.
  bool is_head = false;
};

/// Whoever asked for an open-ended page has left it.
struct page_left {
  /// The id of the request.
  std::uint64_t viewer = 0;
};

/// Time to tell those who look at live figures.
struct live_tick {};

/// A page that is kept for whoever asks for the same is as old as it may get.
struct page_aged {};

using pages_actor = caf::typed_actor<
    // Renders a page; status 404 if there is none at that path.
    caf::replies_to<page_query>::with<page>,
    // Forgets a viewer of the sender.
    caf::reacts_to<page_left>,
    // Sends an event to all who look at live figures.
    caf::reacts_to<live_tick>, caf::reacts_to<page_aged>>;

// -- to the operator: musterctl's questions (actors/operator/operator_types.hpp)
// ---------------------------

/// How is the tracker?
struct status_query {};

/// What do the actors do?
struct actors_query {};

/// Which swarms are there? Tells those of one shard of the directory after the other.
struct swarms_query {
  std::uint32_t first_shard = 0;
  /// No more shards once there are so many.
  std::uint32_t rows_max = 0;
};

/// Who is in one swarm?
struct swarm_details_query {
  muster::info_hash info_hash;
  std::uint32_t peers_max = 0;
};

/// In which swarms are the peers of one address?
struct address_query {
  std::string address;
};

/// From now on log what has this weight.
struct change_log_level {
  std::string level;
};

/// From now on refuse announces of a torrent.
struct deny_torrent {
  muster::info_hash info_hash;
};

/// From now on admit announces of a torrent.
struct allow_torrent {
  muster::info_hash info_hash;
};

/// End a swarm, with all its peers.
struct kick_swarm {
  muster::info_hash info_hash;
};

/// Drop the peers of one address from all swarms.
struct kick_address {
  std::string address;
};

/// Write a snapshot now.
struct request_snapshot {};

/// Write a copy of the store to a folder.
struct request_backup {
  /// An absolute path; empty: a folder with the time as its name, in the data directory.
  std::string folder;
};

/// Which configuration holds?
struct configuration_query {};

/// Stop accepting, answer 503, and end when the last client has gone.
struct drain {};

// -- to the operator: from the tracker itself -----------------------------------------------------

/// How many peers were dropped from one swarm.
struct peers_dropped {
  std::uint32_t peers = 0;
};

/// These network actors serve from now on.
struct serving_began {
  std::vector<caf::actor> servers;
};

/// The configuration was read again.
struct configuration_loaded {
  std::string text;
};

/// A network actor has no client any more.
struct drained {};

using operator_actor = caf::typed_actor<
    caf::replies_to<status_query>::with<status_report>,
    caf::replies_to<actors_query>::with<actor_list>,
    caf::replies_to<swarms_query>::with<swarm_listing>,
    caf::replies_to<swarm_details_query>::with<peer_listings>,
    caf::replies_to<address_query>::with<peer_listings>, caf::replies_to<log_query>::with<log_page>,
    caf::replies_to<change_log_level>::with<command_result>,
    caf::replies_to<deny_torrent>::with<command_result>,
    caf::replies_to<allow_torrent>::with<command_result>,
    caf::replies_to<kick_swarm>::with<command_result>,
    caf::replies_to<kick_address>::with<command_result>,
    caf::replies_to<request_snapshot>::with<command_result>,
    caf::replies_to<request_backup>::with<command_result>,
    caf::replies_to<trust_clock>::with<command_result>,
    caf::replies_to<configuration_query>::with<configuration_text>,
    caf::replies_to<drain>::with<command_result>,
    // New lists from the files; the network actors get them with what operators have changed.
    caf::reacts_to<access_lists_loaded>, caf::reacts_to<serving_began>,
    caf::reacts_to<configuration_loaded>, caf::reacts_to<drained>>;

} // namespace muster

#include "actors/operator/operator_types.hpp"
#include "actors/swarm/local_messages.hpp"
