// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/load/flood.hpp"
#include "bin/load/mix.hpp"
#include "bin/load/population.hpp"
#include "net/protocol/announce.hpp"

#include <cstdint>

namespace muster::load {

enum class request_kind : std::uint8_t {
  announce,
  scrape,
  // Floods only.
  /// An announce to a swarm that nobody has announced to.
  new_swarm,
  /// An announce of port 0.
  wrong_port,
  connect,
  garbage,
};

/// Whether the reply is that to an announce, unless it is a refusal.
constexpr bool is_announce(request_kind x) noexcept {
  return x == request_kind::announce || x == request_kind::new_swarm
         || x == request_kind::wrong_port;
}

/// One request, whatever protocol will carry it.
struct request {
  request_kind kind = request_kind::announce;
  std::uint32_t peer = 0;
  announce_event event = announce_event::none;
  /// Of a flood: what makes it another one than those before.
  std::uint32_t number = 0;
};

/// The bytes that a peer still needs, as it says with a request: who just completed has nothing
/// left, other leechers have half a gigabyte.
std::uint32_t left_of(const request& x, const peer_profile& peer) noexcept;

/// The torrent that a request is about.
muster::info_hash
info_hash_of(const request& x, const peer_profile& peer, const population& peers) noexcept;

/// The port that a request announces.
inline std::uint16_t port_of(const request& x, const peer_profile& peer) noexcept {
  return x.kind == request_kind::wrong_port ? std::uint16_t{0} : peer.port;
}

/// Decides what a population of clients asks: peers at random, so that a swarm is asked about in
/// proportion to its size; 90 % plain announces, 5 % `started`, 2 % `completed`, 3 % `stopped`. Of
/// a flood all requests are of one kind.
class request_mix {
public:
  /// @param scrape_percent  share of scrapes among all requests, 0 to 100.
  request_mix(
      std::uint64_t seed, std::uint32_t scrape_percent, load::flood flood = flood::none) noexcept;

  /// @pre `peers` is not empty
  request next(peer_range peers) noexcept;

private:
  announce_event next_event() noexcept;
  void make_part_of_flood(request& x) noexcept;

  random_numbers random_;
  std::uint32_t scrape_percent_;
  load::flood flood_;
};

} // namespace muster::load
