// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE metrics_test

#include "tests/support/scratch_folder.hpp"
#include "tests/support/some_figures.hpp"
#include "web/metrics.hpp"
#include "web/version.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace muster;
using test::some_figures;

std::vector<std::string> lines(const std::string& text) {
  std::istringstream in{text};
  std::vector<std::string> result;
  for (std::string line; std::getline(in, line);)
    result.push_back(line);
  return result;
}

const process_usage usage{123456789, 1.25};

/// Every sample of `some_figures`, in order.
const std::vector<std::string> golden{
    R"(muster_announces_total{protocol="http",family="ipv4",event="none"} 1001)",
    R"(muster_announces_total{protocol="http",family="ipv4",event="started"} 1002)",
    R"(muster_announces_total{protocol="http",family="ipv4",event="completed"} 1003)",
    R"(muster_announces_total{protocol="http",family="ipv4",event="stopped"} 1004)",
    R"(muster_announces_total{protocol="http",family="ipv4",event="paused"} 1005)",
    R"(muster_announces_total{protocol="http",family="ipv6",event="none"} 1011)",
    R"(muster_announces_total{protocol="http",family="ipv6",event="started"} 1012)",
    R"(muster_announces_total{protocol="http",family="ipv6",event="completed"} 1013)",
    R"(muster_announces_total{protocol="http",family="ipv6",event="stopped"} 1014)",
    R"(muster_announces_total{protocol="http",family="ipv6",event="paused"} 1015)",
    R"(muster_announces_total{protocol="udp",family="ipv4",event="none"} 1021)",
    R"(muster_announces_total{protocol="udp",family="ipv4",event="started"} 1022)",
    R"(muster_announces_total{protocol="udp",family="ipv4",event="completed"} 1023)",
    R"(muster_announces_total{protocol="udp",family="ipv4",event="stopped"} 1024)",
    R"(muster_announces_total{protocol="udp",family="ipv4",event="paused"} 1025)",
    R"(muster_announces_total{protocol="udp",family="ipv6",event="none"} 1031)",
    R"(muster_announces_total{protocol="udp",family="ipv6",event="started"} 1032)",
    R"(muster_announces_total{protocol="udp",family="ipv6",event="completed"} 1033)",
    R"(muster_announces_total{protocol="udp",family="ipv6",event="stopped"} 1034)",
    R"(muster_announces_total{protocol="udp",family="ipv6",event="paused"} 1035)",
    R"(muster_scrapes_total{protocol="http",family="ipv4"} 1006)",
    R"(muster_scrapes_total{protocol="http",family="ipv6"} 1016)",
    R"(muster_scrapes_total{protocol="udp",family="ipv4"} 1026)",
    R"(muster_scrapes_total{protocol="udp",family="ipv6"} 1036)",
    R"(muster_peers_sent_total{protocol="http",family="ipv4"} 1007)",
    R"(muster_peers_sent_total{protocol="http",family="ipv6"} 1017)",
    R"(muster_peers_sent_total{protocol="udp",family="ipv4"} 1027)",
    R"(muster_peers_sent_total{protocol="udp",family="ipv6"} 1037)",
    R"(muster_peers{family="ipv4",role="seeder"} 40)",
    R"(muster_peers{family="ipv4",role="leecher"} 23)",
    R"(muster_peers{family="ipv6",role="seeder"} 70)",
    R"(muster_peers{family="ipv6",role="leecher"} 56)",
    R"(muster_partial_seeds{family="ipv4"} 3)",
    R"(muster_partial_seeds{family="ipv6"} 6)",
    R"(muster_completed_total{family="ipv4"} 81)",
    R"(muster_completed_total{family="ipv6"} 82)",
    "muster_peers_unlisted_total 4001",
    "muster_peers_hidden_total 4011",
    "muster_peers_displaced_total 4012",
    "muster_private_peers_left_out_total 4013",
    "muster_peers_expired_total 4002",
    "muster_swarms_active 83",
    "muster_swarms 4004",
    "muster_swarms_ended_total 4003",
    "muster_swarms_evicted_total 4010",
    R"(muster_refusals_total{reason="missing_info_hash"} 2001)",
    R"(muster_refusals_total{reason="invalid_info_hash"} 2002)",
    R"(muster_refusals_total{reason="duplicate_info_hash"} 2003)",
    R"(muster_refusals_total{reason="missing_peer_id"} 2004)",
    R"(muster_refusals_total{reason="invalid_peer_id"} 2005)",
    R"(muster_refusals_total{reason="missing_port"} 2006)",
    R"(muster_refusals_total{reason="invalid_port"} 2007)",
    R"(muster_refusals_total{reason="denied_source"} 2008)",
    R"(muster_refusals_total{reason="scoped_source"} 2009)",
    R"(muster_refusals_total{reason="unregistered_torrent"} 2010)",
    R"(muster_refusals_total{reason="full_scrape"} 2011)",
    R"(muster_refusals_total{reason="oversized_scrape"} 2012)",
    R"(muster_refusals_total{reason="moved"} 2013)",
    R"(muster_refusals_total{reason="too_many_requests"} 2014)",
    R"(muster_refusals_total{reason="too_many_new_swarms"} 2015)",
    R"(muster_refusals_total{reason="tracker_full"} 2016)",
    R"(muster_refusals_total{reason="overloaded"} 2017)",
    R"(muster_refusals_total{reason="expired_connection_id"} 2018)",
    R"(muster_http_errors_total{error="bad_request"} 3000)",
    R"(muster_http_errors_total{error="not_found"} 3001)",
    R"(muster_http_errors_total{error="method_not_allowed"} 3002)",
    R"(muster_http_errors_total{error="uri_too_long"} 3003)",
    R"(muster_http_errors_total{error="head_too_large"} 3004)",
    R"(muster_http_errors_total{error="forwarded_header_missing"} 3005)",
    R"(muster_http_errors_total{error="too_many_pages"} 3006)",
    R"(muster_reactor_turn_seconds_bucket{le="0.0001"} 9000)",
    R"(muster_reactor_turn_seconds_bucket{le="0.00025"} 18001)",
    R"(muster_reactor_turn_seconds_bucket{le="0.0005"} 27003)",
    R"(muster_reactor_turn_seconds_bucket{le="0.001"} 36006)",
    R"(muster_reactor_turn_seconds_bucket{le="0.0025"} 45010)",
    R"(muster_reactor_turn_seconds_bucket{le="0.005"} 54015)",
    R"(muster_reactor_turn_seconds_bucket{le="0.01"} 63021)",
    R"(muster_reactor_turn_seconds_bucket{le="0.05"} 72028)",
    R"(muster_reactor_turn_seconds_bucket{le="0.25"} 81036)",
    R"(muster_reactor_turn_seconds_bucket{le="+Inf"} 90045)",
    "muster_reactor_turn_seconds_sum 2.5",
    "muster_reactor_turn_seconds_count 90045",
    "muster_requests_failed_total 4014",
    "muster_intervals_raised_total 4009",
    "muster_memory_budget_bytes 8001",
    "muster_memory_used_bytes 8002",
    "muster_swarm_memory_bytes 8003",
    "muster_waiting_bytes 8004",
    "muster_udp_connects_total 3100",
    R"(muster_udp_drops_total{reason="malformed"} 3101)",
    R"(muster_udp_drops_total{reason="invalid_connection_id"} 3102)",
    R"(muster_udp_drops_total{reason="overload"} 3103)",
    R"(muster_udp_drops_total{reason="unsent"} 3104)",
    R"(muster_udp_drops_total{reason="rate_limited"} 3105)",
    R"(muster_udp_drops_total{reason="timed_out"} 3106)",
    "muster_connections_total 500",
    "muster_connections_open 40",
    "muster_connections_timed_out_total 30",
    R"(muster_connections_rejected_total{reason="total"} 9)",
    R"(muster_connections_rejected_total{reason="address"} 10)",
    R"(muster_connections_rejected_total{reason="network"} 11)",
    R"(muster_connections_displaced_total{reason="connections"} 12)",
    R"(muster_connections_displaced_total{reason="memory"} 13)",
    "muster_viewers_rejected_total 4008",
    "muster_store_pages_rejected_total 4015",
    "muster_operator_page_refusals_total 6001",
    R"(muster_store_state{state="off"} 0)",
    R"(muster_store_state{state="loading"} 0)",
    R"(muster_store_state{state="saving"} 1)",
    R"(muster_store_state{state="failing"} 0)",
    "muster_store_bytes 5008",
    "muster_swarms_loaded_total 5001",
    "muster_swarms_left_out_total 5009",
    "muster_swarms_saved_total 5002",
    "muster_records_skipped_total 5003",
    "muster_store_log_bytes_dropped_total 5010",
    "muster_store_questions_dropped_total 5011",
    "muster_store_failures_total 5004",
    "muster_snapshot_rounds_total 5005",
    "muster_snapshot_last_timestamp_seconds 5006",
    "muster_clock_in_doubt 0",
    "muster_samples_dropped_total 5007",
    R"(muster_actor_restarts_total{actor="logger"} 7001)",
    R"(muster_actor_restarts_total{actor="operator_desk"} 7002)",
    R"(muster_actor_restarts_total{actor="pages"} 7003)",
    R"(muster_actor_restarts_total{actor="persistence"} 7004)",
    R"(muster_actor_restarts_total{actor="statistics"} 7005)",
    R"(muster_actor_restarts_total{actor="sweeper"} 7006)",
    "muster_log_records_dropped_total 4006",
    "muster_log_records_suppressed_total 4007",
    "muster_uptime_seconds 4005",
    "muster_build_info{version=\"" + std::string{version()} + "\"} 1",
    "process_resident_memory_bytes 123456789",
    "process_cpu_seconds_total 1.25",
};

