// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/front_door.hpp"

#include "actors/swarm_directory.hpp"
#include "net/send.hpp"

#include <caf/actor_system.hpp>

#include <algorithm>
#include <utility>

namespace muster {

front_door::front_door(
    const front_door_parts& parts, std::shared_ptr<const access_lists> lists,
    caf::actor_control_block* self, caf::execution_unit& runner, std::uint32_t seed)
    : parts_(parts),
      admission_(parts.admission, std::move(lists)),
      self_(self),
      runner_(runner),
      random_(seed) {
  // nop
}

refusal front_door::admit(const announce_request& request, refusal unread) {
  ++traffic_of(request.source).announces[static_cast<std::size_t>(request.event)];
  const auto reason = unread != refusal::none ? unread : admission_.check(request);
  if (reason != refusal::none)
    ++report_.refusals[static_cast<std::size_t>(reason)];
  return reason;
}

bool front_door::forward(const announce_request& request, std::uint64_t token) {
  // Who leaves a torrent that nobody has needs no swarm for it, unless it may still be loaded.
  const auto swarm =
      request.event == announce_event::stopped && !parts_.directory.departures().is_open()
          ? parts_.directory.find(request.info_hash)
          : parts_.directory.find_or_spawn(runner_.system(), request.info_hash);
  if (!swarm)
    return false;
  const auto seed = static_cast<std::uint32_t>(random_());
  send(*self_, swarm, token, announce{request, now_, seed}, &runner_);
  return true;
}

void front_door::count_scrape(const address& source, refusal unread) {
  ++traffic_of(source).scrapes;
  if (unread != refusal::none)
    ++report_.refusals[static_cast<std::size_t>(unread)];
}

bool front_door::scrape(const info_hash& torrent, std::uint64_t token) {
  const auto swarm = parts_.directory.find(torrent);
  if (!swarm)
    return false;
  send(*self_, swarm, token, muster::scrape{}, &runner_);
  return true;
}

void front_door::count(const announced& answer) noexcept {
  report_.add(answer.changes);
  report_.peers_unlisted += answer.reply.listed ? 0 : 1;
}

void front_door::count_peers_sent(const address& to, std::size_t peers) noexcept {
  traffic_of(to).peers_sent += peers;
}

announce_intervals front_door::next_intervals() {
  const auto& settings = parts_.announce;
  const auto interval = static_cast<std::uint32_t>(settings.interval.count());
  const auto jitter = interval * settings.interval_jitter_percent / 100;
  const auto varied = interval - jitter + static_cast<std::uint32_t>(random_()) % (2 * jitter + 1);
  // Some clients come back after the minimum, so it must not be much less than the interval.
  const auto min_interval =
      std::max(static_cast<std::uint32_t>(settings.min_interval.count()), (varied + 1) / 2);
  return {varied, min_interval};
}

traffic& front_door::traffic_of(const address& source) noexcept {
  return report_.traffic[static_cast<std::size_t>(parts_.protocol)][index_of(source.family())];
}

} // namespace muster
