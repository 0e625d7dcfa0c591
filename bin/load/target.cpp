// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/target.hpp"

namespace muster::load {

namespace {

constexpr std::string_view scheme = "http://";
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

} // namespace

std::optional<target> parse_target(std::string_view url) {
  if (!url.starts_with(scheme) || url.find_first_of("?# \t\r\n") != std::string_view::npos)
    return std::nullopt;
  url.remove_prefix(scheme.size());
  const auto slash = url.find('/');
  if (slash == std::string_view::npos)
    return std::nullopt;
  target result;
  result.host = url.substr(0, slash);
  const auto server = parse_endpoint(has_port(result.host) ? result.host : result.host + ":80");
  if (!server || server->port == 0)
    return std::nullopt;
  result.server = *server;
  result.announce_path = url.substr(slash);
  result.scrape_path = scrape_path_of(result.announce_path);
  return result;
}

} // namespace muster::load
