// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/routes.hpp"

#include "net/protocol/limits.hpp"
#include "net/protocol/query_string.hpp"

#include <algorithm>

namespace muster {

namespace {

bool is_key(std::string_view text) noexcept {
  const auto is_key_char = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'
           || c == '_';
  };
  return !text.empty() && text.size() <= limits::passkey_bytes_max
         && std::all_of(text.begin(), text.end(), is_key_char);
}

/// Removes `prefix` from the front of `text` if it is there.
bool skip(std::string_view& text, std::string_view prefix) noexcept {
  if (!text.starts_with(prefix))
    return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// Says whether `path` is `/name`, `/name.php`, or one of these behind a key.
bool ends_as(std::string_view path, std::string_view name) noexcept {
  const auto slash = path.rfind('/');
  auto last = path.substr(slash + 1);
  const auto before = path.substr(0, slash);
  if (!skip(last, name) || (!last.empty() && last != ".php"))
    return false;
  return before.empty() || is_key(before.substr(1));
}

/// Says whether `path` is that of the scrape that belongs to the announces at `announce_path`.
bool is_scrape_of(std::string_view announce_path, std::string_view path) noexcept {
  announce_path_parts parts;
  return split_announce_path(announce_path, parts) && skip(path, parts.before)
         && skip(path, "scrape") && path == parts.behind;
}

/// The route of a path without a slash at its end.
route known_route(std::string_view path) noexcept {
  auto rest = path;
  if (skip(rest, "/announce/") && is_key(rest))
    return route::announce;
  // `/announce/KEY/announce` is `/KEY/announce` below `/announce`.
  const auto below = path.starts_with("/announce/") ? path.substr(9) : path;
  if (ends_as(below, "announce") || path == "/a")
    return route::announce;
  rest = path;
  if (ends_as(below, "scrape") || (skip(rest, "/scrape/") && is_key(rest)))
    return route::scrape;
  return path == "/healthz" || path == "/readyz" || path == "/metrics" ? route::health
                                                                       : route::page;
}

route configured_route(
    std::string_view path, std::span<const std::string> announce_paths) noexcept {
  for (const auto& announce_path : announce_paths)
    if (path == announce_path)
      return route::announce;
    else if (is_scrape_of(announce_path, path))
      return route::scrape;
  return route::page;
}

bool names_a_torrent(std::string_view query) {
  bool result = false;
  for_each_parameter(query, [&result](std::string_view name, std::string_view) {
    result = result || decoded_text{name}.view() == "info_hash";
  });
  return result;
}

} // namespace

route route_of(
    std::string_view path, std::string_view query,
    std::span<const std::string> announce_paths) noexcept {
  // A URL without a path has the bare host in an absolute target.
  if (path.empty() || path == "/")
    return names_a_torrent(query) ? route::announce : route::page;
  if (path.front() != '/')
    return route::page;
  if (path.back() == '/')
    path.remove_suffix(1);
  const auto known = known_route(path);
  return known == route::page ? configured_route(path, announce_paths) : known;
}

bool split_announce_path(std::string_view path, announce_path_parts& out) noexcept {
  constexpr std::string_view word = "announce";
  const auto query = std::min(path.find('?'), path.size());
  const auto last = path.rfind('/', query) + 1;
  if (!path.substr(last).starts_with(word))
    return false;
  out = {path.substr(0, last), path.substr(last + word.size())};
  return true;
}

} // namespace muster
