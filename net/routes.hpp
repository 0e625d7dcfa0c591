// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstdint>
#include <string_view>

namespace muster {

/// What a path is about.
enum class route : std::uint8_t { announce, scrape, health, page };

/// Tells announces, scrapes and what monitoring asks for from all else.
///
/// An announce goes to `/announce` or `/announce.php`. Clients of private trackers have a key in
/// the path, before or behind; it is let pass and means nothing: `/KEY/announce`,
/// `/announce/KEY`, `/announce/KEY/announce`. The path of a scrape is that of the announce with
/// the last `announce` replaced (BEP 48). Monitoring asks for `/healthz`, `/readyz` and `/metrics`.
route route_of(std::string_view path) noexcept;

} // namespace muster
