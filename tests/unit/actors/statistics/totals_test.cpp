// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE totals_test

#include "actors/statistics/totals.hpp"
#include "tests/support/reports.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <set>

namespace {

using namespace muster;
using test::a_report;

/// What of a report goes on: everything but refusals that are none, peers, connections and turns.
statistics_report kept_of(statistics_report x) {
  x.swarms.population = {};
  x.swarms.active = 0;
  x.refusals[0] = 0;
  x.connections = {};
  x.turns = {};
  return x;
}

} // namespace

CAF_TEST(what goes on is read as it was written) {
  test::check_same(from_record(to_record(a_report(1))), kept_of(a_report(1)));
  test::check_same(from_record(to_record(a_report(1'000'000))), kept_of(a_report(1'000'000)));
}

CAF_TEST(every counter has a name and a value of its own) {
  const auto record = to_record(a_report(1));
  std::set<std::uint64_t> values;
  for (const auto& [name, value] : record.values)
    if (!values.insert(value).second)
      CAF_ERROR("a value that another has: " << name);
  CAF_CHECK_EQUAL(
      record.values.size(), protocol_count * family_count * (announce_event_count + 2)
                                + family_count + (refusal_count - 1) + http_error_count + 1
                                + udp_drop_count + 11);
}

CAF_TEST(names are those of the figures) {
  // They are in the stores of those who run muster: a name that changes loses its count.
  const auto record = to_record(a_report(1));
  for (const auto* name :
       {"announces.http.ipv4.started",
        "scrapes.http.ipv6",
        "peers_sent.http.ipv4",
        "completed.ipv6",
        "refusals.missing_info_hash",
        "http_errors.not_found",
        "announces.udp.ipv4.none",
        "udp_connects",
        "udp_drops.malformed",
        "peers_unlisted",
        "requests_failed",
        "peers_hidden",
        "peers_displaced",
        "private_peers_left_out",
        "peers_expired",
        "swarms_ended",
        "viewers_rejected",
        "intervals_raised",
        "swarms_evicted",
        "store_pages_rejected"})
    CAF_CHECK(record.values.contains(name));
}

CAF_TEST(peers and swarms and connections are those of one run) {
  auto x = a_report(1);
  const auto record = to_record(x);
  x.swarms.population = a_report(7).swarms.population;
  x.swarms.active = 7;
  x.connections = a_report(7).connections;
  CAF_CHECK(to_record(x) == record);
  const auto back = from_record(record);
  CAF_CHECK(back.swarms.population == statistics_report{}.swarms.population);
  CAF_CHECK_EQUAL(back.swarms.active, 0);
  CAF_CHECK_EQUAL(back.connections.accepted, 0u);
}

CAF_TEST(names that are not known do not matter) {
  auto record = to_record(a_report(1));
  for (const auto* name :
       {"", "announces", "announces.tcp.ipv4.none", "refusals.none", "connections.accepted", "x"})
    record.values[name] = 99;
  test::check_same(from_record(record), kept_of(a_report(1)));
}

CAF_TEST(what has no record begins at zero) {
  test::check_same(from_record({}), statistics_report{});
  auto record = to_record(a_report(1));
  record.values.erase("swarms_ended");
  auto expected = kept_of(a_report(1));
  expected.swarms_ended = 0;
  test::check_same(from_record(record), expected);
}

CAF_TEST(the largest count is kept) {
  statistics_report x;
  x.peers_expired = UINT64_MAX;
  CAF_CHECK_EQUAL(from_record(to_record(x)).peers_expired, UINT64_MAX);
}
