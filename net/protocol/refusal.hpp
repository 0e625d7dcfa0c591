// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace muster {

/// Why a client is not served. Used as an index; each has a fixed text, so that nothing a client
/// sent is ever sent back.
enum class refusal : std::uint8_t {
  none,
  missing_info_hash,
  invalid_info_hash,
  duplicate_info_hash,
  missing_peer_id,
  invalid_peer_id,
  missing_port,
  invalid_port,
  denied_source,
  scoped_source,
  unregistered_torrent,
  full_scrape,
  oversized_scrape,
  moved,
  too_many_requests,
  too_many_new_swarms,
  tracker_full,
  overloaded,
  expired_connection_id,
};

inline constexpr std::size_t refusal_count = 19;

/// Minutes after which a refused client may ask again (BEP 31); none: never.
using retry_minutes = std::optional<std::uint16_t>;

/// What is known about a refusal.
struct refusal_info {
  /// Word for metrics and logs: `invalid_port`.
  std::string_view label;
  /// The `failure reason` that the client shows, at most `limits::warning_bytes_max` bytes.
  std::string_view text;
  muster::retry_minutes retry_in;
};

/// What is known about `x`. `refusal::none` has a label and no text.
const refusal_info& info(refusal x) noexcept;

} // namespace muster
