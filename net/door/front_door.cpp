// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/door/front_door.hpp"

#include "actors/interfaces.hpp"
#include "actors/swarm/swarm_context.hpp"
#include "net/send.hpp"

#include <caf/actor_system.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace muster {

namespace {

/// Whether a client says this once and counts on it: if it were lost, others would be shown a peer
/// that has gone, or a download would not be counted.
constexpr bool is_last_word(announce_event x) noexcept {
  return x == announce_event::stopped || x == announce_event::completed;
}

} // namespace

front_door::front_door(
    const front_door_parts& parts, std::shared_ptr<const access_lists> lists,
    caf::actor_control_block* self, caf::execution_unit& runner, const timestamp& now,
    std::uint32_t seed)
    : parts_(parts),
      admission_(parts.admission, std::move(lists)),
      shedding_(parts.limits.load_percent),
      self_(self),
      runner_(runner),
      now_(now),
      random_(seed) {
  // nop
}

refusal front_door::admit(announce_request& request, refusal unread) {
  ++traffic_of(request.source).announces[static_cast<std::size_t>(request.event)];
  if (!admits(limited::announce, request.source)) {
    if (!is_last_word(request.event))
      return counted(refusal::too_many_requests);
    request.unless_known = refusal::too_many_requests;
    request.numwant = 0; // peers are what makes an announce dear
  }
  if (unread == refusal::none && !parts_.announce.moved_to.empty())
    unread = refusal::moved;
  return counted(unread != refusal::none ? unread : admission_.check(request));
}

std::optional<refusal> front_door::forward(const announce_request& request, std::uint64_t token) {
  auto swarm = parts_.context.directory.find(request.info_hash);
  if (!swarm && request.event == announce_event::stopped) {
    if (const auto why = note_departure(request); why != refusal::none)
      return counted(why);
    swarm = parts_.context.directory.find(request.info_hash);
    if (!swarm)
      return refusal::none; // who leaves a torrent that nobody has needs no swarm for it
  }
  if (!swarm) {
    if (request.unless_known != refusal::none)
      return counted(request.unless_known);
    if (const auto why = check_new_swarm(request.source); why != refusal::none)
      return counted(why);
    swarm = parts_.context.directory.find_or_spawn(runner_.system(), request.info_hash);
  }
  const auto seed = static_cast<std::uint32_t>(random_());
  const bool is_hidden = admission_.hides(request.port);
  send<swarm_actor>(*self_, swarm, token, announce{request, now_, seed, is_hidden}, &runner_);
  return std::nullopt;
}

refusal front_door::note_departure(const announce_request& request) {
  auto& departures = parts_.context.departures;
  if (!departures.is_open())
    return refusal::none;
  if (!admits(limited::new_swarm, request.source))
    return refusal::too_many_new_swarms;
  departures.note(request.info_hash, {request.source, request.port});
  return refusal::none;
}

refusal front_door::check_new_swarm(const address& source) noexcept {
  if (!parts_.context.memory.has_room_for_swarms())
    return refusal::tracker_full;
  if (shedding_.refuses_new_swarms() && !parts_.limiter.exempts(source))
    return refusal::overloaded;
  const auto burst_percent = parts_.context.memory.burst_percent();
  return parts_.limiter.admits(limited::new_swarm, source, now_, burst_percent)
             ? refusal::none
             : refusal::too_many_new_swarms;
}

refusal front_door::admit_scrape(const address& source, refusal unread) {
  ++traffic_of(source).scrapes;
  if (!admits(limited::scrape, source))
    return counted(refusal::too_many_requests);
  if (shedding_.refuses_scrapes() && !parts_.limiter.exempts(source))
    return counted(refusal::overloaded);
  if (unread == refusal::none && !parts_.announce.moved_to.empty())
    unread = refusal::moved;
  return counted(unread);
}

refusal front_door::counted(refusal why) noexcept {
  if (why != refusal::none)
    ++report_.refusals[static_cast<std::size_t>(why)];
  return why;
}

bool front_door::scrape(scrape_gathering& x, std::uint64_t token) {
  const auto& directory = parts_.context.directory;
  for (auto& entry : x.entries()) {
    const auto swarm = directory.find(entry.info_hash);
    if (!swarm) {
      entry.counts.completed_count = directory.completed_count(entry.info_hash);
      continue;
    }
    send<swarm_actor>(*self_, swarm, token, muster::scrape{}, &runner_);
    x.expect();
  }
  return x.is_complete();
}

void front_door::count(const announced& answer) noexcept {
  report_.add(answer.changes);
  counted(answer.reply.refused);
  report_.peers_unlisted += answer.reply.listed ? 0 : 1;
  report_.peers_hidden += answer.reply.hidden ? 1 : 0;
  report_.peers_displaced += answer.changes.displaced;
  report_.private_peers_left_out += answer.reply.leaves_out_private ? 1 : 0;
}

void front_door::count_peers_sent(const address& to, std::size_t peers) noexcept {
  traffic_of(to).peers_sent += peers;
}

announce_intervals front_door::next_intervals() {
  const auto interval = present_interval();
  report_.intervals_raised += std::uint64_t{interval > parts_.announce.interval};
  const auto varied = vary(interval);
  // Some clients come back after the minimum, so it must not be much less than the interval.
  const auto min_interval =
      std::max(static_cast<std::uint32_t>(parts_.announce.min_interval.count()), (varied + 1) / 2);
  return {varied, min_interval};
}

refusal_times front_door::next_times(refusal why, const address& source, const info_hash& torrent) {
  const auto retry_in = info(why).retry_in;
  if (!retry_in)
    return {next_intervals(), retry_in};
  std::chrono::seconds wait = std::chrono::minutes{*retry_in};
  if (why == refusal::unregistered_torrent)
    wait = parts_.backoff.wait(
        source, torrent, now_, parts_.announce.unregistered_interval, present_interval());
  // libtorrent reads nothing but the interval, others nothing but the minutes.
  const auto varied = vary(wait);
  const auto minutes = std::chrono::ceil<std::chrono::minutes>(wait).count();
  return {{varied, varied}, static_cast<std::uint16_t>(minutes)};
}

std::chrono::seconds front_door::present_interval() const noexcept {
  return shedding_.raised(parts_.announce.interval, parts_.announce.interval_raise_percent);
}

std::uint32_t front_door::vary(std::chrono::seconds x) noexcept {
  const auto seconds = static_cast<std::uint32_t>(x.count());
  const auto jitter = seconds * parts_.announce.interval_jitter_percent / 100;
  return seconds - jitter + static_cast<std::uint32_t>(random_()) % (2 * jitter + 1);
}

traffic& front_door::traffic_of(const address& source) noexcept {
  return report_.traffic[static_cast<std::size_t>(parts_.protocol)][index_of(source.family())];
}

} // namespace muster
