// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/peers/peer_table.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace muster::test {

/// The record of peer number `number`, up to 2^24 - 1. Each has a source address (IPv6: a /64) of
/// its own, and all have the same port.
template <family Family>
peer_record<Family>
a_record(std::uint32_t number, peer_role role = peer_role::downloader, timestamp last_seen = {}) {
  peer_record<Family> result;
  const std::array<std::uint8_t, 3> digits{
      static_cast<std::uint8_t>(number >> 16), static_cast<std::uint8_t>(number >> 8),
      static_cast<std::uint8_t>(number)};
  if constexpr (Family == family::ipv4) {
    result.endpoint = {203, 0, 0, 0, 0x1a, 0xe1};
    std::copy(digits.begin(), digits.end(), result.endpoint.begin() + 1);
  } else {
    result.endpoint = {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x1a, 0xe1};
    std::copy(digits.begin(), digits.end(), result.endpoint.begin() + 5);
  }
  std::copy(digits.begin(), digits.end(), result.peer_id.bytes.begin());
  result.role = role;
  result.last_seen = last_seen;
  return result;
}

} // namespace muster::test
