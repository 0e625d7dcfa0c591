// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/peers/peer_set.hpp"

#include "actors/peers/peer_selection.hpp"
#include "actors/peers/stored_peers.hpp"

#include <algorithm>

namespace muster {

namespace {

template <family Family>
peer_record<Family> make_record(const announce_request& request, const announce_terms& terms) {
  peer_record<Family> result;
  const auto address = request.source.bytes();
  const auto port = std::copy(address.begin(), address.end(), result.endpoint.begin());
  port[0] = static_cast<std::uint8_t>(request.port >> 8);
  port[1] = static_cast<std::uint8_t>(request.port & 0xff);
  result.peer_id = request.peer_id;
  result.last_seen = terms.now;
  result.is_private = is_private(request.source);
  result.is_hidden = terms.is_hidden;
  if (request.left == 0)
    result.role = peer_role::seeder;
  else if (request.event == announce_event::paused)
    result.role = peer_role::paused;
  return result;
}

/// How many peers of the other family go into a reply: a quarter, or what the own family leaves.
std::uint32_t other_share(std::uint32_t numwant, std::uint32_t own, std::uint32_t other) {
  const auto left_over = numwant - std::min(numwant, own);
  return std::min(other, std::max(numwant / 4, left_over));
}

template <family Family>
bool has_departed(const peer_record<Family>& x, std::span<const endpoint> departed) {
  return !departed.empty()
         && std::find(departed.begin(), departed.end(), endpoint_of(x)) != departed.end();
}

constexpr family other(family x) {
  return x == family::ipv4 ? family::ipv6 : family::ipv4;
}

} // namespace

template <family Family>
const peer_table<Family>& peer_set::table() const noexcept {
  if constexpr (Family == family::ipv4) {
    return ipv4_;
  } else {
    static const peer_table<family::ipv6> none;
    return ipv6_ ? *ipv6_ : none;
  }
}

template <family Family>
peer_table<Family>& peer_set::writable_table() {
  if constexpr (Family == family::ipv4) {
    return ipv4_;
  } else {
    if (!ipv6_)
      ipv6_ = std::make_unique<peer_table<family::ipv6>>();
    return *ipv6_;
  }
}

announce_reply peer_set::announce(
    const announce_request& request, const announce_terms& terms, swarm_changes& changes) {
  return request.source.family() == family::ipv4
             ? announce_to<family::ipv4>(request, terms, changes)
             : announce_to<family::ipv6>(request, terms, changes);
}

template <family Family>
announce_reply peer_set::announce_to(
    const announce_request& request, const announce_terms& terms, swarm_changes& changes) {
  const auto peer = make_record<Family>(request, terms);
  const bool was_empty = empty();
  const auto before = table<Family>().population();
  const auto self = enlist(peer, request, terms, changes);
  // All of that before there is a reply, for which there may be no memory.
  changes.population[index_of(Family)] = difference(table<Family>().population(), before);
  changes.active = active_change(was_empty);
  announce_reply reply;
  reply.counts = counts();
  if (request.event == announce_event::stopped)
    return reply;
  const bool is_listed = self != not_in_table;
  if (!is_listed && request.unless_known != refusal::none) {
    reply.refused = request.unless_known;
    return reply;
  }
  reply.listed = is_listed;
  reply.hidden = is_listed && terms.is_hidden;
  const peer_selection selection{peer.role,    peer.is_private, request.with_peer_ids,   terms.seed,
                                 peer.peer_id, request.port,    terms.external_addresses};
  const auto& others = table<other(Family)>();
  const auto of_own = selectable(table<Family>(), selection, self);
  const auto of_others = selectable(others, selection, not_in_table);
  const bool shows_others = !request.own_family_only;
  const auto share =
      shows_others ? other_share(request.numwant, of_own.count(), of_others.count()) : 0;
  reply.leaves_out_private =
      request.numwant > 0
      && (of_own.leaves_out_private || (shows_others && of_others.leaves_out_private));
  if (of_own.count() > 0)
    select_peers(table<Family>(), selection, of_own, request.numwant - share, reply);
  if (share > 0)
    select_peers(others, selection, of_others, share, reply);
  return reply;
}

template <family Family>
std::uint32_t peer_set::enlist(
    const peer_record<Family>& peer, const announce_request& request, const announce_terms& terms,
    swarm_changes& changes) {
  const auto position = table<Family>().find(peer);
  if (request.event == announce_event::stopped) {
    if (position)
      writable_table<Family>().erase(*position);
    return not_in_table;
  }
  if (position)
    return renew(*position, peer, terms.downloads, changes);
  return request.unless_known == refusal::none ? admit(peer, terms, changes) : not_in_table;
}

template <family Family>
std::uint32_t peer_set::admit(
    const peer_record<Family>& peer, const announce_terms& terms, swarm_changes& changes) {
  // Private sources have no limit.
  const auto places = peer.is_private ? typename peer_table<Family>::source_places{}
                                      : table<Family>().places_of_source(peer);
  if (places.count >= terms.peers_per_address_max) {
    // Its client may have come back on another port, again and again. Of those that were seen in
    // this very second none is silent.
    if (table<Family>()[places.longest_silent].last_seen >= peer.last_seen)
      return not_in_table;
    writable_table<Family>().erase(places.longest_silent);
    ++changes.displaced;
  } else if (!terms.has_room) {
    return not_in_table;
  }
  return writable_table<Family>().insert(peer);
}

template <family Family>
std::uint32_t peer_set::renew(
    std::uint32_t position, const peer_record<Family>& peer, const swarm_downloads& downloads,
    swarm_changes& changes) {
  const auto& known = table<Family>()[position];
  auto renewed = peer;
  renewed.completed = known.completed;
  // Clients differ in when they send `completed`, some never do. What counts is that a peer that
  // was known without the full download has it now, and that only once, whichever addresses its
  // client announces from.
  if (known.role != peer_role::seeder && peer.role == peer_role::seeder && !known.completed) {
    renewed.completed = true;
    const bool is_new = downloads.note(peer.peer_id);
    completed_count_ += std::uint32_t{is_new};
    changes.completed[index_of(Family)] += std::uint32_t{is_new};
  }
  return writable_table<Family>().update(position, renewed);
}

std::uint32_t peer_set::expire(timestamp oldest, unswept_peers& rest, swarm_changes& changes) {
  const bool was_empty = empty();
  auto left = peers_per_slice;
  auto result = expire_in<family::ipv4>(oldest, rest, left, changes);
  if (ipv6_)
    result += expire_in<family::ipv6>(oldest, rest, left, changes);
  else
    rest.front[index_of(family::ipv6)] = 0;
  if (ipv6_ && ipv6_->size() == 0)
    ipv6_.reset();
  changes.active = active_change(was_empty);
  return result;
}

template <family Family>
std::uint32_t peer_set::expire_in(
    timestamp oldest, unswept_peers& rest, std::uint32_t& left, swarm_changes& changes) {
  auto& front = rest.front[index_of(Family)];
  if (front == 0)
    return 0;
  auto& peers = writable_table<Family>();
  const auto before = peers.population();
  const auto size_before = peers.size();
  const auto end = std::min(front, size_before);
  front = end - std::min(end, left);
  left -= end - front;
  peers.expire(oldest, front, end);
  if (front == 0)
    peers.give_back();
  changes.population[index_of(Family)] = difference(peers.population(), before);
  return size_before - peers.size();
}

bool peer_set::evict(timestamp oldest, swarm_changes& changes) {
  unswept_peers all;
  return size() == 1 && expire(oldest, all, changes) == 1;
}

std::uint32_t peer_set::drop(const address& source, swarm_changes& changes) {
  const bool was_empty = empty();
  const auto result = source.family() == family::ipv4 ? drop_in<family::ipv4>(source, changes)
                                                      : drop_in<family::ipv6>(source, changes);
  changes.active = active_change(was_empty);
  return result;
}

template <family Family>
std::uint32_t peer_set::drop_in(const address& source, swarm_changes& changes) {
  const auto before = table<Family>().population();
  const auto size_before = table<Family>().size();
  // Backwards: a record that fills the gap comes from behind and has been looked at.
  for (auto i = size_before; i > 0; --i)
    if (std::ranges::equal(
            std::span{table<Family>()[i - 1].endpoint}.first(source.bytes().size()),
            source.bytes()))
      writable_table<Family>().erase(i - 1);
  changes.population[index_of(Family)] = difference(table<Family>().population(), before);
  return size_before - table<Family>().size();
}

void peer_set::clear(swarm_changes& changes) {
  changes.population[index_of(family::ipv4)] = difference({}, table<family::ipv4>().population());
  changes.population[index_of(family::ipv6)] = difference({}, table<family::ipv6>().population());
  const bool was_empty = empty();
  ipv4_.clear();
  ipv6_.reset();
  changes.active = active_change(was_empty);
}

swarm_record peer_set::record() const {
  swarm_record result;
  result.completed_count = completed_count_;
  result.peers = to_stored(ipv4_);
  if (ipv6_)
    result.peers6 = to_stored(*ipv6_);
  return result;
}

void peer_set::restore(
    const swarm_record& from, const restore_terms& terms, swarm_changes& changes) {
  const bool was_empty = empty();
  completed_count_ += from.completed_count;
  restore_in<family::ipv4>(from.peers, terms, changes);
  restore_in<family::ipv6>(from.peers6, terms, changes);
  changes.active = active_change(was_empty);
}

template <family Family>
void peer_set::restore_in(
    std::span<const stored_peer> peers, const restore_terms& terms, swarm_changes& changes) {
  if (peers.empty())
    return;
  const auto before = table<Family>().population();
  for (const auto& stored : peers) {
    auto peer = from_stored<Family>(stored);
    if (peer.last_seen < terms.oldest || has_departed(peer, terms.departed))
      continue;
    // Nobody was seen in the future; the clock may have been set since.
    peer.last_seen = std::min(peer.last_seen, terms.now);
    if (peer.completed)
      terms.downloads.note(peer.peer_id);
    restore_peer<Family>(peer, terms.downloads, changes);
  }
  changes.population[index_of(Family)] = difference(table<Family>().population(), before);
}

template <family Family>
void peer_set::restore_peer(
    const peer_record<Family>& peer, const swarm_downloads& downloads, swarm_changes& changes) {
  const auto position = table<Family>().find(peer);
  if (!position) {
    writable_table<Family>().insert(peer);
    return;
  }
  // It was back before its swarm was loaded. As if it had been known then: what it said since is
  // newer, and its download may have come to its end.
  const auto since = table<Family>()[*position];
  renew<Family>(writable_table<Family>().update(*position, peer), since, downloads, changes);
}

swarm_counts peer_set::counts() const noexcept {
  auto total = table<family::ipv4>().population();
  total.add(table<family::ipv6>().population());
  return {
      static_cast<std::uint32_t>(total.seeders),
      static_cast<std::uint32_t>(total.downloaders + total.paused),
      static_cast<std::uint32_t>(total.downloaders), completed_count_};
}

std::uint32_t peer_set::size() const noexcept {
  return ipv4_.size() + (ipv6_ ? ipv6_->size() : 0);
}

bool peer_set::empty() const noexcept {
  return size() == 0;
}

std::size_t peer_set::bytes() const noexcept {
  return ipv4_.bytes() + (ipv6_ ? sizeof(*ipv6_) + ipv6_->bytes() : 0);
}

} // namespace muster
