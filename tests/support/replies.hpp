// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/announce.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace muster::test {

/// Appends the endpoints of a compact list. Throws if its length is no multiple of `stride`.
inline void
append_endpoints(const std::string& list, std::size_t stride, std::vector<endpoint>& out) {
  if (list.size() % stride != 0)
    throw std::invalid_argument{"a peer is cut off"};
  for (std::size_t i = 0; i < list.size(); i += stride) {
    std::vector<std::uint8_t> bytes(
        list.begin() + static_cast<std::ptrdiff_t>(i),
        list.begin() + static_cast<std::ptrdiff_t>(i + stride));
    const auto address = address::from_bytes(std::span{bytes}.first(stride - 2));
    const auto port = static_cast<std::uint16_t>(bytes[stride - 2] << 8 | bytes[stride - 1]);
    out.push_back({address, port});
  }
}

/// The IPv4 peers of a reply in their order.
inline std::vector<endpoint> ipv4_endpoints(const announce_reply& reply) {
  std::vector<endpoint> result;
  append_endpoints(reply.peers, compact_ipv4_bytes, result);
  return result;
}

/// The IPv6 peers of a reply in their order.
inline std::vector<endpoint> ipv6_endpoints(const announce_reply& reply) {
  std::vector<endpoint> result;
  append_endpoints(reply.peers6, compact_ipv6_bytes, result);
  return result;
}

/// All peers of a reply as text, sorted; one that is in it twice is there twice.
inline std::vector<std::string> shown(const announce_reply& reply) {
  auto endpoints = ipv4_endpoints(reply);
  append_endpoints(reply.peers6, compact_ipv6_bytes, endpoints);
  std::vector<std::string> result;
  for (const auto& x : endpoints)
    result.push_back(to_string(x));
  std::sort(result.begin(), result.end());
  return result;
}

/// How many peers a reply has.
inline std::size_t shown_count(const announce_reply& reply) {
  return reply.peers.size() / compact_ipv4_bytes + reply.peers6.size() / compact_ipv6_bytes;
}

/// Says whether no peer is in a reply twice.
inline bool shows_each_once(const announce_reply& reply) {
  const auto peers = shown(reply);
  return std::set<std::string>{peers.begin(), peers.end()}.size() == peers.size();
}

} // namespace muster::test
