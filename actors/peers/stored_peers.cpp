// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/peers/stored_peers.hpp"

#include "net/protocol/address.hpp"

#include <algorithm>

namespace muster {

namespace {

template <family Family>
stored_peer to_stored(const peer_record<Family>& x) {
  stored_peer result;
  std::copy(x.endpoint.begin(), x.endpoint.end(), result.endpoint.begin());
  result.peer_id = x.peer_id;
  result.role = static_cast<std::uint8_t>(x.role);
  result.completed = x.completed;
  result.hidden = x.is_hidden;
  result.last_seen = x.last_seen;
  return result;
}

} // namespace

template <family Family>
std::vector<stored_peer> to_stored(const peer_table<Family>& peers) {
  std::vector<stored_peer> result;
  result.reserve(peers.size());
  for (std::uint32_t i = 0; i < peers.size(); ++i)
    result.push_back(to_stored<Family>(peers[i]));
  return result;
}

template <family Family>
peer_record<Family> from_stored(const stored_peer& x) {
  constexpr auto address_bytes = peer_record<Family>::endpoint_bytes - 2;
  peer_record<Family> result;
  std::copy_n(x.endpoint.begin(), result.endpoint.size(), result.endpoint.begin());
  result.peer_id = x.peer_id;
  result.role = static_cast<peer_role>(x.role);
  result.completed = x.completed;
  result.is_hidden = x.hidden;
  result.is_private =
      is_private(address::from_bytes(std::span{result.endpoint}.template first<address_bytes>()));
  result.last_seen = x.last_seen;
  return result;
}

template std::vector<stored_peer> to_stored(const peer_table<family::ipv4>&);
template std::vector<stored_peer> to_stored(const peer_table<family::ipv6>&);
template peer_record<family::ipv4> from_stored(const stored_peer&);
template peer_record<family::ipv6> from_stored(const stored_peer&);

} // namespace muster
