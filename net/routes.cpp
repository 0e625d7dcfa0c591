// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/routes.hpp"

#include "net/protocol/limits.hpp"

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

} // namespace

route route_of(std::string_view path) noexcept {
  if (!path.starts_with('/'))
    return route::page;
  auto rest = path;
  if (skip(rest, "/announce/") && is_key(rest))
    return route::announce;
  // `/announce/KEY/announce` is `/KEY/announce` below `/announce`.
  const auto below = path.starts_with("/announce/") ? path.substr(9) : path;
  if (ends_as(below, "announce"))
    return route::announce;
  rest = path;
  if (ends_as(below, "scrape") || (skip(rest, "/scrape/") && is_key(rest)))
    return route::scrape;
  return path == "/healthz" || path == "/readyz" || path == "/metrics" ? route::health
                                                                       : route::page;
}

} // namespace muster
