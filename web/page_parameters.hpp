// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/persistence/messages.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

// What pages can be asked for, read from the query of their URLs.
namespace muster {

/// A parameter that is not as it should be.
struct parameter_mistake {
  std::string_view parameter;
  /// What it may be.
  std::string_view allowed;
};

/// How a page of statistics is to be written.
enum class stats_format : std::uint8_t { page, json, csv };

/// What `/stats` is asked for.
struct stats_request {
  /// As it was written, e.g. `5h`.
  std::string range = "1h";
  std::uint32_t range_seconds = 3600;
  series_group group = series_group::minute;
  std::optional<muster::info_hash> info_hash = {};
  stats_format format = stats_format::page;

  friend bool operator==(const stats_request&, const stats_request&) = default;
};

/// Whether whoever asks for `/stats` is a person with a browser. The page makes sense of its
/// address itself, whatever that says.
[[nodiscard]] bool wants_page(std::string_view query, std::string_view accept);

/// Reads `range` (`<n>m`, `<n>h` or `<n>d`, up to 366 days), `group` (`minute` or `hour`; without
/// it minutes up to 3 days and hours beyond), `info_hash` (40 hexadecimal digits, or 20 bytes as
/// announces send them) and `format` (`json`, `csv` or `html`). Others are left alone; the last one
/// of a name counts.
/// @param accept  the header, which decides between page and JSON if there is no `format`.
std::variant<stats_request, parameter_mistake>
parse_stats_request(std::string_view query, std::string_view accept);

/// Reads `sort`, `order` (`asc` or `desc`), `limit` (1 to 1000), `offset` (0 to 10,000) and `q`
/// (up to 40 hexadecimal digits, the beginning of an info_hash).
std::variant<swarm_query, parameter_mistake> parse_swarm_query(std::string_view query);

} // namespace muster
