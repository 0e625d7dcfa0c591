// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/http/options.hpp"

#include "conf/value_forms.hpp"
#include "conf/value_rules.hpp"
#include "net/protocol/limits.hpp"

#include <algorithm>

namespace muster {

namespace {

bool is_token_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
         || std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}

/// Reads what RFC 9110 calls a token.
std::optional<std::string> parse_header_name(std::string_view text) {
  constexpr std::size_t header_name_bytes_max = 64;
  if (text.empty() || text.size() > header_name_bytes_max)
    return std::nullopt;
  if (!std::all_of(text.begin(), text.end(), is_token_character))
    return std::nullopt;
  return std::string{text};
}

bool is_path_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
         || std::string_view{"-._~/"}.find(c) != std::string_view::npos;
}

std::optional<std::string> parse_announce_path(std::string_view text) {
  if (text.size() < 2 || text.size() > limits::announce_path_bytes_max || text.front() != '/')
    return std::nullopt;
  if (text.back() == '/' || !std::all_of(text.begin(), text.end(), is_path_character))
    return std::nullopt;
  return std::string{text};
}

constexpr parsed_text<std::string> header_form{
    R"(the name of an HTTP header of 1 to 64 characters, in quotes)", parse_header_name};
constexpr parsed_text<std::string> announce_path_form{
    R"(a path of 2 to 64 letters, digits and -._~/ such as "/t/announce", without a / at its end)",
    parse_announce_path};

std::optional<broken_rule> check_head_bytes(const http_settings& x) {
  if (x.request_line_bytes_max <= x.head_bytes_max)
    return std::nullopt;
  return broken_rule{
      {"http.request_line_bytes_max", "http.head_bytes_max"},
      with_value("request_line_bytes_max", x.request_line_bytes_max) + " to be at most "
          + with_value("head_bytes_max", x.head_bytes_max)};
}

std::optional<broken_rule> check_listeners(const http_settings& x) {
  return check_each_once("http.listeners", x.listeners);
}

} // namespace

section<http_settings> http_section() {
  return {
      "http",
      {
          row("listeners", list_of{1, 64, endpoint_form}, &http_settings::listeners),
          row("head_timeout_seconds", "seconds", whole_number{1, 300},
              &http_settings::head_timeout),
          row("idle_timeout_seconds", "seconds", whole_number{1, 3600},
              &http_settings::idle_timeout),
          row("request_line_bytes_max", "bytes", whole_number{512, 65536},
              &http_settings::request_line_bytes_max),
          row("head_bytes_max", "bytes", whole_number{1024, 65536}, &http_settings::head_bytes_max),
          row("connections_max", "connections", whole_number{1, 1'000'000},
              &http_settings::connections_max),
          row("connections_per_address_max", "connections", whole_number{1, 1'000'000},
              &http_settings::connections_per_address_max),
          row("waiting_bytes_max", "bytes", whole_number{1 << 20, std::int64_t{1} << 40},
              &http_settings::waiting_bytes_max),
          row("waiting_per_address_bytes_max", "bytes", whole_number{1 << 17, 1 << 30},
              &http_settings::waiting_per_address_bytes_max),
          row("trusted_proxies", list_of{0, 256, range_form}, &http_settings::trusted_proxies),
          row("forwarded_header", header_form, &http_settings::forwarded_header),
          row("announce_paths", list_of{0, 64, announce_path_form}, &http_settings::announce_paths),
      },
      {check_head_bytes, check_listeners}};
}

} // namespace muster
