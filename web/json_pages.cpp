// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "web/json_pages.hpp"

#include "actors/statistics/gauges.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

namespace muster {

namespace {

using boost::json::object;

/// What a series shows of a moment. Swarms have the first four.
struct point {
  std::uint32_t time = 0;
  std::uint64_t seeders = 0;
  std::uint64_t leechers = 0;
  std::uint64_t completed = 0;
  std::uint64_t torrents = 0;
  double announces_per_second = 0;
  double scrapes_per_second = 0;
};

std::uint32_t step_of(series_group group) {
  return group == series_group::minute ? 60 : 3600;
}

std::uint32_t floored(timestamp x, std::uint32_t step) {
  return x.count() / step * step;
}

/// Rounded to a tenth, because that is what people read and it keeps pages short.
double rate(std::uint64_t count, double seconds) {
  return seconds > 0 ? std::round(static_cast<double>(count) / seconds * 10) / 10 : 0;
}

traffic_sample sum_of(const tracker_sample& x) {
  traffic_sample result;
  for (const auto& families : x.traffic)
    for (const auto& one : families) {
      result.announces += one.announces;
      result.scrapes += one.scrapes;
    }
  return result;
}

point to_point(const tracker_sample& x) {
  const auto traffic = sum_of(x);
  return {
      x.time.count(),
      x.seeders,
      x.leechers,
      x.completed,
      x.swarms_active,
      rate(traffic.announces, x.seconds),
      rate(traffic.scrapes, x.seconds)};
}

template <class Counts>
point to_point(timestamp time, const Counts& x) {
  return {
      .time = time.count(), .seeders = x.seeders, .leechers = x.leechers, .completed = x.completed};
}

/// Adds what there is now, unless it is there already.
void add_present(
    const stats_request& asked, const series& found, const figures& now, std::vector<point>& out) {
  const auto time = floored(now.present.time, step_of(asked.group));
  if (!out.empty() && out.back().time >= time)
    return;
  if (!asked.info_hash)
    out.push_back(to_point(now.present));
  else if (found.latest)
    out.push_back(to_point(now.present.time, *found.latest));
  else
    return;
  out.back().time = time;
}

std::vector<point> points_of(const stats_request& asked, const series& found, const figures& now) {
  std::vector<point> result;
  for (const auto& x : found.tracker)
    result.push_back(to_point(x));
  for (const auto& x : found.swarm)
    result.push_back(to_point(x.time, x));
  add_present(asked, found, now, result);
  return result;
}

object to_json(const point& x, bool of_swarm) {
  object result{
      {"t", x.time},
      {"peers", x.seeders + x.leechers},
      {"seeders", x.seeders},
      {"leechers", x.leechers},
      {"completed", x.completed},
  };
  if (of_swarm)
    return result;
  result["torrents"] = x.torrents;
  result["announces_per_second"] = x.announces_per_second;
  result["scrapes_per_second"] = x.scrapes_per_second;
  return result;
}

traffic_sample sum_of(const statistics_report& x) {
  traffic_sample result;
  for (const auto& families : x.traffic)
    for (const auto& one : families) {
      result.announces +=
          std::accumulate(one.announces.begin(), one.announces.end(), std::uint64_t{0});
      result.scrapes += one.scrapes;
    }
  return result;
}

timestamp begin_of(const tracker_sample& x) {
  return x.time - timestamp{x.seconds};
}

/// What was counted from one moment to another, some seconds later. What earlier runs counted adds
/// to the totals when it is loaded and is no traffic, so the totals count only over a minute's end.
traffic_sample traffic_since(const figures& before, const figures& now) {
  const bool minute_goes_on = begin_of(now.present) == begin_of(before.present);
  const auto earlier = minute_goes_on ? sum_of(before.present) : sum_of(before.totals);
  const auto later = minute_goes_on ? sum_of(now.present) : sum_of(now.totals);
  return {later.announces - earlier.announces, later.scrapes - earlier.scrapes};
}

std::uint64_t completed_in(const statistics_report& x) {
  return std::accumulate(x.swarms.completed.begin(), x.swarms.completed.end(), std::uint64_t{0});
}

object totals_of(const figures& x) {
  const auto traffic = sum_of(x.totals);
  return {
      {"peers", x.present.seeders + x.present.leechers},
      {"seeders", x.present.seeders},
      {"leechers", x.present.leechers},
      {"torrents", x.present.swarms_active},
      {"torrents_known", x.swarms},
      {"completed", completed_in(x.totals)},
      {"announces", traffic.announces},
      {"scrapes", traffic.scrapes},
  };
}

std::string_view name_of(series_group x) {
  return x == series_group::minute ? "minute" : "hour";
}

std::string to_text(const object& x) {
  return boost::json::serialize(x) + '\n';
}

object to_json(const swarm_sample& x) {
  return {
      {"info_hash", to_hex(x.info_hash)},
      {"peers", std::uint64_t{x.seeders} + x.leechers},
      {"seeders", x.seeders},
      {"leechers", x.leechers},
      {"completed", x.completed},
  };
}

template <class T>
void append(std::string& out, T number) {
  std::array<char, 32> digits{};
  const auto* end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

} // namespace

series_query to_series_query(const stats_request& x, timestamp now) {
  const auto step = step_of(x.group);
  const auto last = floored(now, step);
  // A range that begins within a step has all of it.
  const auto before = (x.range_seconds - 1) / step * step;
  const auto first = last - std::min(last, before);
  return {timestamp{first}, timestamp{last + step}, x.group, x.info_hash};
}

std::string write_series_json(
    const stats_request& asked, const series_query& bounds, const series& found,
    const figures& now) {
  boost::json::array points;
  for (const auto& x : points_of(asked, found, now))
    points.push_back(to_json(x, asked.info_hash.has_value()));
  object result{
      {"range", asked.range},
      {"group", name_of(asked.group)},
      {"from", bounds.from.count()},
      {"to", bounds.to.count()},
  };
  if (asked.info_hash)
    result["torrent"] = to_hex(*asked.info_hash);
  result["points"] = std::move(points);
  result["totals"] = totals_of(now);
  return to_text(result);
}

std::string write_series_csv(
    const stats_request& asked, const series_query&, const series& found, const figures& now) {
  std::string result = "t,peers,seeders,leechers,completed";
  if (!asked.info_hash)
    result += ",torrents,announces_per_second,scrapes_per_second";
  result += "\r\n";
  for (const auto& x : points_of(asked, found, now)) {
    append(result, x.time);
    for (const auto count : {x.seeders + x.leechers, x.seeders, x.leechers, x.completed})
      append(result += ',', count);
    if (!asked.info_hash) {
      append(result += ',', x.torrents);
      append(result += ',', x.announces_per_second);
      append(result += ',', x.scrapes_per_second);
    }
    result += "\r\n";
  }
  return result;
}

std::string write_swarms_json(const swarm_query& asked, const swarm_page& found, bool is_current) {
  boost::json::array swarms;
  for (const auto& x : found.rows)
    swarms.push_back(to_json(x));
  return to_text({
      {"total", found.total},
      {"total_is_exact", found.total_is_exact},
      {"cut", found.is_cut},
      {"current", is_current},
      {"offset", asked.offset},
      {"limit", asked.limit},
      {"swarms", std::move(swarms)},
  });
}

std::string write_swarm_json(const swarm_sample& x) {
  return to_text(to_json(x));
}

std::string write_mistake_json(const parameter_mistake& x) {
  const auto message = "expected " + std::string{x.parameter} + " to be " + std::string{x.allowed};
  return to_text(
      {{"error", {{"parameter", x.parameter}, {"message", message}, {"allowed", x.allowed}}}});
}

std::string write_error_json(std::string_view message) {
  return to_text({{"error", {{"message", message}}}});
}

std::string write_live_json(const figures& before, const figures& now, double seconds) {
  const auto traffic = traffic_since(before, now);
  return boost::json::serialize(object{
      {"t", now.present.time.count()},
      {"uptime_seconds", now.uptime_seconds},
      {"peers", now.present.seeders + now.present.leechers},
      {"seeders", now.present.seeders},
      {"leechers", now.present.leechers},
      {"torrents", now.present.swarms_active},
      {"completed", completed_in(now.totals)},
      {"announces_per_second", rate(traffic.announces, seconds)},
      {"scrapes_per_second", rate(traffic.scrapes, seconds)},
  });
}

} // namespace muster
