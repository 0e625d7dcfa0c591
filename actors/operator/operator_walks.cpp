// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/operator/operator_walks.hpp"

#include "actors/log/log.hpp"
#include "actors/peers/peer_listing.hpp"
#include "actors/swarm/messages.hpp"
#include "actors/swarm/swarm_context.hpp"
#include "actors/swarm/swarm_walk.hpp"

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <utility>

namespace muster {

namespace {

/// Limits on what one answer holds, so that it fits a message (net/operator_link.hpp): a peer takes
/// 140 bytes of it at most, a swarm with its clients 400.
constexpr std::uint32_t peers_max = 100'000;
constexpr std::uint32_t rows_max = 100'000;

/// Swarms that the answer about one address names.
constexpr std::size_t swarms_of_address_max = 10'000;

/// Has an actor walk and passes on what it answers.
template <class Answer>
caf::result<Answer> walk(operator_desk_pointer self, walk_plan plan) {
  auto promise = self->make_response_promise<Answer>();
  const auto walker = self->spawn(swarm_walk, self->state.parts.context, std::move(plan));
  self->request(walker, caf::infinite, begin_walk{})
      .then(
          [promise](Answer& x) mutable { promise.deliver(std::move(x)); },
          [promise](const caf::error& x) mutable { promise.deliver(x); });
  return promise;
}

/// What a walk puts together.
struct collected_listings {
  peer_listings listings;
  std::size_t peers = 0;

  [[nodiscard]] bool is_full() const {
    return listings.swarms.size() >= swarms_of_address_max || peers >= peers_max;
  }

  void add(const swarm_answer& x) {
    const auto& found = std::get<peer_listing>(x);
    if (found.matching == 0)
      return;
    if (is_full()) {
      listings.is_cut = true;
      return;
    }
    auto& listing = listings.swarms.emplace_back(found);
    listing.peers.resize(std::min(listing.peers.size(), peers_max - peers));
    peers += listing.peers.size();
  }
};

walk_plan plan_to_kick(const operator_desk_parts& parts, const address& source) {
  auto dropped = std::make_shared<std::uint64_t>(0);
  walk_plan plan;
  plan.question = drop_peers{source};
  plan.on_answer = [dropped](const swarm_answer& x) {
    *dropped += std::get<peers_dropped>(x).peers;
  };
  plan.is_enough = [] {
    return false;
  };
  plan.on_end = [dropped, source, log = parts.log](std::size_t) {
    const auto count = std::to_string(*dropped);
    log->write(log_level::info, "kick_peers", {{"address", to_string(source)}, {"peers", count}});
    return caf::make_message(command_result{*dropped > 0, count + " peers dropped"});
  };
  return plan;
}

} // namespace

caf::result<swarm_listing> list_swarms(operator_desk_pointer self, const swarms_query& x) {
  auto page = std::make_shared<swarm_listing>();
  walk_plan plan;
  plan.first_shard = x.first_shard;
  plan.question = scrape{};
  plan.on_answer = [page](const swarm_answer& answer) {
    const auto& entry = std::get<scraped>(answer).entry;
    page->rows.push_back({entry.info_hash, entry.counts});
  };
  plan.is_enough = [page, enough = std::min(x.rows_max, rows_max)] {
    return page->rows.size() >= enough;
  };
  plan.on_end = [page](std::size_t next_shard) {
    page->next_shard = static_cast<std::uint32_t>(next_shard);
    return caf::make_message(std::move(*page));
  };
  return walk<swarm_listing>(self, std::move(plan));
}

caf::result<peer_listings> list_swarm(operator_desk_pointer self, const swarm_details_query& x) {
  const auto& parts = self->state.parts;
  const auto swarm = parts.context->directory.find(x.info_hash);
  if (!swarm)
    return peer_listings{};
  auto promise = self->make_response_promise<peer_listings>();
  const list_peers question{parts.clock.now(), std::min(x.peers_max, peers_max), {}};
  self->request(caf::actor_cast<swarm_actor>(swarm), caf::infinite, question)
      .then(
          [promise](peer_listing& answer) mutable {
            promise.deliver(peer_listings{{std::move(answer)}, false});
          },
          [promise](const caf::error& error) mutable { promise.deliver(error); });
  return promise;
}

caf::result<peer_listings> list_address(operator_desk_pointer self, const address_query& x) {
  const auto source = address::parse(x.address);
  if (!source)
    return peer_listings{};
  auto found = std::make_shared<collected_listings>();
  walk_plan plan;
  plan.question = list_peers{self->state.parts.clock.now(), peers_max, source};
  plan.on_answer = [found](const swarm_answer& answer) {
    found->add(answer);
  };
  plan.is_enough = [found] {
    return found->is_full();
  };
  plan.on_end = [found](std::size_t next_shard) {
    found->listings.is_cut |= next_shard != 0;
    return caf::make_message(std::move(found->listings));
  };
  return walk<peer_listings>(self, std::move(plan));
}

command_result kick(operator_desk_pointer self, const kick_swarm& x) {
  const auto& parts = self->state.parts;
  const auto swarm = parts.context->directory.find(x.info_hash);
  if (!swarm)
    return {false, "no such swarm"};
  caf::anon_send_exit(caf::actor_cast<caf::actor>(swarm), caf::exit_reason::kill);
  parts.log->write(log_level::info, "kick_swarm", {{"info_hash", to_hex(x.info_hash)}});
  return {true, "swarm ended; who announces again starts another"};
}

caf::result<command_result> kick(operator_desk_pointer self, const kick_address& x) {
  const auto source = address::parse(x.address);
  if (!source)
    return command_result{false, "expected an address"};
  return walk<command_result>(self, plan_to_kick(self->state.parts, *source));
}

} // namespace muster
