// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstdint>

// What an operator can set for the pages. conf/musterd.toml explains each option.
namespace muster {

struct web_settings {
  /// People who may look at live figures at once; each keeps a connection open.
  std::uint32_t viewers_max = 1000;
  /// Of them, from one source: an IPv4 address or, of IPv6, a /64.
  std::uint32_t viewers_per_address_max = 50;
  /// Whether there are pages for operators, who show a token.
  bool operator_pages = false;
};

} // namespace muster
