// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "web/stats_json.hpp"

#include "actors/statistics/gauges.hpp"
#include "actors/statistics/labels.hpp"
#include "web/version.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace muster {

namespace {

using boost::json::object;

template <class Index, class Values>
object write_labelled(const Values& values) {
  object result;
  for_each_labelled<Index>(values, [&](auto name, auto value) { result[name] = value; });
  return result;
}

object write_swarms(const figures& x) {
  return {
      {"now", x.swarms},
      {"active", active_swarms(x.totals.swarms)},
      {"ended", x.totals.swarms_ended},
      {"evicted", x.totals.swarms_evicted},
  };
}

object write_peers(const statistics_report& x) {
  object result;
  for_each_labelled<family>(x.swarms.population, [&](auto family, const population& p) {
    result[family] = object{
        {"seeders", seeders(p)},
        {"leechers", leechers(p)},
        {"partial_seeds", partial_seeds(p)},
    };
  });
  result["unlisted"] = x.peers_unlisted;
  result["hidden"] = x.peers_hidden;
  result["displaced"] = x.peers_displaced;
  result["private_left_out"] = x.private_peers_left_out;
  result["expired"] = x.peers_expired;
  return result;
}

object write_traffic(const statistics_report& x) {
  object result;
  for_each_traffic(x, [&](auto protocol, auto family, const traffic& t) {
    auto& home = result[protocol];
    if (home.is_null())
      home.emplace_object();
    home.get_object()[family] = object{
        {"announces", write_labelled<announce_event>(t.announces)},
        {"scrapes", t.scrapes},
        {"peers_sent", t.peers_sent},
    };
  });
  return result;
}

object write_connections(const connection_counts& x) {
  return {
      {"accepted", x.accepted},
      {"open", open_connections(x)},
      {"timed_out", x.timed_out},
      {"rejected", x.rejected},
      {"rejected_by_address", x.rejected_by_source},
      {"rejected_by_network", x.rejected_by_network},
      {"displaced", x.displaced},
      {"displaced_for_memory", x.displaced_for_memory},
  };
}

object write_memory(const memory_figures& x) {
  return {
      {"budget_bytes", x.budget_bytes},
      {"used_bytes", x.used_bytes},
      {"swarm_bytes", x.swarm_bytes},
      {"waiting_bytes", x.waiting_bytes},
  };
}

object write_store(const persistence_figures& x) {
  return {
      {"state", label(x.state)},
      {"reason", x.reason},
      {"bytes", x.disk_bytes},
      {"swarms_loaded", x.swarms_loaded},
      {"swarms_saved", x.swarms_saved},
      {"swarms_left_out", x.swarms_left_out},
      {"records_skipped", x.records_skipped},
      {"log_bytes_dropped", x.log_bytes_dropped},
      {"questions_dropped", x.questions_dropped},
      {"failures", x.write_failures},
      {"rounds", x.rounds},
      {"last_round", x.last_round},
      {"samples_dropped", x.samples_dropped},
  };
}

object write_log(const figures& x) {
  return {
      {"records_dropped", x.log_records_dropped},
      {"records_suppressed", x.log_records_suppressed},
  };
}

object write_process(const process_usage& x) {
  return {
      {"resident_bytes", x.resident_bytes},
      {"cpu_seconds", x.cpu_seconds},
  };
}

} // namespace

std::string
write_stats_json(const figures& x, const process_usage& process, std::uint64_t operator_refusals) {
  const object result{
      {"version", version()},
      {"uptime_seconds", x.uptime_seconds},
      {"swarms", write_swarms(x)},
      {"peers", write_peers(x.totals)},
      {"completed", write_labelled<family>(x.totals.swarms.completed)},
      {"traffic", write_traffic(x.totals)},
      {"refusals", write_labelled<refusal>(x.totals.refusals)},
      {"http_errors", write_labelled<http_error>(x.totals.http_errors)},
      {"udp_connects", x.totals.udp_connects},
      {"udp_drops", write_labelled<udp_drop>(x.totals.udp_drops)},
      {"connections", write_connections(x.totals.connections)},
      {"intervals_raised", x.totals.intervals_raised},
      {"memory", write_memory(x.memory)},
      {"operator_pages", {{"refusals", operator_refusals}}},
      {"store", write_store(x.persistence)},
      {"log", write_log(x)},
      {"process", write_process(process)},
  };
  return boost::json::serialize(result) + '\n';
}

} // namespace muster
