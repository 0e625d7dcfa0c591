// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/load/population.hpp"
#include "bin/load/request_mix.hpp"
#include "bin/load/target.hpp"
#include "net/protocol/udp_packet.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace muster::load {

/// Where a request packet is written. None is larger: an announce, and a path in one piece.
using udp_request_buffer = std::array<std::uint8_t, udp_announce::bytes + 2 + udp_path_bytes_max>;

/// What a packet says about itself.
struct udp_ticket {
  std::uint64_t connection_id = 0;
  std::uint32_t transaction_id = 0;
};

/// Writes requests as a BitTorrent client does over UDP (BEP 15), with the path of the URL if it
/// has one (BEP 41).
///
/// Belongs to one thread. Keeps a reference to `peers`.
class udp_request_writer {
public:
  udp_request_writer(const population& peers, const target& to, std::uint32_t numwant);

  // Each of these returns the bytes of the packet.

  [[nodiscard]] static std::size_t
  write_connect(std::uint32_t transaction_id, udp_request_buffer& out) noexcept;

  std::size_t write(const request& x, udp_ticket ticket, udp_request_buffer& out) const noexcept;

private:
  const population& peers_;
  std::uint32_t numwant_;
  /// What stands behind each announce.
  std::string options_;
};

} // namespace muster::load
