// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/protocol/udp_packet.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using namespace muster;

namespace {

void try_announce(udp_bytes datagram) {
  for (const auto own : {family::ipv4, family::ipv6}) {
    const auto parsed = parse_udp_announce(datagram, own, {50, 200});
    test::require(parsed.has_value() == (datagram.size() >= udp_announce::bytes));
    if (!parsed)
      continue;
    const auto& request = parsed->request;
    test::require(request.numwant <= (own == family::ipv4 ? 200 : limits::udp_ipv6_numwant_max));
    test::require(request.own_family_only && !request.with_peer_ids);
    test::require(std::equal(
        request.info_hash.bytes.begin(), request.info_hash.bytes.end(), datagram.begin() + 16));
  }
}

void try_scrape(udp_bytes datagram) {
  const auto hashes = udp_scrape_hashes(datagram);
  const auto count = hashes.size() / info_hash::size;
  test::require(hashes.size() % info_hash::size == 0 && count <= limits::udp_scrape_hashes_max);
  test::require(hashes.size() <= datagram.size());
  test::require(hashes.empty() || hashes.data() == datagram.data() + udp_request_head::bytes);
  const std::array<swarm_counts, limits::udp_scrape_hashes_max> counts{};
  udp_reply_buffer out;
  const auto size = write_udp_scrape_reply(1, std::span{counts}.first(count), out);
  test::require(size == 8 + count * 12 && size <= std::max<std::size_t>(datagram.size(), 8));
}

/// Any bytes as peers: what is written is a whole number of them and stays within the buffer.
void try_reply(udp_bytes datagram) {
  announce_reply reply;
  reply.peers.assign(datagram.begin(), datagram.end());
  reply.peers.resize(reply.peers.size() / compact_ipv4_bytes * compact_ipv4_bytes);
  reply.peers6.assign(datagram.begin(), datagram.end());
  reply.peers6.resize(reply.peers6.size() / compact_ipv6_bytes * compact_ipv6_bytes);
  udp_reply_buffer out;
  const auto ipv4 = write_udp_announce_reply(1, reply, 1800, family::ipv4, out);
  test::require(ipv4 <= out.size() && (ipv4 - 20) % compact_ipv4_bytes == 0);
  const auto ipv6 = write_udp_announce_reply(1, reply, 1800, family::ipv6, out);
  test::require(ipv6 <= out.size() && (ipv6 - 20) % compact_ipv6_bytes == 0);
  const std::string_view text{reinterpret_cast<const char*>(datagram.data()), datagram.size()};
  if (datagram.size() >= udp_request_head::bytes)
    test::require(write_udp_error(1, text, datagram.size(), out) <= datagram.size());
}

} // namespace

/// No datagram breaks a parser, and none gets a reply that is no packet.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const udp_bytes datagram{data, size};
  test::require(parse_udp_request_head(datagram).has_value() == (size >= udp_request_head::bytes));
  try_announce(datagram);
  try_scrape(datagram);
  try_reply(datagram);
  return 0;
}