/// Reads the text as strictly as its specification is: each metric has a help and a type, once, and
/// all of its samples right behind, no two of them with the same labels.
class strict_reader {
public:
  void read(const std::string& line) {
    std::smatch match;
    if (std::regex_match(line, match, help_))
      begin(match[1]);
    else if (std::regex_match(line, match, type_))
      take_type(match[1], match[2]);
    else if (std::regex_match(line, match, sample_))
      take_sample(match[1], line.substr(0, line.rfind(' ')));
    else
      complaints.push_back("not a line of the format: " + line);
  }

  std::vector<std::string> complaints;
  std::set<std::string> names;

private:
  void begin(const std::string& name) {
    if (!names.insert(name).second)
      complaints.push_back("begun twice: " + name);
    current_ = name;
    typed_ = false;
  }

  void take_type(const std::string& name, const std::string& type) {
    if (name != current_ || typed_)
      complaints.push_back("type out of place: " + name);
    if ((type == "counter") != name.ends_with("_total"))
      complaints.push_back("a counter ends in _total and nothing else does: " + name);
    typed_ = true;
    is_histogram_ = type == "histogram";
  }

  /// Whether samples of that name belong to the metric begun last.
  [[nodiscard]] bool is_current(const std::string& name) const {
    if (!is_histogram_)
      return name == current_;
    return name == current_ + "_bucket" || name == current_ + "_sum" || name == current_ + "_count";
  }

