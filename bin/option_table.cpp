// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/option_table.hpp"

#include "actors/log/log_format.hpp"
#include "bin/configuration_text.hpp"
#include "conf/nearest_word.hpp"
#include "net/protocol/limits.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <system_error>

namespace muster {

namespace {

// -- forms ----------------------------------------------------------------------------------------

std::optional<std::string> parse_path(std::string_view text) {
  // PATH_MAX of Linux, with the zero byte that ends a path.
  constexpr std::size_t path_bytes_max = 4095;
  if (text.size() > path_bytes_max || text.find('\0') != std::string_view::npos)
    return std::nullopt;
  return std::string{text};
}

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

std::optional<log_format> parse_log_format(std::string_view text) {
  if (text == "logfmt")
    return log_format::logfmt;
  if (text == "json")
    return log_format::json;
  return std::nullopt;
}

constexpr parsed_text<endpoint> endpoint_form{
    R"("ADDRESS:PORT" or "[IPV6]:PORT" with a port from 0 to 65535)", parse_endpoint};
constexpr parsed_text<address_range> range_form{
    R"(an address or a range such as "10.0.0.0/8" or "fd00::/8")", address_range::parse};
constexpr parsed_text<std::string> path_form{"a path in quotes", parse_path};
constexpr parsed_text<std::string> optional_path_form{
    R"(a path in quotes, or "" for none)", parse_path};
constexpr parsed_text<std::string> header_form{
    R"(the name of an HTTP header of 1 to 64 characters, in quotes)", parse_header_name};
constexpr parsed_text<std::string> announce_path_form{
    R"(a path of 2 to 64 letters, digits and -._~/ such as "/t/announce", without a / at its end)",
    parse_announce_path};
constexpr parsed_text<std::string> announce_url_form{
    R"(a URL of HTTP with up to 80 characters, or "" for none)", parse_announce_url};
constexpr parsed_text<address> address_form{"an address", address::parse};
constexpr parsed_text<log_level> log_level_form{
    R"("debug", "info", "warning" or "error")", parse_log_level};
constexpr parsed_text<log_format> log_format_form{R"("logfmt" or "json")", parse_log_format};

/// @param field  returns a reference to the option's field in a configuration.
template <class Form, class Field>
option make_option(std::string_view key, std::string_view unit, Form form, Field field) {
  option result;
  result.key = key;
  result.unit = unit;
  result.form = form.text();
  result.read = [form, field](const option_value& x, configuration& out) {
    return form.read(x, field(out));
  };
  result.same = [field](const configuration& a, const configuration& b) {
    return field(a) == field(b);
  };
  result.show = [field](const configuration& x) {
    return option_text(field(x));
  };
  result.copy = [field](const configuration& from, configuration& to) {
    field(to) = field(from);
  };
  return result;
}

option without_restart(option x) {
  x.needs_restart = false;
  return x;
}

// -- the table ------------------------------------------------------------------------------------

// A field is named twice, as a key and as a member; the rest follows from the member's type.
#define MUSTER_FIELD(path)                                                                         \
  [](auto& x) -> auto& {                                                                           \
    return x.path;                                                                                 \
  }

std::vector<option> process_options() {
  return {
      make_option("reactors", "threads", whole_number{0, 256}, MUSTER_FIELD(reactors)),
      make_option("data_dir", "none", path_form, MUSTER_FIELD(data_dir)),
  };
}

std::vector<option> announce_options() {
  return {
      make_option(
          "announce.interval_seconds", "seconds", whole_number{1, 86400},
          MUSTER_FIELD(announce.interval)),
      make_option(
          "announce.interval_jitter_percent", "percent", whole_number{0, 50},
          MUSTER_FIELD(announce.interval_jitter_percent)),
      make_option(
          "announce.interval_raise_percent", "percent", whole_number{0, 400},
          MUSTER_FIELD(announce.interval_raise_percent)),
      make_option(
          "announce.min_interval_seconds", "seconds", whole_number{1, 86400},
          MUSTER_FIELD(announce.min_interval)),
      make_option(
          "announce.unregistered_interval_seconds", "seconds", whole_number{1, 86400},
          MUSTER_FIELD(announce.unregistered_interval)),
      make_option(
          "announce.numwant_standard", "peers", whole_number{0, limits::numwant_max},
          MUSTER_FIELD(announce.numwant.standard)),
      make_option(
          "announce.numwant_max", "peers", whole_number{1, limits::numwant_max},
          MUSTER_FIELD(announce.numwant.max)),
      make_option(
          "announce.scrape_hashes_max", "torrents", whole_number{1, 1000},
          MUSTER_FIELD(announce.scrape_hashes_max)),
      make_option(
          "announce.external_addresses", "none", list_of<parsed_text<address>>{0, 2, address_form},
          MUSTER_FIELD(swarm.external_addresses)),
      make_option("announce.moved_to", "none", announce_url_form, MUSTER_FIELD(announce.moved_to)),
  };
}

std::vector<option> http_options() {
  return {
      make_option(
          "http.listeners", "none", list_of<parsed_text<endpoint>>{1, 64, endpoint_form},
          MUSTER_FIELD(http.listeners)),
      make_option(
          "http.head_timeout_seconds", "seconds", whole_number{1, 300},
          MUSTER_FIELD(http.head_timeout)),
      make_option(
          "http.idle_timeout_seconds", "seconds", whole_number{1, 3600},
          MUSTER_FIELD(http.idle_timeout)),
      make_option(
          "http.request_line_bytes_max", "bytes", whole_number{512, 65536},
          MUSTER_FIELD(http.request_line_bytes_max)),
      make_option(
          "http.head_bytes_max", "bytes", whole_number{1024, 65536},
          MUSTER_FIELD(http.head_bytes_max)),
      make_option(
          "http.connections_max", "connections", whole_number{1, 1'000'000},
          MUSTER_FIELD(http.connections_max)),
      make_option(
          "http.connections_per_address_max", "connections", whole_number{1, 1'000'000},
          MUSTER_FIELD(http.connections_per_address_max)),
      make_option(
          "http.waiting_bytes_max", "bytes", whole_number{1 << 20, std::int64_t{1} << 40},
          MUSTER_FIELD(http.waiting_bytes_max)),
      make_option(
          "http.waiting_per_address_bytes_max", "bytes", whole_number{1 << 17, 1 << 30},
          MUSTER_FIELD(http.waiting_per_address_bytes_max)),
      make_option(
          "http.trusted_proxies", "none", list_of<parsed_text<address_range>>{0, 256, range_form},
          MUSTER_FIELD(http.trusted_proxies)),
      make_option(
          "http.forwarded_header", "none", header_form, MUSTER_FIELD(http.forwarded_header)),
      make_option(
          "http.announce_paths", "none",
          list_of<parsed_text<std::string>>{0, 64, announce_path_form},
          MUSTER_FIELD(http.announce_paths)),
  };
}

std::vector<option> udp_options() {
  return {
      make_option("udp.enabled", "none", truth_value{}, MUSTER_FIELD(udp.enabled)),
      make_option(
          "udp.listeners", "none", list_of<parsed_text<endpoint>>{0, 64, endpoint_form},
          MUSTER_FIELD(udp.listeners)),
      make_option(
          "udp.receive_buffer_bytes", "bytes", whole_number{4096, 1 << 30},
          MUSTER_FIELD(udp.receive_buffer_bytes)),
  };
}

std::vector<option> swarm_options() {
  return {
      make_option(
          "swarm.peers_per_address_max", "peers", whole_number{1, 1000},
          MUSTER_FIELD(swarm.peers_per_address_max)),
      make_option(
          "swarm.peer_lifetime_seconds", "seconds", whole_number{2, 604'800},
          MUSTER_FIELD(swarm.peer_lifetime)),
      make_option(
          "swarm.sweep_interval_seconds", "seconds", whole_number{1, 3600},
          MUSTER_FIELD(swarm.sweep_interval)),
  };
}

std::vector<option> admission_options() {
  return {
      without_restart(make_option(
          "admission.allow_list", "none", optional_path_form, MUSTER_FIELD(admission.allow_list))),
      without_restart(make_option(
          "admission.deny_list", "none", optional_path_form, MUSTER_FIELD(admission.deny_list))),
      make_option(
          "admission.denied_ports", "ports", list_of<whole_number>{0, 1024, {1, 65535}},
          MUSTER_FIELD(admission.denied_ports)),
      make_option(
          "admission.denied_sources", "none",
          list_of<parsed_text<address_range>>{0, 256, range_form},
          MUSTER_FIELD(admission.denied_sources)),
  };
}

std::vector<option> limit_options() {
  constexpr whole_number rate{0, 1'000'000};
  constexpr whole_number burst{0, 10'000'000};
  constexpr auto tebibyte = std::int64_t{1} << 40;
  return {
      make_option(
          "limits.private_sources", "none", truth_value{}, MUSTER_FIELD(limits.private_sources)),
      make_option(
          "limits.announces_per_second", "announces per second", rate,
          MUSTER_FIELD(limits.announces_per_second)),
      make_option(
          "limits.scrapes_per_second", "scrapes per second", rate,
          MUSTER_FIELD(limits.scrapes_per_second)),
      make_option(
          "limits.new_swarms_per_second", "torrents per second", rate,
          MUSTER_FIELD(limits.new_swarms_per_second)),
      make_option(
          "limits.connects_per_second", "connection ids per second", rate,
          MUSTER_FIELD(limits.connects_per_second)),
      make_option(
          "limits.errors_per_second", "errors per second", rate,
          MUSTER_FIELD(limits.errors_per_second)),
      make_option(
          "limits.pages_per_second", "pages per second", rate,
          MUSTER_FIELD(limits.pages_per_second)),
      make_option(
          "limits.burst_seconds", "seconds", whole_number{1, 3600},
          MUSTER_FIELD(limits.burst_seconds)),
      make_option(
          "limits.announces_burst", "announces", burst, MUSTER_FIELD(limits.announces_burst)),
      make_option(
          "limits.new_swarms_burst", "torrents", burst, MUSTER_FIELD(limits.new_swarms_burst)),
      make_option(
          "limits.network_factor", "sources", whole_number{1, 256},
          MUSTER_FIELD(limits.network_factor)),
      make_option(
          "limits.memory_bytes_max", "bytes", whole_number{0, 16 * tebibyte},
          MUSTER_FIELD(limits.memory_bytes_max)),
      make_option(
          "limits.load_percent", "percent", whole_number{1, 100},
          MUSTER_FIELD(limits.load_percent)),
  };
}

std::vector<option> persistence_options() {
  constexpr auto mebibyte = std::int64_t{1} << 20;
  return {
      make_option("persistence.enabled", "none", truth_value{}, MUSTER_FIELD(persistence.enabled)),
      make_option(
          "persistence.snapshot_interval_seconds", "seconds", whole_number{1, 3600},
          MUSTER_FIELD(persistence.snapshot_interval)),
      make_option(
          "persistence.history_bytes_max", "bytes", whole_number{mebibyte, mebibyte << 20},
          MUSTER_FIELD(persistence.history.disk_bytes_max)),
  };
}

std::vector<option> web_options() {
  return {
      make_option(
          "web.viewers_max", "connections", whole_number{0, 100'000},
          MUSTER_FIELD(web.viewers_max)),
      make_option(
          "web.viewers_per_address_max", "connections", whole_number{0, 100'000},
          MUSTER_FIELD(web.viewers_per_address_max)),
      make_option("web.operator_pages", "none", truth_value{}, MUSTER_FIELD(web.operator_pages)),
  };
}

std::vector<option> log_options() {
  return {
      without_restart(make_option("log.level", "none", log_level_form, MUSTER_FIELD(log.level))),
      make_option("log.format", "none", log_format_form, MUSTER_FIELD(log.format)),
      make_option("log.file", "none", optional_path_form, MUSTER_FIELD(log.file)),
      make_option(
          "log.records_per_second_max", "records per second", whole_number{1, 1'000'000},
          MUSTER_FIELD(log.records_per_second_max)),
      make_option(
          "log.pending_max", "records", whole_number{16, 1'000'000}, MUSTER_FIELD(log.pending_max)),
  };
}

#undef MUSTER_FIELD

std::vector<option> all_options() {
  std::vector<option> result;
  for (const auto part :
       {process_options, announce_options, http_options, udp_options, swarm_options,
        admission_options, limit_options, persistence_options, web_options, log_options})
    std::ranges::move(part(), std::back_inserter(result));
  return result;
}

constexpr std::array<std::string_view, 9> section_names{
    "announce", "http", "udp", "swarm", "admission", "limits", "persistence", "web", "log"};

} // namespace

std::span<const option> options() {
  static const auto table = all_options();
  return table;
}

const option* find_option(std::string_view key) {
  const auto table = options();
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const option& x) { return x.key == key; });
  return found == table.end() ? nullptr : &*found;
}

std::string_view nearest_option(std::string_view key) {
  std::vector<std::string_view> keys;
  for (const auto& x : options())
    keys.push_back(x.key);
  return nearest_word(key, keys);
}

std::span<const std::string_view> sections() {
  return section_names;
}

} // namespace muster
