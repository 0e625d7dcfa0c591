// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/operator/messages.hpp"
#include "actors/peers/peer_listing.hpp"
#include "bin/ctl/ctl_report.hpp"
#include "web/operator_json.hpp"

#include <boost/json.hpp>

#include <utility>

namespace muster::ctl {

namespace {

namespace json = boost::json;

std::string line(const json::object& x) {
  return json::serialize(x) + '\n';
}

json::value or_null(bool is_known, json::value x) {
  return is_known ? std::move(x) : json::value{};
}

json::object object_of(const actor_row& x, const actor_rates& per_second) {
  const bool known = x.id != 0;
  return {
      {"kind", x.kind},
      {"id", or_null(known, x.id)},
      {"count", x.count},
      {"place", x.place},
      {"thread", or_null(x.thread != 0, x.thread)},
      {"mailbox", or_null(known, x.waiting)},
      {"handled", x.handled},
      {"handled_per_second", per_second.messages_per_second},
      {"busy_seconds", or_null(known, static_cast<double>(x.busy_microseconds) / 1e6)},
      {"busy_share", or_null(known, per_second.busy_share)},
      {"restarts", or_null(known, x.restarts)},
  };
}

json::object object_of(const info_hash& name, const swarm_counts& x) {
  return {
      {"info_hash", to_hex(name)},
      {"seeders", x.seeders},
      {"leechers", x.leechers},
      {"completed", x.completed_count},
  };
}

} // namespace

std::string json_of(const command_result& x) {
  return line({{"done", x.done}, {"text", x.text}});
}

std::string json_of(const status_report& x) {
  return line({
      {"version", x.version},
      {"process", x.process},
      {"uptime_seconds", x.uptime_seconds},
      {"draining", x.draining},
      {"swarms", x.swarms},
      {"seeders", x.seeders},
      {"leechers", x.leechers},
      {"connections", x.connections},
      {"announces", x.announces},
      {"scrapes", x.scrapes},
      {"refusals", x.refusals},
      {"log_records_dropped", x.log_records_dropped},
  });
}

std::string json_of(const actor_list& before, const actor_list& now) {
  const auto per_second = rates(before, now);
  json::array actors;
  for (std::size_t i = 0; i < now.rows.size(); ++i)
    actors.push_back(object_of(now.rows[i], per_second[i]));
  return line({{"actors", std::move(actors)}});
}

std::string json_of(const std::vector<listed_swarm>& x, bool) {
  std::string result;
  for (const auto& [info_hash, counts] : x)
    result += line(object_of(info_hash, counts));
  return result;
}

std::string json_of(const peer_listings& x) {
  std::string result;
  for (const auto& swarm : x.swarms)
    result += write_peers_json(swarm, x.is_cut);
  return result;
}

std::string json_of(const configuration_text& x) {
  return line({{"toml", x.text}});
}

} // namespace muster::ctl
