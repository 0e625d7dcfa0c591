// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/swarm_record.hpp"

#include "storage/record.hpp"

#include <boost/endian/conversion.hpp>

#include <algorithm>

namespace muster {

namespace {

constexpr std::size_t packed_bytes(std::size_t endpoint_bytes) {
  return 1 + endpoint_bytes + peer_id::size + sizeof(std::uint32_t);
}

// Peers are most of what is stored, and there are millions of them: they are packed by hand.
template <std::size_t EndpointBytes>
void pack(const stored_peer& x, std::uint8_t* out) {
  *out++ = static_cast<std::uint8_t>(x.role | (x.completed ? 4 : 0) | (x.hidden ? 8 : 0));
  out = std::copy_n(x.endpoint.begin(), EndpointBytes, out);
  out = std::copy_n(x.peer_id.bytes.begin(), peer_id::size, out);
  boost::endian::store_little_u32(out, x.last_seen.count());
}

/// Returns whether a swarm can have such a peer.
template <std::size_t EndpointBytes>
bool unpack(const std::uint8_t* in, stored_peer& out) {
  const auto flags = *in++;
  out.role = flags & 3;
  out.completed = (flags & 4) != 0;
  out.hidden = (flags & 8) != 0;
  std::copy_n(in, EndpointBytes, out.endpoint.begin());
  in += EndpointBytes;
  std::copy_n(in, peer_id::size, out.peer_id.bytes.begin());
  out.last_seen = timestamp{boost::endian::load_little_u32(in + peer_id::size)};
  const bool has_port = (in[-1] | in[-2]) != 0;
  return flags < 16 && out.role <= 2 && (has_port || out.hidden);
}

template <std::size_t EndpointBytes>
void serialize_peers(record_output& archive, const std::vector<stored_peer>& peers) {
  constexpr auto size = packed_bytes(EndpointBytes);
  serialize_count(archive, peers.size(), size);
  auto* out = reinterpret_cast<std::uint8_t*>(archive.append(peers.size() * size));
  for (const auto& x : peers) {
    pack<EndpointBytes>(x, out);
    out += size;
  }
}

template <std::size_t EndpointBytes>
void serialize_peers(record_input& archive, std::vector<stored_peer>& peers) {
  constexpr auto size = packed_bytes(EndpointBytes);
  peers.clear();
  peers.resize(serialize_count(archive, 0, size));
  const auto bytes = archive.take(peers.size() * size);
  auto* in = reinterpret_cast<const std::uint8_t*>(bytes.data());
  for (auto& x : peers) {
    if (!unpack<EndpointBytes>(in, x))
      throw cereal::Exception{"no swarm has such a peer"};
    in += size;
  }
}

} // namespace

template <class Archive>
void serialize(Archive& archive, swarm_record& x, std::uint8_t) {
  archive(x.completed_count);
  serialize_peers<compact_ipv4_bytes>(archive, x.peers);
  serialize_peers<compact_ipv6_bytes>(archive, x.peers6);
}

std::string write_swarm_record(const swarm_record& x) {
  return write_record(x);
}

record_status read_swarm_record(std::string_view bytes, swarm_record& out) {
  return read_record(bytes, out);
}

} // namespace muster
