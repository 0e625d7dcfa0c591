// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/target.hpp"

#include <algorithm>

namespace muster::load {

namespace {

constexpr std::string_view http_scheme = "http://";
constexpr std::string_view udp_scheme = "udp://";
constexpr std::string_view announce = "announce";

/// BEP 48: `announce` right behind the last slash becomes `scrape`.
std::string scrape_path_of(const std::string& announce_path) {
  const auto name = announce_path.rfind('/') + 1;
  if (announce_path.compare(name, announce.size(), announce) != 0)
    return {};
  std::string result = announce_path;
  return result.replace(name, announce.size(), "scrape");
}

bool has_port(std::string_view host) {
  const auto colon = host.rfind(':');
  const auto bracket = host.rfind(']');
  return colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
}

/// Cuts off the path. What is left names the server.
void split_path(std::string_view& rest, target& out) {
  const auto slash = std::min(rest.find('/'), rest.size());
  out.announce_path = rest.substr(slash);
  rest = rest.substr(0, slash);
}

} // namespace

bool is_udp(std::string_view url) noexcept {
  return url.starts_with(udp_scheme);
}

std::optional<target> parse_target(std::string_view url) {
  if (url.find_first_of("?# \t\r\n") != std::string_view::npos)
    return std::nullopt;
  target result;
  const bool over_udp = is_udp(url);
  if (!over_udp && !url.starts_with(http_scheme))
    return std::nullopt;
  result.protocol = over_udp ? protocol::udp : protocol::http;
  url.remove_prefix(over_udp ? udp_scheme.size() : http_scheme.size());
  split_path(url, result);
  if (over_udp ? result.announce_path.size() > udp_path_bytes_max : result.announce_path.empty())
    return std::nullopt;
  result.host = url;
  const bool is_complete = over_udp || has_port(result.host);
  const auto server = parse_endpoint(is_complete ? result.host : result.host + ":80");
  if (!server || server->port == 0)
    return std::nullopt;
  result.server = *server;
  result.scrape_path = scrape_path_of(result.announce_path);
  return result;
}

} // namespace muster::load
