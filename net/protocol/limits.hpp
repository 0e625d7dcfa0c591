// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstddef>
#include <cstdint>

/// Bounds that hold whatever the configuration says. A configurable limit has its default with the
/// settings it belongs to.
namespace muster::limits {

/// Peers in one reply, at most. 200 endpoints of IPv4 are 1,200 bytes, what large public trackers
/// send; `numwant_max` may be set lower.
inline constexpr std::uint16_t numwant_max = 200;

/// Clients put a warning into one line of their window.
inline constexpr std::size_t warning_bytes_max = 64;

/// Bytes of an info_hash of version 2, which is cut to 20 (BEP 52).
inline constexpr std::size_t info_hash_v2_bytes = 32;

/// The path component that some client carries along for a private tracker, at most.
inline constexpr std::size_t passkey_bytes_max = 64;

} // namespace muster::limits
