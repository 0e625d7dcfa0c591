// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/report.hpp"

#include "bin/load/target.hpp"

#include <boost/json.hpp>

#include <iomanip>
#include <ostream>
#include <sstream>
#include <string_view>

namespace muster::load {

namespace {

double microseconds(std::int64_t nanoseconds) {
  return static_cast<double>(nanoseconds) / 1000;
}

double ratio(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

double mebibytes(std::uint64_t bytes) {
  return static_cast<double>(bytes) / (1024 * 1024);
}

std::string_view mode_of(const load_options& options) {
  if (is_udp(options.url))
    return "udp";
  if (options.mode == connection_mode::asked_keep_alive)
    return "asked-keep-alive";
  return options.mode == connection_mode::close ? "close" : "keep-alive";
}

std::string_view name_of(distribution x) {
  switch (x) {
  case distribution::even:
    return "even";
  case distribution::single:
    return "single";
  default:
    return "power-law";
  }
}

std::ostream& row(std::ostream& out, std::string_view name) {
  return out << std::left << std::setw(18) << name << std::right;
}

void print_setting(const run_result& x, std::ostream& out) {
  const auto& options = x.options;
  row(out, "target") << options.url << ", " << mode_of(options) << ", " << options.connections
                     << " connections, ";
  if (is_udp(options.url))
    out << "window " << options.window << ", ";
  out << options.threads << (options.threads == 1 ? " thread, " : " threads, ");
  if (options.flood != flood::none)
    out << "flood of " << name_of(options.flood) << ", ";
  if (options.fill)
    out << "fill\n";
  else if (options.rate > 0)
    out << "open loop at " << options.rate << "/s\n";
  else
    out << "closed loop\n";
  row(out, "population") << options.population.peers << " peers from " << x.sources
                         << (x.sources == 1 ? " address in " : " addresses in ") << x.swarms
                         << " swarms, " << name_of(options.population.distribution) << ", largest "
                         << x.largest_swarm << ", seed " << options.population.seed << '\n';
}

void print_faults(const tally& x, std::ostream& out) {
  row(out, "errors") << x.errors() << " (" << x.error_percent() << " %)";
  for (std::size_t i = 0; i < fault_count; ++i)
    if (x.faults[i] != 0 && !x.expected[i])
      out << ", " << fault_names[i] << ' ' << x.faults[i];
  out << '\n';
  if (!x.first_connect_error.empty())
    row(out, "not connected") << x.first_connect_error << '\n';
  if (!x.first_bad_reply.empty())
    row(out, "first bad reply") << x.first_bad_reply << '\n';
}

void print_flood(const tally& x, std::ostream& out) {
  row(out, "flood") << x.requests() << " requests: answered " << x.replies << ", refused "
                    << x.count_of(fault::failure_reason) << ", unanswered "
                    << x.count_of(fault::timeout) << ", other status " << x.count_of(fault::status)
                    << ", closed " << x.count_of(fault::closed) << ", not connected "
                    << x.count_of(fault::connect) << '\n';
}

void print_refusals(const tally& x, std::ostream& out) {
  for (const auto& [text, times] : x.refusals)
    row(out, "refusal") << times << ' ' << text << '\n';
}

void print_latency(const histogram& x, std::ostream& out) {
  row(out, "latency us") << "p50 " << microseconds(x.quantile(0.5)) << ", p99 "
                         << microseconds(x.quantile(0.99)) << ", p99.9 "
                         << microseconds(x.quantile(0.999)) << ", max " << microseconds(x.max())
                         << ", mean " << x.mean() / 1000 << '\n';
}

void print_server(const run_result& x, std::ostream& out) {
  const auto& [before, after] = *x.server;
  const auto cpu = microseconds(after.cpu_nanoseconds - before.cpu_nanoseconds);
  row(out, "server CPU")
      << x.per_request(cpu) << " us a request (user "
      << x.per_request(microseconds(after.user_nanoseconds - before.user_nanoseconds))
      << ", system "
      << x.per_request(microseconds(after.system_nanoseconds - before.system_nanoseconds)) << "), "
      << (x.seconds > 0 ? cpu / 1e6 / x.seconds : 0) << " cores\n";
  row(out, "server RSS") << mebibytes(after.rss_bytes) << " MiB, " << mebibytes(before.rss_bytes)
                         << " before, " << mebibytes(after.rss_max_bytes) << " at most\n";
}

boost::json::object json_setting(const run_result& x) {
  const auto& options = x.options;
  return {
      {"url", options.url},
      {"mode", mode_of(options)},
      {"connections", options.connections},
      {"window", is_udp(options.url) ? options.window : 1},
      {"threads", options.threads},
      {"rate", options.rate},
      {"fill", options.fill},
      {"flood", name_of(options.flood)},
      {"numwant", options.numwant},
      {"scrape_percent", options.scrape_percent},
      {"peers", options.population.peers},
      {"swarms", x.swarms},
      {"largest_swarm", x.largest_swarm},
      {"distribution", name_of(options.population.distribution)},
      {"sources", x.sources},
      {"networks", options.source.networks},
      {"seed", options.population.seed}};
}

boost::json::object json_faults(const tally& x) {
  boost::json::object result;
  for (std::size_t i = 1; i < fault_count; ++i)
    result[fault_names[i]] = x.faults[i];
  return result;
}

boost::json::object json_flood(const tally& x) {
  return {
      {"requests", x.requests()},
      {"answered", x.replies},
      {"refused", x.count_of(fault::failure_reason)},
      {"unanswered", x.count_of(fault::timeout)},
      {"other_status", x.count_of(fault::status)},
      {"closed", x.count_of(fault::closed)},
      {"not_connected", x.count_of(fault::connect)}};
}

boost::json::object json_refusals(const tally& x) {
  boost::json::object result;
  for (const auto& [text, times] : x.refusals)
    result[text] = times;
  return result;
}

boost::json::object json_latency(const histogram& x) {
  return {{"p50", microseconds(x.quantile(0.5))},  {"p90", microseconds(x.quantile(0.9))},
          {"p99", microseconds(x.quantile(0.99))}, {"p99.9", microseconds(x.quantile(0.999))},
          {"max", microseconds(x.max())},          {"mean", x.mean() / 1000}};
}

boost::json::object json_server(const run_result& x) {
  const auto& [before, after] = *x.server;
  const auto share = [&](std::int64_t nanoseconds) {
    return x.per_request(microseconds(nanoseconds));
  };
  return {
      {"cpu_us_per_request", share(after.cpu_nanoseconds - before.cpu_nanoseconds)},
      {"user_us_per_request", share(after.user_nanoseconds - before.user_nanoseconds)},
      {"system_us_per_request", share(after.system_nanoseconds - before.system_nanoseconds)},
      {"cpu_is_exact", before.is_exact && after.is_exact},
      {"rss_bytes_before", before.rss_bytes},
      {"rss_bytes", after.rss_bytes},
      {"rss_bytes_max", after.rss_max_bytes}};
}

} // namespace

double run_result::rate() const noexcept {
  return seconds > 0 ? static_cast<double>(tally.replies) / seconds : 0;
}

double run_result::per_request(double microseconds) const noexcept {
  return tally.requests() == 0 ? 0 : microseconds / static_cast<double>(tally.requests());
}

bool run_result::is_good() const noexcept {
  const bool is_attack = options.flood != flood::none;
  return (is_attack || tally.replies > 0) && tally.error_percent() <= options.error_percent_max;
}

std::string text_report(const run_result& x) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(2);
  print_setting(x, out);
  const auto& counts = x.tally;
  row(out, "replies") << counts.replies << " in " << x.seconds << " s, " << x.rate() << "/s, over "
                      << counts.connections << " connections, " << counts.retries << " retries\n";
  print_faults(counts, out);
  if (x.options.flood != flood::none)
    print_flood(counts, out);
  print_refusals(counts, out);
  print_latency(counts.latency, out);
  row(out, "peers per reply") << ratio(counts.peers, counts.announces) << " IPv4, "
                              << ratio(counts.peers6, counts.announces) << " IPv6; "
                              << ratio(counts.body_bytes, counts.replies) << " bytes\n";
  if (x.server)
    print_server(x, out);
  row(out, "own CPU") << x.per_request(x.own_cpu_seconds * 1e6) << " us a request\n";
  return out.str();
}

std::string json_report(const run_result& x) {
  const auto& counts = x.tally;
  boost::json::object result{
      {"setting", json_setting(x)},
      {"seconds", x.seconds},
      {"rate", x.rate()},
      {"replies", counts.replies},
      {"replies_parsed", counts.replies_parsed},
      {"errors", counts.errors()},
      {"error_percent", counts.error_percent()},
      {"faults", json_faults(counts)},
      {"first_connect_error", counts.first_connect_error},
      {"first_bad_reply", counts.first_bad_reply},
      {"refusals", json_refusals(counts)},
      {"connections", counts.connections},
      {"retries", counts.retries},
      {"latency_us", json_latency(counts.latency)},
      {"peers_per_reply", ratio(counts.peers, counts.announces)},
      {"peers6_per_reply", ratio(counts.peers6, counts.announces)},
      {"body_bytes_per_reply", ratio(counts.body_bytes, counts.replies)},
      {"own_cpu_us_per_request", x.per_request(x.own_cpu_seconds * 1e6)},
  };
  if (x.options.flood != flood::none)
    result["flood"] = json_flood(counts);
  if (x.server)
    result["server"] = json_server(x);
  return boost::json::serialize(result) + '\n';
}

} // namespace muster::load
