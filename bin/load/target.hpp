// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muster::load {

enum class protocol : std::uint8_t { http, udp };

/// What one piece holds that says a path over UDP (BEP 41).
inline constexpr std::size_t udp_path_bytes_max = 255;

/// Where the requests go.
struct target {
  load::protocol protocol = protocol::http;
  endpoint server;
  /// `127.0.0.1:6969`, as the URL spells it.
  std::string host;
  /// `/announce`; over UDP it may be empty, and is sent only if it is not.
  std::string announce_path;
  /// The announce path with `scrape` in place of `announce` (BEP 48); empty if it has none.
  std::string scrape_path;
};

/// Reads `http://ADDRESS[:PORT]/PATH` or `udp://ADDRESS:PORT[/PATH]`. The address is a literal one,
/// IPv6 in brackets: a load generator has to know which of a name's addresses it measures.
std::optional<target> parse_target(std::string_view url);

/// Whether a URL is one of UDP, for those who have no need of the rest.
bool is_udp(std::string_view url) noexcept;

} // namespace muster::load
