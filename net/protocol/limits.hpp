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

/// Peers in one UDP reply over IPv6, at most: 1,208 bytes. See `udp_reply_bytes_max`.
inline constexpr std::uint16_t udp_ipv6_numwant_max = 66;

/// Bytes of a UDP reply: 20 and 200 endpoints of IPv4. With the headers of IPv6 1,268, where every
/// path carries 1,280 in one piece; with those of IPv4 1,248, where paths need not but do.
inline constexpr std::size_t udp_reply_bytes_max = 1220;

/// Swarms that one scrape over UDP may ask for: what one datagram of 1,496 bytes holds (BEP 15).
inline constexpr std::size_t udp_scrape_hashes_max = 74;

/// Clients put a warning into one line of their window.
inline constexpr std::size_t warning_bytes_max = 64;

/// Bytes of an info_hash of version 2, which is cut to 20 (BEP 52).
inline constexpr std::size_t info_hash_v2_bytes = 32;

/// The path component that some client carries along for a private tracker, at most.
inline constexpr std::size_t passkey_bytes_max = 64;

/// A path at which announces are served too, as an operator may add it. Chosen: as a key.
inline constexpr std::size_t announce_path_bytes_max = 64;

/// The URL that a tracker has moved to. It goes into an error over UDP, which is not longer than
/// the shortest announce: 98 bytes, 8 of them for the head and 9 for the words before it.
inline constexpr std::size_t moved_to_bytes_max = 80;

} // namespace muster::limits
