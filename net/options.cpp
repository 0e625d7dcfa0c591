// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/options.hpp"

#include "conf/value_rules.hpp"
#include "net/protocol/limits.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

namespace muster {

namespace {

/// Whether a URL with a scheme has a host, and a port that there can be, if any.
bool has_reachable_host(std::string_view url) {
  const auto authority = url.substr(url.find("//") + 2);
  const auto host_and_port = authority.substr(0, authority.find_first_of("/?"));
  const auto host = host_and_port.substr(0, host_and_port.find(':', host_and_port.rfind(']') + 1));
  if (host.size() == host_and_port.size())
    return !host.empty();
  const auto digits = host_and_port.substr(host.size() + 1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), port);
  return !host.empty() && error == std::errc{} && end == digits.end() && port > 0;
}

/// Reads an announce URL of HTTP, or nothing.
std::optional<std::string> parse_announce_url(std::string_view text) {
  const bool has_scheme = text.starts_with("http://") || text.starts_with("https://");
  const auto is_visible = [](char c) {
    return c > ' ' && c < '\x7f' && c != '#' && c != '"';
  };
  if (text.empty())
    return std::string{};
  if (!has_scheme || !has_reachable_host(text) || text.size() > limits::moved_to_bytes_max
      || !std::all_of(text.begin(), text.end(), is_visible))
    return std::nullopt;
  return std::string{text};
}

constexpr parsed_text<std::string> announce_url_form{
    R"(a URL of HTTP with up to 80 characters, or "" for none)", parse_announce_url};

std::optional<broken_rule> check_numwant(const announce_settings& x) {
  const auto& [standard, max] = x.numwant;
  if (standard <= max)
    return std::nullopt;
  return broken_rule{
      {"announce.numwant_standard", "announce.numwant_max"},
      with_value("numwant_standard", standard) + " to be at most "
          + with_value("numwant_max", max)};
}

// A client must be allowed to come back when it is told to.
std::optional<broken_rule> check_min_interval(const announce_settings& x) {
  const auto shortest = x.interval - x.interval * x.interval_jitter_percent / 100;
  if (x.min_interval <= shortest)
    return std::nullopt;
  return broken_rule{
      {"announce.min_interval_seconds", "announce.interval_seconds",
       "announce.interval_jitter_percent"},
      with_value("min_interval_seconds", x.min_interval.count()) + " to be at most "
          + with_value("interval_seconds less its jitter", shortest.count())};
}

} // namespace

section<announce_settings> announce_section() {
  return {
      "announce",
      {
          row("interval_seconds", "seconds", whole_number{1, 86400}, &announce_settings::interval),
          row("interval_jitter_percent", "percent", whole_number{0, 50},
              &announce_settings::interval_jitter_percent),
          row("interval_raise_percent", "percent", whole_number{0, 400},
              &announce_settings::interval_raise_percent),
          row("min_interval_seconds", "seconds", whole_number{1, 86400},
              &announce_settings::min_interval),
          row("unregistered_interval_seconds", "seconds", whole_number{1, 86400},
              &announce_settings::unregistered_interval),
          row("numwant_standard", "peers", whole_number{0, limits::numwant_max},
              &announce_settings::numwant, &numwant_range::standard),
          row("numwant_max", "peers", whole_number{1, limits::numwant_max},
              &announce_settings::numwant, &numwant_range::max),
          row("scrape_hashes_max", "torrents", whole_number{1, 1000},
              &announce_settings::scrape_hashes_max),
          row("moved_to", announce_url_form, &announce_settings::moved_to),
      },
      {check_numwant, check_min_interval}};
}

} // namespace muster
