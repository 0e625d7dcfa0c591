// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/peer_set.hpp"

#include "actors/peer_selection.hpp"

#include <algorithm>

namespace muster {

namespace {

template <family Family>
peer_record<Family> make_record(const announce_request& request, timestamp now) {
  peer_record<Family> result;
  const auto address = request.source.bytes();
  const auto port = std::copy(address.begin(), address.end(), result.endpoint.begin());
  port[0] = static_cast<std::uint8_t>(request.port >> 8);
  port[1] = static_cast<std::uint8_t>(request.port & 0xff);
  result.peer_id = request.peer_id;
  result.last_seen = now;
  result.is_private = is_private(request.source);
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

population difference(const population& after, const population& before) {
  return {
      after.downloaders - before.downloaders, after.paused - before.paused,
      after.seeders - before.seeders};
}

constexpr family other(family x) {
  return x == family::ipv4 ? family::ipv6 : family::ipv4;
}

constexpr std::size_t index(family x) {
  return static_cast<std::size_t>(x);
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
  const auto peer = make_record<Family>(request, terms.now);
  const auto before = table<Family>().population();
  const auto self = enlist(peer, request.event, terms, changes);
  changes.population[index(Family)] = difference(table<Family>().population(), before);
  announce_reply reply;
  reply.counts = counts();
  if (request.event == announce_event::stopped)
    return reply;
  reply.listed = self != not_in_table;
  const peer_selection selection{peer.role, peer.is_private, request.with_peer_ids, terms.seed};
  const auto& others = table<other(Family)>();
  const auto share = other_share(
      request.numwant, selectable(table<Family>(), peer.role, self),
      selectable(others, peer.role, not_in_table));
  select_peers(table<Family>(), selection, self, request.numwant - share, reply);
  select_peers(others, selection, not_in_table, share, reply);
  return reply;
}

template <family Family>
std::uint32_t peer_set::enlist(
    const peer_record<Family>& peer, announce_event event, const announce_terms& terms,
    swarm_changes& changes) {
  const auto position = table<Family>().find(peer);
  if (event == announce_event::stopped) {
    if (position)
      writable_table<Family>().erase(*position);
    return not_in_table;
  }
  if (position)
    return renew(*position, peer, changes);
  if (!peer.is_private && table<Family>().count_from_source_of(peer) >= terms.peers_per_address_max)
    return not_in_table;
  return writable_table<Family>().insert(peer);
}

template <family Family>
std::uint32_t
peer_set::renew(std::uint32_t position, const peer_record<Family>& peer, swarm_changes& changes) {
  const auto& known = table<Family>()[position];
  auto renewed = peer;
  renewed.completed = known.completed;
  // Clients differ in when they send `completed`, some never do. What counts is that a peer that
  // was known without the full download has it now, and that only once.
  if (known.role != peer_role::seeder && peer.role == peer_role::seeder && !known.completed) {
    renewed.completed = true;
    ++completed_count_;
    ++changes.completed[index(Family)];
  }
  return writable_table<Family>().update(position, renewed);
}

std::uint32_t peer_set::expire(timestamp oldest, swarm_changes& changes) {
  auto result = expire_in<family::ipv4>(oldest, changes);
  if (ipv6_) {
    result += expire_in<family::ipv6>(oldest, changes);
    if (ipv6_->size() == 0)
      ipv6_.reset();
  }
  return result;
}

template <family Family>
std::uint32_t peer_set::expire_in(timestamp oldest, swarm_changes& changes) {
  const auto before = table<Family>().population();
  const auto result = writable_table<Family>().expire(oldest);
  changes.population[index(Family)] = difference(table<Family>().population(), before);
  return result;
}

void peer_set::clear(swarm_changes& changes) {
  changes.population[index(family::ipv4)] = difference({}, table<family::ipv4>().population());
  changes.population[index(family::ipv6)] = difference({}, table<family::ipv6>().population());
  ipv4_ = {};
  ipv6_.reset();
}

swarm_counts peer_set::counts() const noexcept {
  auto total = table<family::ipv4>().population();
  total.add(table<family::ipv6>().population());
  return {
      static_cast<std::uint32_t>(total.seeders),
      static_cast<std::uint32_t>(total.downloaders + total.paused),
      static_cast<std::uint32_t>(total.downloaders), completed_count_};
}

bool peer_set::empty() const noexcept {
  return ipv4_.size() == 0 && (!ipv6_ || ipv6_->size() == 0);
}

} // namespace muster
