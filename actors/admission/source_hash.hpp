// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/runtime/keyed_hash.hpp"
#include "net/protocol/address.hpp"

#include <cstdint>
#include <span>

namespace muster {

/// Hashes where requests come from, with a secret key: nobody can find addresses that share a place
/// in a table with somebody else's.
///
/// A host of IPv6 has a whole /64 to itself, so that is what counts as one source.
/// @threadsafe
class source_hash {
public:
  explicit source_hash(const hash_key& x) : key_(x) {
    // nop
  }

  /// @param salt  tells apart what is kept of one source.
  [[nodiscard]] std::uint64_t of_source(const address& x, std::uint8_t salt = 0) const;

  /// The same for all of a /24 of IPv4 or a /48 of IPv6.
  [[nodiscard]] std::uint64_t of_network(const address& x, std::uint8_t salt = 0) const;

private:
  [[nodiscard]] std::uint64_t hash(std::span<const std::uint8_t> prefix, std::uint8_t salt) const;

  hash_key key_;
};

} // namespace muster