  void take_sample(const std::string& name, const std::string& series) {
    if (!is_current(name) || !typed_)
      complaints.push_back("sample out of place: " + series);
    if (!series_.insert(series).second)
      complaints.push_back("sampled twice: " + series);
  }

  std::regex help_{"# HELP ([a-z_]+) [A-Z][^\\\\]*\\."};
  std::regex type_{"# TYPE ([a-z_]+) (counter|gauge|histogram)"};
  std::regex sample_{
      R"re(([a-z_]+)(?:\{[a-z_]+="[^"\\]+"(?:,[a-z_]+="[^"\\]+")*\})? [0-9]+(?:\.[0-9]+)?)re"};
  std::string current_;
  bool typed_ = false;
  bool is_histogram_ = false;
  std::set<std::string> series_;
};

/// The first cells, in backticks, of the table rows in a document.
std::set<std::string> documented_metrics(const std::string& path) {
  std::set<std::string> result;
  const std::regex row{R"(\| `([a-z]+_[a-z_]+)(?:\{[^`]*\})?` \|.*)"};
  for (const auto& line : test::lines_of(path)) {
    std::smatch match;
    if (std::regex_match(line, match, row))
      result.insert(match[1]);
  }
  return result;
}

} // namespace

CAF_TEST(the samples are these and no others) {
  auto samples = lines(write_metrics(some_figures(), usage, 6001));
  std::erase_if(samples, [](const std::string& line) { return line.starts_with('#'); });
  for (std::size_t i = 0; i < std::min(samples.size(), golden.size()); ++i)
    CAF_CHECK_EQUAL(samples[i], golden[i]);
  CAF_CHECK_EQUAL(samples.size(), golden.size());
}

