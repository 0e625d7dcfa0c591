// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/load/fault.hpp"

#include <cstdint>
#include <string_view>

namespace muster::load {

/// What a reply body turned out to be.
struct checked_reply {
  load::fault fault = fault::none;
  /// Peers in it, of IPv4 and of IPv6.
  std::uint32_t peers = 0;
  std::uint32_t peers6 = 0;
};

/// Checks the bencoded reply to a compact announce: strict bencoding (also the order of the keys),
/// no failure reason, `interval` positive, `peers` there, whole peers in `peers` and `peers6`, and
/// no more of them than `numwant`.
///
/// Works in place and takes no memory, because the load generator has to be cheaper than what it
/// measures.
checked_reply check_announce_reply(std::string_view body, std::uint32_t numwant);

/// Checks the bencoded reply to a scrape: strict bencoding, no failure reason, `files` there.
checked_reply check_scrape_reply(std::string_view body);

/// The `failure reason` of a bencoded reply; empty if there is none.
std::string_view failure_reason_of(std::string_view body);

} // namespace muster::load
