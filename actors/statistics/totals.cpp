// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/statistics/totals.hpp"

#include "actors/statistics/labels.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace muster {

namespace {

std::string joined(std::initializer_list<std::string_view> words) {
  std::string result;
  for (const auto word : words) {
    if (!result.empty())
      result += '.';
    result += word;
  }
  return result;
}

/// Calls `f(name, counter)` for the counters of one protocol and family.
template <class Traffic, class F>
void for_each_counter_of(std::string_view protocol, std::string_view family, Traffic& x, F f) {
  for (std::size_t i = 0; i < announce_event_count; ++i)
    f(joined({"announces", protocol, family, label(static_cast<announce_event>(i))}),
      x.announces[i]);
  f(joined({"scrapes", protocol, family}), x.scrapes);
  f(joined({"peers_sent", protocol, family}), x.peers_sent);
}

/// Calls `f(name, counter)` for all counters that go on.
template <class Report, class F>
void for_each_counter(Report& x, F f) {
  for (std::size_t p = 0; p < protocol_count; ++p)
    for (std::size_t i = 0; i < family_count; ++i)
      for_each_counter_of(
          label(static_cast<protocol>(p)), label(static_cast<family>(i)), x.traffic[p][i], f);
  for (std::size_t i = 0; i < family_count; ++i)
    f(joined({"completed", label(static_cast<family>(i))}), x.swarms.completed[i]);
  for (std::size_t i = 1; i < refusal_count; ++i)
    f(joined({"refusals", label(static_cast<refusal>(i))}), x.refusals[i]);
  for (std::size_t i = 0; i < http_error_count; ++i)
    f(joined({"http_errors", label(static_cast<http_error>(i))}), x.http_errors[i]);
  f("udp_connects", x.udp_connects);
  for (std::size_t i = 0; i < udp_drop_count; ++i)
    f(joined({"udp_drops", label(static_cast<udp_drop>(i))}), x.udp_drops[i]);
  f("requests_failed", x.requests_failed);
  f("peers_unlisted", x.peers_unlisted);
  f("peers_hidden", x.peers_hidden);
  f("peers_displaced", x.peers_displaced);
  f("private_peers_left_out", x.private_peers_left_out);
  f("intervals_raised", x.intervals_raised);
  f("peers_expired", x.peers_expired);
  f("swarms_ended", x.swarms_ended);
  f("swarms_evicted", x.swarms_evicted);
  f("viewers_rejected", x.viewers_rejected);
  f("store_pages_rejected", x.store_pages_rejected);
}

} // namespace

totals_record to_record(const statistics_report& x) {
  totals_record result;
  for_each_counter(
      x, [&](std::string name, auto value) { result.values.emplace(std::move(name), value); });
  return result;
}

statistics_report from_record(const totals_record& x) {
  statistics_report result;
  for_each_counter(result, [&](const std::string& name, auto& value) {
    if (const auto found = x.values.find(name); found != x.values.end())
      value = static_cast<std::remove_reference_t<decltype(value)>>(found->second);
  });
  return result;
}

} // namespace muster
