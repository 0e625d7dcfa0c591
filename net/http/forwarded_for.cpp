// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/http/forwarded_for.hpp"

namespace muster {

namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Reads `1.2.3.4`, `1.2.3.4:80`, `::1`, `[::1]` or `[::1]:80`.
std::optional<address> parse_hop(std::string_view hop) {
  if (const auto bare = address::parse(hop))
    return bare;
  if (hop.starts_with('[') && hop.ends_with(']'))
    return address::parse(hop.substr(1, hop.size() - 2));
  const auto with_port = parse_endpoint(hop);
  return with_port ? std::optional{with_port->address} : std::nullopt;
}

} // namespace

std::optional<address>
forwarded_address(std::string_view header, std::span<const address_range> trusted) {
  while (!header.empty()) {
    const auto comma = header.rfind(',');
    const auto last = comma == std::string_view::npos ? header : header.substr(comma + 1);
    const auto hop = parse_hop(trimmed(last));
    if (!hop || !contains(trusted, *hop))
      return hop;
    header = comma == std::string_view::npos ? std::string_view{} : header.substr(0, comma);
  }
  return std::nullopt;
}

} // namespace muster
