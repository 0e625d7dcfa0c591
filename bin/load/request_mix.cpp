// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/request_mix.hpp"

#include <array>

namespace muster::load {

std::uint32_t left_of(const request& x, const peer_profile& peer) noexcept {
  const bool has_all = peer.is_seeder || x.event == announce_event::completed;
  return has_all ? 0 : 536'870'912;
}

muster::info_hash
info_hash_of(const request& x, const peer_profile& peer, const population& peers) noexcept {
  // Swarms beyond those of the population; a number that comes twice is rare enough.
  if (x.kind == request_kind::new_swarm)
    return peers.info_hash_of(peers.swarms() + x.number);
  return peers.info_hash_of(peer.swarm);
}

request_mix::request_mix(
    std::uint64_t seed, std::uint32_t scrape_percent, load::flood flood) noexcept
    : random_(seed), scrape_percent_(scrape_percent), flood_(flood) {
  // nop
}

request request_mix::next(peer_range peers) noexcept {
  request result;
  result.peer = peers.first + random_.below(peers.size());
  if (flood_ != flood::none)
    make_part_of_flood(result);
  else if (scrape_percent_ != 0 && random_.below(100) < scrape_percent_)
    result.kind = request_kind::scrape;
  else
    result.event = next_event();
  return result;
}

void request_mix::make_part_of_flood(request& x) noexcept {
  static constexpr std::array<request_kind, flood_names.size()> kinds{
      request_kind::announce,   request_kind::new_swarm, request_kind::announce,
      request_kind::announce,   request_kind::scrape,    request_kind::connect,
      request_kind::wrong_port, request_kind::garbage};
  static constexpr std::uint32_t number_max = 0x7fff'ffff;
  x.kind = kinds[static_cast<std::size_t>(flood_)];
  x.number = random_.below(number_max);
  if (flood_ == flood::last_words)
    x.event = x.number % 2 == 0 ? announce_event::completed : announce_event::stopped;
}

announce_event request_mix::next_event() noexcept {
  const auto percent = random_.below(100);
  if (percent < 90)
    return announce_event::none;
  if (percent < 95)
    return announce_event::started;
  return percent < 97 ? announce_event::completed : announce_event::stopped;
}

} // namespace muster::load
