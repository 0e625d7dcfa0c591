// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE stats_json_test

#include "tests/support/some_figures.hpp"
#include "web/stats_json.hpp"
#include "web/version.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster;
using test::some_figures;

const std::string golden =
    R"({"version":")" + std::string{version()}
    + R"(","uptime_seconds":4005,"swarms":{"now":4004,"active":83,"ended":4003,"evicted":4010},)"
      R"("peers":{"ipv4":{"seeders":40,"leechers":23,"partial_seeds":3},)"
      R"("ipv6":{"seeders":70,"leechers":56,"partial_seeds":6},)"
      R"("unlisted":4001,"hidden":4011,"displaced":4012,"private_left_out":4013,"expired":4002},)"
      R"("completed":{"ipv4":81,"ipv6":82},)"
      R"("traffic":{"http":{"ipv4":{"announces":{"none":1001,"started":1002,"completed":1003,)"
      R"("stopped":1004,"paused":1005},"scrapes":1006,"peers_sent":1007},)"
      R"("ipv6":{"announces":{"none":1011,"started":1012,"completed":1013,"stopped":1014,)"
      R"("paused":1015},"scrapes":1016,"peers_sent":1017}},)"
      R"("udp":{"ipv4":{"announces":{"none":1021,"started":1022,"completed":1023,)"
      R"("stopped":1024,"paused":1025},"scrapes":1026,"peers_sent":1027},)"
      R"("ipv6":{"announces":{"none":1031,"started":1032,"completed":1033,"stopped":1034,)"
      R"("paused":1035},"scrapes":1036,"peers_sent":1037}}},)"
      R"("refusals":{"missing_info_hash":2001,"invalid_info_hash":2002,)"
      R"("duplicate_info_hash":2003,"missing_peer_id":2004,"invalid_peer_id":2005,)"
      R"("missing_port":2006,"invalid_port":2007,"denied_source":2008,)"
      R"("scoped_source":2009,"unregistered_torrent":2010,"full_scrape":2011,)"
      R"("oversized_scrape":2012,"moved":2013,"too_many_requests":2014,)"
      R"("too_many_new_swarms":2015,"tracker_full":2016,"overloaded":2017,)"
      R"("expired_connection_id":2018},)"
      R"("http_errors":{"bad_request":3000,"not_found":3001,"method_not_allowed":3002,)"
      R"("uri_too_long":3003,"head_too_large":3004,"forwarded_header_missing":3005,)"
      R"("too_many_pages":3006},)"
      R"("udp_connects":3100,"udp_drops":{"malformed":3101,"invalid_connection_id":3102,)"
      R"("overload":3103,"unsent":3104,"rate_limited":3105,"timed_out":3106},)"
      R"("connections":{"accepted":500,"open":40,"timed_out":30,"rejected":9,)"
      R"("rejected_by_address":10,"rejected_by_network":11,"displaced":12,)"
      R"("displaced_for_memory":13},"intervals_raised":4009,)"
      R"("memory":{"budget_bytes":8001,"used_bytes":8002,"swarm_bytes":8003,)"
      R"("waiting_bytes":8004},)"
      R"("operator_pages":{"refusals":6001},)"
      R"("store":{"state":"saving","reason":"","bytes":5008,"swarms_loaded":5001,)"
      R"("swarms_saved":5002,"swarms_left_out":5009,"records_skipped":5003,)"
      R"("log_bytes_dropped":5010,"questions_dropped":5011,"failures":5004,)"
      R"("rounds":5005,"last_round":5006,"samples_dropped":5007},)"
      R"("log":{"records_dropped":4006,"records_suppressed":4007},)"
      R"("process":{"resident_bytes":123456789,"cpu_seconds":)";

} // namespace

CAF_TEST(the figures are one object in a fixed order) {
  const auto text = write_stats_json(some_figures(), {123456789, 1.25}, 6001);
  CAF_CHECK_EQUAL(text.substr(0, golden.size()), golden);
  const auto process = boost::json::parse(text).at("process");
  CAF_CHECK_EQUAL(process.at("cpu_seconds").as_double(), 1.25);
}

CAF_TEST(the same members are there before anything happened) {
  const auto names = [](const figures& x) {
    std::string result;
    for (const char c : write_stats_json(x, {}))
      if (c < '0' || c > '9')
        result += c;
    return result;
  };
  figures nothing;
  nothing.persistence.state = store_state::saving; // a word, which is no digit
  CAF_CHECK_EQUAL(names(nothing), names(some_figures()));
}

CAF_TEST(a store that fails says why) {
  figures x;
  x.persistence.state = store_state::failing;
  x.persistence.reason = "a \"full\" disk";
  const auto store = boost::json::parse(write_stats_json(x, {})).at("store");
  CAF_CHECK_EQUAL(store.at("state").as_string(), "failing");
  CAF_CHECK_EQUAL(store.at("reason").as_string(), "a \"full\" disk");
}

CAF_TEST(gauges are never negative) {
  figures x;
  x.totals.swarms.population[1] = {-3, -2, -1};
  x.totals.swarms.active = -1;
  x.totals.connections.closed = 1;
  const auto parsed = boost::json::parse(write_stats_json(x, {}));
  CAF_CHECK_EQUAL(
      boost::json::serialize(parsed.at("peers").at("ipv6")),
      R"({"seeders":0,"leechers":0,"partial_seeds":0})");
  CAF_CHECK_EQUAL(parsed.at("swarms").at("active").as_int64(), 0);
  CAF_CHECK_EQUAL(parsed.at("connections").at("open").as_int64(), 0);
}
