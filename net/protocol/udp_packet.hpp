// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/announce.hpp"
#include "net/protocol/limits.hpp"
#include "net/protocol/refusal.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// The packets of UDP trackers (BEP 15, BEP 41). All numbers in them are in network order.
namespace muster {

/// What a connect request has in place of a connection id.
inline constexpr std::uint64_t udp_protocol_id = 0x41727101980;

/// What a packet is about. Other numbers are no action.
enum class udp_action : std::uint32_t { connect, announce, scrape, error };

using udp_bytes = std::span<const std::uint8_t>;

/// What every request begins with.
struct udp_request_head {
  static constexpr std::size_t bytes = 16;

  std::uint64_t connection_id = 0;
  /// As it came, so it may be no action.
  std::uint32_t action = 0;
  /// The client's name for its request; the reply has it too.
  std::uint32_t transaction_id = 0;
};

/// Reads the beginning of a datagram; nothing if it is too short.
std::optional<udp_request_head> parse_udp_request_head(udp_bytes datagram) noexcept;

/// An announce as it arrived over UDP.
struct udp_announce {
  static constexpr std::size_t bytes = 98;

  /// All but `source`, which is not in the packet. Peers of the requester's own family only.
  announce_request request;
};

/// Reads a datagram whose head says that it is an announce; nothing if it is too short.
///
/// The address in it is ignored, because anybody could enter somebody else's, and so is the key. A
/// `num_want` below 0 stands for the standard, an unknown event for none. Options behind it, which
/// say path and query of the client's URL (BEP 41), are not read: what came here is meant for here.
/// @param family  of the datagram: replies over IPv6 hold fewer peers.
std::optional<udp_announce>
parse_udp_announce(udp_bytes datagram, family family, numwant_range numwant) noexcept;

/// The info_hashes of a scrape, one after the other, in the client's order and with repetitions.
/// What is no whole info_hash is ignored, as is everything beyond `limits::udp_scrape_hashes_max`.
/// @param datagram  whose head says that it is a scrape.
/// @returns a part of the datagram; empty if not even one info_hash is whole.
udp_bytes udp_scrape_hashes(udp_bytes datagram) noexcept;

/// Where a reply is written. None is larger.
using udp_reply_buffer = std::array<std::uint8_t, limits::udp_reply_bytes_max>;

// Each of these returns the bytes of the reply.

std::size_t write_udp_connect_reply(
    std::uint32_t transaction_id, std::uint64_t connection_id, udp_reply_buffer& out) noexcept;

/// @param family  of the datagram that is answered: only such peers fit into the reply.
std::size_t write_udp_announce_reply(
    std::uint32_t transaction_id, const announce_reply& reply, std::uint32_t interval_seconds,
    family family, udp_reply_buffer& out) noexcept;

/// @param counts  of the swarms, in the order of the request; at most
///                `limits::udp_scrape_hashes_max`.
std::size_t write_udp_scrape_reply(
    std::uint32_t transaction_id, std::span<const swarm_counts> counts,
    udp_reply_buffer& out) noexcept;

/// @param text           for the client's user.
/// @param request_bytes  size of the request, at least that of its head. The error is not longer:
///                       what does not fit of the text is cut off.
std::size_t write_udp_error(
    std::uint32_t transaction_id, std::string_view text, std::size_t request_bytes,
    udp_reply_buffer& out) noexcept;

} // namespace muster
