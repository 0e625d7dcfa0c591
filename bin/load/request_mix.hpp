// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/load/mix.hpp"
#include "bin/load/population.hpp"
#include "net/protocol/announce.hpp"

#include <cstdint>

namespace muster::load {

enum class request_kind : std::uint8_t { announce, scrape };

/// One request, whatever protocol will carry it.
struct request {
  request_kind kind = request_kind::announce;
  std::uint32_t peer = 0;
  announce_event event = announce_event::none;
};

/// The bytes that a peer still needs, as it says with a request: who just completed has nothing
/// left, other leechers have half a gigabyte.
std::uint32_t left_of(const request& x, const peer_profile& peer) noexcept;

/// Decides what a population of clients asks: peers at random, so that a swarm is asked about in
/// proportion to its size; 90 % plain announces, 5 % `started`, 2 % `completed`, 3 % `stopped`.
class request_mix {
public:
  /// @param scrape_percent  share of scrapes among all requests, 0 to 100.
  request_mix(std::uint64_t seed, std::uint32_t scrape_percent) noexcept;

  /// @pre `peers` is not empty
  request next(peer_range peers) noexcept;

private:
  announce_event next_event() noexcept;

  random_numbers random_;
  std::uint32_t scrape_percent_;
};

} // namespace muster::load
