// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "web/page_parameters.hpp"

#include "net/protocol/letter_case.hpp"
#include "net/protocol/query_string.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <limits>

namespace muster {

namespace {

constexpr std::uint32_t day_seconds = 86400;
constexpr std::uint32_t range_seconds_max = 366 * day_seconds;
constexpr std::uint32_t minutes_seconds_max = 3 * day_seconds;

/// The longest value that anybody may mean: 40 digits, all of them escaped.
constexpr std::size_t value_bytes_max = 120;

std::optional<std::uint32_t> parse_number(std::string_view text, std::uint32_t max) {
  std::uint32_t result = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), result);
  if (error != std::errc{} || end != text.data() + text.size() || result > max)
    return std::nullopt;
  return result;
}

std::uint32_t seconds_of_unit(char unit) {
  switch (unit) {
  case 'm':
    return 60;
  case 'h':
    return 3600;
  case 'd':
    return day_seconds;
  default:
    return 0;
  }
}

bool read_range(std::string_view text, stats_request& out) {
  const auto unit = text.empty() ? 0 : seconds_of_unit(text.back());
  if (unit == 0)
    return false;
  const auto count = parse_number(text.substr(0, text.size() - 1), range_seconds_max / unit);
  if (!count || *count == 0)
    return false;
  out.range = text;
  out.range_seconds = *count * unit;
  return true;
}

bool read_info_hash(std::string_view text, stats_request& out) {
  info_hash result;
  if (text.size() == info_hash::size)
    std::memcpy(result.bytes.data(), text.data(), info_hash::size);
  else if (!parse_hex(text, result))
    return false;
  out.info_hash = result;
  return true;
}

/// The value that `choices` has for a word.
template <class T, std::size_t N>
bool choose(
    std::string_view text, const std::array<std::pair<std::string_view, T>, N>& choices, T& out) {
  const auto found =
      std::find_if(choices.begin(), choices.end(), [&](const auto& x) { return x.first == text; });
  if (found == choices.end())
    return false;
  out = found->second;
  return true;
}

constexpr std::array<std::pair<std::string_view, series_group>, 2> groups{
    {{"minute", series_group::minute}, {"hour", series_group::hour}}};

constexpr std::array<std::pair<std::string_view, stats_format>, 3> formats{
    {{"html", stats_format::page}, {"json", stats_format::json}, {"csv", stats_format::csv}}};

constexpr std::array<std::pair<std::string_view, swarm_sort>, 5> sorts{
    {{"peers", swarm_sort::peers},
     {"seeders", swarm_sort::seeders},
     {"leechers", swarm_sort::leechers},
     {"completed", swarm_sort::completed},
     {"info_hash", swarm_sort::name}}};

constexpr std::array<std::pair<std::string_view, bool>, 2> orders{{{"asc", false}, {"desc", true}}};

/// One parameter: how it is read into `T`, and what it may be.
template <class T>
struct parameter {
  std::string_view name;
  std::string_view allowed;
  bool (*read)(std::string_view, T&);
};

constexpr std::array<parameter<stats_request>, 4> stats_parameters{{
    {"range", "<n>m, <n>h or <n>d: 1 minute to 366 days", read_range},
    {"group", "minute or hour",
     [](std::string_view x, stats_request& out) {
       return choose(x, groups, out.group);
     }},
    {"info_hash", "40 hexadecimal digits, or 20 percent-encoded bytes", read_info_hash},
    {"format", "json, csv or html",
     [](std::string_view x, stats_request& out) {
       return choose(x, formats, out.format);
     }},
}};

template <std::size_t swarm_query::*Field>
bool read_count(std::string_view text, std::uint32_t min, std::size_t max, swarm_query& out) {
  const auto number = parse_number(text, static_cast<std::uint32_t>(max));
  if (!number || *number < min)
    return false;
  out.*Field = *number;
  return true;
}

bool read_prefix(std::string_view text, swarm_query& out) {
  const auto is_digit = [](char c) {
    return hex_digit(c) >= 0;
  };
  if (text.size() > 2 * info_hash::size || !std::all_of(text.begin(), text.end(), is_digit))
    return false;
  out.prefix = text;
  return true;
}

constexpr std::array<parameter<swarm_query>, 5> swarm_parameters{{
    {"sort", "peers, seeders, leechers, completed or info_hash",
     [](std::string_view x, swarm_query& out) {
       return choose(x, sorts, out.sort);
     }},
    {"order", "asc or desc",
     [](std::string_view x, swarm_query& out) {
       return choose(x, orders, out.descending);
     }},
    {"limit", "a whole number from 1 to 1000",
     [](std::string_view x, swarm_query& out) {
       return read_count<&swarm_query::limit>(x, 1, swarm_query::limit_max, out);
     }},
    {"offset", "a whole number from 0 to 10000",
     [](std::string_view x, swarm_query& out) {
       return read_count<&swarm_query::offset>(x, 0, swarm_query::offset_max, out);
     }},
    {"q", "up to 40 hexadecimal digits", read_prefix},
}};

/// Reads all parameters that are known.
template <class T, std::size_t N>
std::optional<parameter_mistake>
read_all(std::string_view query, const std::array<parameter<T>, N>& known, T& out) {
  std::optional<parameter_mistake> result;
  for_each_parameter(query, [&](std::string_view name, std::string_view raw) {
    const decoded_text decoded{name};
    const auto found = std::find_if(known.begin(), known.end(), [&](const parameter<T>& x) {
      return x.name == decoded.view();
    });
    if (found == known.end() || result)
      return;
    std::array<std::uint8_t, value_bytes_max> value{};
    const auto size = percent_decode(raw, value);
    const auto* text = reinterpret_cast<const char*>(value.data());
    if (!size || *size > value.size() || !found->read({text, *size}, out))
      result = parameter_mistake{found->name, found->allowed};
  });
  return result;
}

/// Whether a client asks for a page, and for no JSON before it. Browsers do; programs that take
/// anything get JSON.
bool wants_html(std::string_view header) {
  const auto accept = lower_case(header);
  const auto html = accept.find("text/html");
  return html != std::string::npos && html < accept.find("application/json");
}

bool has_parameter(std::string_view query, std::string_view wanted) {
  bool result = false;
  for_each_parameter(query, [&](std::string_view name, std::string_view) {
    result |= decoded_text{name}.view() == wanted;
  });
  return result;
}

} // namespace

bool wants_page(std::string_view query, std::string_view accept) {
  return wants_html(accept) && !has_parameter(query, "format");
}

std::variant<stats_request, parameter_mistake>
parse_stats_request(std::string_view query, std::string_view accept) {
  stats_request result;
  result.format = wants_html(accept) ? stats_format::page : stats_format::json;
  if (const auto mistake = read_all(query, stats_parameters, result))
    return *mistake;
  if (!has_parameter(query, "group") && result.range_seconds > minutes_seconds_max)
    result.group = series_group::hour;
  return result;
}

std::variant<swarm_query, parameter_mistake> parse_swarm_query(std::string_view query) {
  swarm_query result;
  if (const auto mistake = read_all(query, swarm_parameters, result))
    return *mistake;
  return result;
}

} // namespace muster
