// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "web/operator_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <utility>

namespace muster {

namespace {

using boost::json::object;
using boost::json::value;

value or_null(bool is_known, value x) {
  return is_known ? std::move(x) : value{};
}

object object_of(const actor_row& x) {
  const bool is_known = x.id != 0;
  return {
      {"kind", x.kind},
      {"id", or_null(is_known, x.id)},
      {"count", x.count},
      {"place", x.place},
      {"thread", or_null(x.thread != 0, x.thread)},
      {"waiting", or_null(is_known, x.waiting)},
      {"handled", x.handled},
      {"busy_microseconds", or_null(is_known, x.busy_microseconds)},
      {"restarts", or_null(is_known, x.restarts)},
  };
}

object object_of(const listed_peer& x) {
  return {
      {"endpoint", x.endpoint},
      {"client", x.client},
      {"peer_id", x.peer_id},
      {"seeder", x.is_seeder},
      {"silent_seconds", x.age_seconds},
  };
}

} // namespace

std::string write_actors_json(const actor_list& x) {
  boost::json::array actors;
  for (const auto& row : x.rows)
    actors.push_back(object_of(row));
  return boost::json::serialize(object{
             {"microseconds", x.microseconds},
             {"actors", std::move(actors)},
         })
         + '\n';
}

std::string write_peers_json(const peer_listing& x, std::optional<bool> more_swarms) {
  object clients;
  for (const auto& [client, peers] : x.clients)
    clients[client] = peers;
  boost::json::array peers;
  for (const auto& peer : x.peers)
    peers.push_back(object_of(peer));
  object result{
      {"info_hash", to_hex(x.info_hash)}, {"seeders", x.counts.seeders},
      {"leechers", x.counts.leechers},    {"completed", x.counts.completed_count},
      {"matching", x.matching},           {"cut", x.matching > x.peers.size()},
  };
  if (more_swarms)
    result["more_swarms"] = *more_swarms;
  result["clients"] = std::move(clients);
  result["peers"] = std::move(peers);
  return boost::json::serialize(result) + '\n';
}

} // namespace muster
