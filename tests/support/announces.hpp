// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/announce.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string_view>

namespace muster::test {

/// An info_hash of twenty equal bytes, so that a test can tell torrents apart at a glance.
inline info_hash an_info_hash(std::uint8_t fill = 0xaa) {
  info_hash result;
  result.bytes.fill(fill);
  return result;
}

/// One of many info_hashes of which all belong into the first shard of a swarm directory.
inline info_hash an_info_hash_of_first_shard(std::size_t number) {
  info_hash result;
  result.bytes[18] = static_cast<std::uint8_t>(number >> 8);
  result.bytes[19] = static_cast<std::uint8_t>(number);
  return result;
}

/// A peer_id of twenty equal bytes.
inline peer_id a_peer_id(std::uint8_t fill = 0xbb) {
  peer_id result;
  result.bytes.fill(fill);
  return result;
}

/// A literal address. Throws if `text` is none, because then the test is wrong.
inline address an_address(std::string_view text) {
  const auto result = address::parse(text);
  if (!result)
    throw std::invalid_argument{"not an address"};
  return *result;
}

/// Builds announces for tests: a leecher at 203.0.113.1:6881 that asks for 50 peers, unless said
/// otherwise, e.g. `an_announce().from("2001:db8::7").with_left(0)`.
class announce_builder {
public:
  announce_builder() {
    request_.info_hash = an_info_hash();
    request_.peer_id = a_peer_id();
    request_.source = an_address("203.0.113.1");
    request_.port = 6881;
    request_.numwant = 50;
    request_.left = 1000;
  }

  announce_builder& of_torrent(const info_hash& x) {
    request_.info_hash = x;
    return *this;
  }

  announce_builder& by_peer_id(const peer_id& x) {
    request_.peer_id = x;
    has_own_peer_id_ = true;
    return *this;
  }

  /// Another address is another client, unless the peer_id is said.
  announce_builder& from(std::string_view address_text) {
    request_.source = an_address(address_text);
    if (!has_own_peer_id_)
      std::ranges::copy(request_.source.bytes(), request_.peer_id.bytes.begin());
    return *this;
  }

  announce_builder& on_port(std::uint16_t port) {
    request_.port = port;
    return *this;
  }

  announce_builder& with_numwant(std::uint16_t numwant) {
    request_.numwant = numwant;
    return *this;
  }

  announce_builder& with_left(std::uint64_t bytes) {
    request_.left = bytes;
    return *this;
  }

  announce_builder& with_event(announce_event event) {
    request_.event = event;
    return *this;
  }

  announce_builder& asking_for_peer_ids() {
    request_.with_peer_ids = true;
    return *this;
  }

  announce_builder& for_own_family_only() {
    request_.own_family_only = true;
    return *this;
  }

  /// Beyond its rate: see `announce_request::unless_known`.
  announce_builder& beyond_its_rate() {
    request_.unless_known = refusal::too_many_requests;
    return *this;
  }

  operator const announce_request&() const noexcept {
    return request_;
  }

private:
  announce_request request_;
  bool has_own_peer_id_ = false;
};

inline announce_builder an_announce() {
  return {};
}

} // namespace muster::test
