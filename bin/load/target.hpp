// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace muster::load {

/// Where the requests go.
struct target {
  endpoint server;
  /// `127.0.0.1:6969`, as the URL spells it.
  std::string host;
  /// `/announce`
  std::string announce_path;
  /// The announce path with `scrape` in place of `announce` (BEP 48); empty if it has none.
  std::string scrape_path;
};

/// Reads `http://ADDRESS[:PORT]/PATH`. The address is a literal one, IPv6 in brackets: a load
/// generator has to know which of a name's addresses it measures.
std::optional<target> parse_target(std::string_view url);

} // namespace muster::load
