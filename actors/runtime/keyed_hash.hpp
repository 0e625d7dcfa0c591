// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace muster {

/// What makes the hashes of one table unlike those of any other.
using hash_key = std::array<std::uint8_t, 16>;

/// A key that nobody can guess.
/// @throws std::runtime_error if libsodium does not start.
[[nodiscard]] hash_key random_hash_key();

/// Hash function for tables that strangers fill: SipHash-2-4. Who does not know the key cannot find
/// texts that share a place, and all bits of the result are equally good. 12 ns for 20 bytes.
[[nodiscard]] std::uint64_t
keyed_hash(const hash_key& key, std::span<const std::uint8_t> text) noexcept;

} // namespace muster
