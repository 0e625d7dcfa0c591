// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/request_mix.hpp"

namespace muster::load {

std::uint32_t left_of(const request& x, const peer_profile& peer) noexcept {
  const bool has_all = peer.is_seeder || x.event == announce_event::completed;
  return has_all ? 0 : 536'870'912;
}

request_mix::request_mix(std::uint64_t seed, std::uint32_t scrape_percent) noexcept
    : random_(seed), scrape_percent_(scrape_percent) {
  // nop
}

request request_mix::next(peer_range peers) noexcept {
  request result;
  result.peer = peers.first + random_.below(peers.size());
  if (scrape_percent_ != 0 && random_.below(100) < scrape_percent_)
    result.kind = request_kind::scrape;
  else
    result.event = next_event();
  return result;
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
