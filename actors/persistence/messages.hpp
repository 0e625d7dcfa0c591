// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/log/messages.hpp"
#include "actors/statistics/messages.hpp"
#include "net/protocol/timestamp.hpp"
#include "storage/history_samples.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/type_id.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Messages to the persistence actor, besides the answers of swarms.
namespace muster {

/// Time to try to open the store.
struct open_tick {};

/// Time to load the next swarms.
struct load_tick {};

/// Time to save what is new in the next shard of the swarm directory.
struct save_tick {
  /// Counts the ticks; a round at once makes the one that was due before pointless.
  std::uint64_t number = 0;
};

/// Time to get rid of samples that are too old.
struct prune_tick {};

/// Time to look whether swarms have answered.
struct answer_tick {};

/// Time to look whether the clock can be trusted by now.
struct clock_tick {};

/// An operator says that the clock is right. Crosses the operators' socket.
struct trust_clock {};

/// Asks for a whole round at once, as at the end of a run.
struct snapshot_now {};

/// Asks for a whole round, the last one of this run: it may take all of a processor, questions are
/// answered no more, and what matters less is written after what matters.
struct last_round {
  /// Whether clients are still served, so that it is only the beginning of what `false` completes.
  bool is_beginning = false;
};

/// Asks for a copy of the store in a folder that does not exist yet.
struct backup {
  std::string folder;
};

/// Says that something was done.
struct done {};

/// Asks for samples from `from` up to but not including `to`, of the tracker or of one swarm.
struct series_query {
  timestamp from{};
  timestamp to{};
  series_group group = series_group::minute;
  std::optional<muster::info_hash> info_hash = {};
  /// When the asker gives up: an answer that would come later costs no work.
  std::chrono::steady_clock::time_point wanted_until = std::chrono::steady_clock::time_point::max();
};

/// Samples of the tracker, or points of a swarm.
struct series {
  std::vector<tracker_sample> tracker;
  std::vector<swarm_point> swarm;
  /// The swarm as it was saved last, unless it has ended.
  std::optional<swarm_sample> latest;
};

/// Asks for a part of the list of swarms.
struct list_query {
  swarm_query part = {};
  /// When the asker gives up, as above.
  std::chrono::steady_clock::time_point wanted_until = std::chrono::steady_clock::time_point::max();
};

} // namespace muster

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::open_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::load_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::save_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::prune_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::answer_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::clock_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::snapshot_now)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::last_round)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::backup)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::done)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::series_query)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::series)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::list_query)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::swarm_page)

// The order is part of the operators' protocol, see actors/operator/messages.hpp.
CAF_BEGIN_TYPE_ID_BLOCK(muster_persistence, caf::id_block::muster_log::end)

CAF_ADD_TYPE_ID(muster_persistence, (muster::trust_clock))

CAF_END_TYPE_ID_BLOCK(muster_persistence)
