// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/peers/peer_listing.hpp"
#include "actors/swarm/messages.hpp"

#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/response_promise.hpp>
#include <caf/stateful_actor.hpp>

#include <cstddef>
#include <functional>
#include <utility>
#include <variant>

namespace muster {

struct swarm_context;

/// Questions of walks, and their answers.
using swarm_question = std::variant<scrape, list_peers, drop_peers>;
using swarm_answer = std::variant<scraped, peer_listing, peers_dropped>;

/// What a walk asks, and what becomes of the answers. The functions run on the walking actor.
struct walk_plan {
  std::size_t first_shard = 0;
  /// Sent to every swarm, which answers exactly once.
  swarm_question question;
  std::function<void(const swarm_answer&)> on_answer;
  /// Says whether the walk may end before its last shard; asked between shards.
  std::function<bool()> is_enough;
  /// Makes the answer of the walk.
  /// @param next_shard  where another walk goes on; 0 if this one came to its end.
  std::function<caf::message(std::size_t next_shard)> on_end;
};

/// Begin to walk. Answered with what `on_end` makes.
struct begin_walk {};

/// What a walk keeps between its messages.
struct swarm_walk_state {
  static inline const char* name = "swarm_walk";

  walk_plan plan;
  caf::response_promise promise;
  std::size_t shard = 0;
  /// Answers that are missing of this shard.
  std::size_t missing = 0;
  /// Shard and missing answers when they were last looked at.
  std::pair<std::size_t, std::size_t> seen = {};
};

/// Asks all swarms one question, a shard of the directory after the other, so that no more than
/// that is in memory or in mailboxes at once. Ends itself.
///
/// @param context  outlives the actor.
caf::behavior swarm_walk(
    caf::stateful_actor<swarm_walk_state>* self, const swarm_context* context, walk_plan plan);

} // namespace muster
