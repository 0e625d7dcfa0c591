// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/load/reply_check.hpp"
#include "net/protocol/address.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace muster::load {

/// What every reply packet begins with.
struct udp_reply_head {
  static constexpr std::size_t bytes = 8;

  std::uint32_t action = 0;
  std::uint32_t transaction_id = 0;
};

/// Reads the beginning of a reply; nothing if it is too short.
std::optional<udp_reply_head> parse_udp_reply_head(std::string_view packet) noexcept;

/// The connection id of the reply to a connect request; nothing if it is no such reply.
std::optional<std::uint64_t> parse_udp_connect_reply(std::string_view packet) noexcept;

/// Checks the reply to an announce: its action, no error, an interval from a second to a day, whole
/// peers of the family, and no more of them than `numwant`.
checked_reply
check_udp_announce_reply(std::string_view packet, family family, std::uint32_t numwant) noexcept;

/// Checks the reply to a connect request: its action, no error, no byte too many.
checked_reply check_udp_connect_reply(std::string_view packet) noexcept;

/// Checks the reply to a scrape of one torrent: its action, no error, one entry.
checked_reply check_udp_scrape_reply(std::string_view packet) noexcept;

/// The text of an error packet; empty if it is none.
std::string_view udp_failure_reason_of(std::string_view packet) noexcept;

} // namespace muster::load