CAF_TEST(the text is valid for a strict reader) {
  const auto text = write_metrics(some_figures(), usage);
  CAF_CHECK(text.ends_with('\n'));
  strict_reader reader;
  for (const auto& line : lines(text))
    reader.read(line);
  for (const auto& complaint : reader.complaints)
    CAF_ERROR(complaint);
}

CAF_TEST(the strict reader is strict) {
  for (const auto* bad :
       {"muster_x_total 1", "# TYPE muster_x_total counter", "", "muster_x{} 1", "muster_x -1",
        "# HELP muster_x", "# EOF"}) {
    strict_reader reader;
    reader.read(bad);
    CAF_CHECK(!reader.complaints.empty());
  }
  strict_reader reader;
  for (const auto* line :
       {"# HELP x_total X.", "# TYPE x_total counter", "x_total{a=\"1\"} 1", "x_total{a=\"2\"} 2"})
    reader.read(line);
  CAF_CHECK(reader.complaints.empty());
  reader.read("x_total{a=\"1\"} 3");
  CAF_CHECK_EQUAL(reader.complaints.size(), 1u);
}

CAF_TEST(the same series are there before anything happened) {
  const auto series = [](const figures& x) {
    auto result = lines(write_metrics(x, {}));
    for (auto& line : result)
      line.erase(line.rfind(' '));
    return result;
  };
  CAF_CHECK(series(figures{}) == series(some_figures()));
}

CAF_TEST(a gauge that is negative for a moment reads as zero) {
  figures x;
  x.totals.swarms.population[0] = {-3, -2, -1};
  x.totals.swarms.active = -1;
  x.totals.connections.closed = 1;
  const auto samples = lines(write_metrics(x, {}));
  for (const auto* zero :
       {R"(muster_peers{family="ipv4",role="seeder"} 0)",
        R"(muster_peers{family="ipv4",role="leecher"} 0)",
        R"(muster_partial_seeds{family="ipv4"} 0)", "muster_swarms_active 0",
        "muster_connections_open 0"})
    CAF_CHECK(std::find(samples.begin(), samples.end(), zero) != samples.end());
}

CAF_TEST(the store is in one state at a time) {
  for (const auto state :
       {store_state::off, store_state::loading, store_state::saving, store_state::failing}) {
    figures x;
    x.persistence.state = state;
    const auto samples = lines(write_metrics(x, {}));
    const auto is_of_state = [](const std::string& line) {
      return line.starts_with("muster_store_state{") && line.ends_with(" 1");
    };
    CAF_CHECK_EQUAL(std::count_if(samples.begin(), samples.end(), is_of_state), 1);
  }
}

CAF_TEST(a reason does not become a label) {
  figures x;
  x.persistence.state = store_state::failing;
  x.persistence.reason = "disk full";
  CAF_CHECK(write_metrics(x, {}).find("disk full") == std::string::npos);
}

CAF_TEST(every metric is documented and every documented metric exists) {
  strict_reader reader;
  for (const auto& line : lines(write_metrics(figures{}, usage)))
    reader.read(line);
  const auto documented = documented_metrics(MUSTER_METRICS_DOCUMENT);
  for (const auto& name : reader.names)
    if (!documented.contains(name))
      CAF_ERROR("not documented: " << name);
  for (const auto& name : documented)
    if (!reader.names.contains(name))
      CAF_ERROR("does not exist: " << name);
}
