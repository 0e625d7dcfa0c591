// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace muster {

/// What a path is about.
enum class route : std::uint8_t { announce, scrape, health, page };

/// Tells announces, scrapes and what monitoring asks for from all else.
///
/// An announce goes to `/announce`, `/announce.php` or `/a`, or with an info_hash to the bare host.
/// Clients of private trackers have a key in the path, before or behind; it is let pass and means
/// nothing: `/KEY/announce`, `/announce/KEY`, `/announce/KEY/announce`. The path of a scrape is
/// that of the announce with the last `announce` replaced (BEP 48). A slash at the end means
/// nothing. Monitoring asks for `/healthz`, `/readyz` and `/metrics`.
/// @param query           what is behind the `?`, still encoded.
/// @param announce_paths  further paths of announces, without a slash at their end.
route route_of(
    std::string_view path, std::string_view query = {},
    std::span<const std::string> announce_paths = {}) noexcept;

/// A path or URL of an announce around the word that the scrape's differs in (BEP 48).
struct announce_path_parts {
  std::string_view before;
  std::string_view behind;
};

/// Splits a path or URL whose last element begins with `announce`.
/// @returns whether it does; otherwise the convention knows no scrape for it.
bool split_announce_path(std::string_view path, announce_path_parts& out) noexcept;

} // namespace muster
