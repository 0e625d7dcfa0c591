// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"
#include "net/protocol/timestamp.hpp"

#include <array>
#include <chrono>
#include <cstdint>

namespace muster {

/// What is known of a connection id and of who shows it. Used by `connection_ids`.
enum class id_state : std::uint8_t {
  valid,
  /// It was issued to this address, but too long ago.
  expired,
  /// It was never issued to this address, or so long ago that nobody remembers.
  unknown,
};

/// Issues connection ids (BEP 15) and recognises its own, without remembering any.
///
/// An id is the time, in the upper half, and a keyed hash of that time and the client's address.
/// Whoever cannot receive at an address does not get an id for it, so nobody can enter somebody
/// else into a swarm or have replies sent there. The port is left out, because clients use an id
/// for all their sockets. The key of the hash changes every day.
///
/// Belongs to one network actor; all that share a secret recognise each other's ids.
class connection_ids {
public:
  /// How long an id is good for. BEP 15 wants two minutes.
  static constexpr std::chrono::seconds lifetime{120};

  /// How long one that is no longer good is recognised. Chosen: uTorrent shows ids that are up to
  /// an hour old, and the keys of two days are known.
  static constexpr std::chrono::hours memory{6};

  /// How far clocks of those who share a secret may be apart.
  static constexpr std::chrono::seconds skew{10};

  using secret = std::array<std::uint8_t, 32>;

  explicit connection_ids(const secret& x) : secret_(x) {
    // nop
  }

  std::uint64_t issue(const address& to, timestamp now);

  /// Says whether `id` was issued to `from`, and at most `lifetime` ago. Takes the same time for
  /// every id that is not so old that nobody remembers.
  id_state check(std::uint64_t id, const address& from, timestamp now);

private:
  /// What is hashed with, for a day.
  struct daily_key {
    std::uint32_t day = 0;
    std::array<std::uint8_t, 16> bytes{};
  };

  const daily_key& key_of(std::uint32_t day);
  std::uint32_t hash(std::uint32_t time, const address& of);

  secret secret_;
  /// Of the last two days: ids live across midnight.
  std::array<daily_key, 2> keys_;
};

} // namespace muster
