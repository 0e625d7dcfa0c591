// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <span>
#include <string_view>

namespace muster {

/// A file of a page, embedded when muster is built: what `web/ui` has, and the chart
/// library. Everything lives as long as the program.
struct asset {
  /// Of its URL: `/stats` for a page, `/ui/stats.js` and the like for what it loads.
  std::string_view path;
  /// As the header field has it, with the charset.
  std::string_view content_type;
  /// A strong validator (RFC 9110, 8.8.3) of `plain`, quotes included. Changes with the content.
  std::string_view etag;
  /// The same for `gzip`: what differs in its bytes must differ in its validator.
  std::string_view gzip_etag;
  std::string_view plain;
  /// `plain`, compressed (RFC 1952). Empty if it is too short to gain from that.
  std::string_view gzip;
};

/// All assets, sorted by path.
/// @threadsafe
[[nodiscard]] std::span<const asset> all_assets() noexcept;

/// The asset at a path, without query string, or null. Takes no more than a few comparisons.
/// @threadsafe
[[nodiscard]] const asset* find_asset(std::string_view path) noexcept;

} // namespace muster
