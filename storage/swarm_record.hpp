// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/announce.hpp"
#include "net/protocol/timestamp.hpp"
#include "storage/record_status.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// One peer as it is stored.
struct stored_peer {
  /// Address and port in network order, as replies carry them. IPv4 uses the first six bytes, the
  /// others are zero.
  std::array<std::uint8_t, compact_ipv6_bytes> endpoint{};
  muster::peer_id peer_id;
  /// 0 is a downloader, 1 a partial seed, 2 a seeder.
  std::uint8_t role = 0;
  /// Whether its download has been counted.
  bool completed = false;
  /// Whether nobody is told of it, because of its port, which may be 0 then.
  bool hidden = false;
  timestamp last_seen{};

  friend bool operator==(const stored_peer&, const stored_peer&) = default;
};

/// One swarm as it is stored, under the 20 bytes of its info_hash in `record_kind::swarms`: 31
/// bytes for each IPv4 peer, 43 for each IPv6 peer, and 14 for the rest.
struct swarm_record {
  static constexpr std::uint8_t version = 1;

  std::uint32_t completed_count = 0;
  std::vector<stored_peer> peers = {};
  std::vector<stored_peer> peers6 = {};

  friend bool operator==(const swarm_record&, const swarm_record&) = default;
};

std::string write_swarm_record(const swarm_record& x);

/// @param out  unspecified unless the result is `ok`; keep it for the next record, its memory is
///             used again.
/// @returns `corrupt` also for peers that no swarm has: without a port, or of an unknown role.
record_status read_swarm_record(std::string_view bytes, swarm_record& out);

} // namespace muster
