// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE report_test

#include "bin/load/report.hpp"

#include <boost/json.hpp>
#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster::load;

/// A run of 1,000 requests, 10 of them errors, that took two seconds.
run_result a_result() {
  run_result result;
  result.swarms = 10;
  result.largest_swarm = 20;
  result.sources = 1;
  result.seconds = 2;
  result.own_cpu_seconds = 0.005;
  result.tally.replies = 990;
  result.tally.announces = 990;
  result.tally.peers = 49'500;
  result.tally.faults[static_cast<std::size_t>(fault::status)] = 10;
  for (int i = 0; i < 990; ++i)
    result.tally.latency.add(32'000);
  return result;
}

server_usage a_server() {
  server_usage result;
  result.before.cpu_nanoseconds = 1'000'000'000;
  result.after.cpu_nanoseconds = 1'012'000'000;
  result.after.rss_bytes = 4 * 1024 * 1024;
  return result;
}

boost::json::object json_of(const run_result& x) {
  return boost::json::parse(json_report(x)).as_object();
}

} // namespace

CAF_TEST(the report for machines has the figures) {
  auto x = a_result();
  x.server = a_server();
  const auto json = json_of(x);
  CAF_CHECK(json.at("rate").as_double() == 495);
  CAF_CHECK(json.at("errors").to_number<int>() == 10);
  CAF_CHECK(json.at("error_percent").as_double() == 1);
  CAF_CHECK(json.at("faults").at("status").to_number<int>() == 10);
  CAF_CHECK(json.at("latency_us").at("p99.9").as_double() == 32);
  CAF_CHECK(json.at("peers_per_reply").as_double() == 50);
  CAF_CHECK(json.at("own_cpu_us_per_request").as_double() == 5);
  CAF_CHECK(json.at("server").at("cpu_us_per_request").as_double() == 12);
  CAF_CHECK(json.at("server").at("rss_bytes").to_number<int>() == 4'194'304);
}

CAF_TEST(the report for people has the same figures) {
  auto x = a_result();
  x.server = a_server();
  const auto text = text_report(x);
  for (const auto* part :
       {"495.00/s", "10 (1.00 %), status 10", "p50 32.00", "p99.9 32.00", "50.00 IPv4",
        "12.00 us a request", "4.00 MiB", "5.00 us a request"})
    CAF_CHECK(text.find(part) != std::string::npos);
}

CAF_TEST(why no server was found is reported if one was not ) {
  auto x = a_result();
  CAF_CHECK(text_report(x).find("not connected") == std::string::npos);
  x.tally.first_connect_error = "127.0.0.1:1: Connection refused";
  CAF_CHECK(
      text_report(x).find("not connected     127.0.0.1:1: Connection refused\n")
      != std::string::npos);
  CAF_CHECK(json_of(x).at("first_connect_error").as_string() == x.tally.first_connect_error);
}

CAF_TEST(a run over udp tells its window) {
  auto x = a_result();
  x.options.url = "udp://127.0.0.1:6969/announce";
  x.options.window = 3;
  CAF_CHECK(json_of(x).at("setting").at("mode").as_string() == "udp");
  CAF_CHECK(json_of(x).at("setting").at("window").to_number<int>() == 3);
  CAF_CHECK(text_report(x).find("udp, 64 connections, window 3, 1 thread") != std::string::npos);
  CAF_CHECK(text_report(a_result()).find("window") == std::string::npos);
}

CAF_TEST(a server that is unknown is not reported) {
  CAF_CHECK(!json_of(a_result()).contains("server"));
  CAF_CHECK(text_report(a_result()).find("server") == std::string::npos);
}

CAF_TEST(a run is good up to the allowed share of errors) {
  auto x = a_result();
  CAF_CHECK(!x.is_good());
  x.options.error_percent_max = 0.99;
  CAF_CHECK(!x.is_good());
  x.options.error_percent_max = 1;
  CAF_CHECK(x.is_good());
}

CAF_TEST(a run without a reply is not good) {
  run_result x;
  x.options.error_percent_max = 100;
  CAF_CHECK(!x.is_good());
}

CAF_TEST(a flood tells what became of it and is good without a reply) {
  run_result x;
  x.options.flood = flood::errors;
  x.tally.expected = faults_of_refusal();
  x.tally.faults[static_cast<std::size_t>(fault::failure_reason)] = 7;
  x.tally.faults[static_cast<std::size_t>(fault::timeout)] = 2;
  x.tally.count_refusal("no", 7);
  CAF_CHECK(x.is_good());
  const auto json = json_of(x);
  CAF_CHECK(json.at("setting").at("flood").as_string() == "errors");
  CAF_CHECK(json.at("flood").at("requests").to_number<int>() == 9);
  CAF_CHECK(json.at("flood").at("refused").to_number<int>() == 7);
  CAF_CHECK(json.at("flood").at("unanswered").to_number<int>() == 2);
  CAF_CHECK(json.at("refusals").at("no").to_number<int>() == 7);
  const auto text = text_report(x);
  CAF_CHECK(text.find("flood of errors") != std::string::npos);
  CAF_CHECK(text.find("0 (0.00 %)\n") != std::string::npos);
  CAF_CHECK(text.find("refused 7, unanswered 2") != std::string::npos);
  CAF_CHECK(!json_of(a_result()).contains("flood"));
}

CAF_TEST(a flood that gets malformed replies is not good) {
  run_result x;
  x.options.flood = flood::errors;
  x.tally.expected = faults_of_refusal();
  x.tally.faults[static_cast<std::size_t>(fault::packet)] = 1;
  CAF_CHECK(!x.is_good());
}
