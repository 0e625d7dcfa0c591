// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/operator/messages.hpp"
#include "actors/peers/peer_listing.hpp"
#include "bin/ctl/ctl_report.hpp"
#include "bin/ctl/text_table.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace muster::ctl {

namespace {

/// 90061 → `1d 1h 1m 1s`.
std::string duration(std::uint64_t seconds) {
  struct unit {
    std::uint64_t seconds;
    char name;
  };
  std::string result;
  for (const auto& [length, name] :
       {unit{86400, 'd'}, unit{3600, 'h'}, unit{60, 'm'}, unit{1, 's'}}) {
    const auto count = seconds / length;
    seconds %= length;
    if (count > 0 || !result.empty() || name == 's')
      result += (result.empty() ? "" : " ") + std::to_string(count) + name;
  }
  return result;
}

std::string decimal(double x) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", x);
  return text.data();
}

std::string percent(std::uint32_t part, std::uint32_t whole) {
  return decimal(whole == 0 ? 0.0 : 100.0 * part / whole) + " %";
}

/// Swarms have no account; what nobody knows is a dash.
bool has_account(const actor_row& x) {
  return x.id != 0;
}

std::string or_dash(bool is_known, std::string text) {
  return is_known ? std::move(text) : "-";
}

std::string place_of(const actor_row& x) {
  return x.thread == 0 ? x.place : x.place + " (" + std::to_string(x.thread) + ")";
}

} // namespace

std::vector<actor_rates> rates(const actor_list& before, const actor_list& now) {
  const double microseconds = static_cast<double>(now.microseconds - before.microseconds);
  std::vector<actor_rates> result(now.rows.size());
  for (std::size_t i = 0; i < now.rows.size(); ++i) {
    const auto& row = now.rows[i];
    const auto former = std::ranges::find_if(
        before.rows, [&](const actor_row& x) { return x.kind == row.kind && x.id == row.id; });
    if (former == before.rows.end() || microseconds <= 0)
      continue;
    const auto messages = static_cast<double>(row.handled - former->handled);
    const auto busy = static_cast<double>(row.busy_microseconds - former->busy_microseconds);
    result[i] = {messages * 1e6 / microseconds, busy / microseconds};
  }
  return result;
}

std::string text_of(const command_result& x) {
  return x.text + '\n';
}

std::string text_of(const status_report& x) {
  std::string result = x.version + ", process " + std::to_string(x.process) + ", up "
                       + duration(x.uptime_seconds) + (x.draining ? ", draining" : "") + '\n';
  const auto line = [&](const char* name, std::uint64_t value) {
    std::string padded = name;
    padded.resize(22, ' ');
    result += padded + std::to_string(value) + '\n';
  };
  line("swarms", x.swarms);
  line("seeders", x.seeders);
  line("leechers", x.leechers);
  line("connections", x.connections);
  line("announces", x.announces);
  line("scrapes", x.scrapes);
  line("refusals", x.refusals);
  line("log records dropped", x.log_records_dropped);
  return result;
}

std::string text_of(const actor_list& before, const actor_list& now) {
  text_table table{
      {"KIND", ">ID", ">COUNT", "THREAD", ">MAILBOX", ">HANDLED", ">PER SECOND", ">BUSY",
       ">RESTARTS"}};
  const auto per_second = rates(before, now);
  for (std::size_t i = 0; i < now.rows.size(); ++i) {
    const auto& x = now.rows[i];
    const bool known = has_account(x);
    table.add(
        {x.kind, or_dash(known, std::to_string(x.id)), std::to_string(x.count), place_of(x),
         or_dash(known, std::to_string(x.waiting)), std::to_string(x.handled),
         decimal(per_second[i].messages_per_second),
         or_dash(known, decimal(100 * per_second[i].busy_share) + " %"),
         or_dash(known, std::to_string(x.restarts))});
  }
  return table.text();
}

std::string text_of(const std::vector<listed_swarm>& x, bool is_first_page) {
  text_table table{
      {"INFO_HASH                               ", ">SEEDERS", ">LEECHERS", ">COMPLETED"}};
  for (const auto& [info_hash, counts] : x)
    table.add(
        {to_hex(info_hash), std::to_string(counts.seeders), std::to_string(counts.leechers),
         std::to_string(counts.completed_count)});
  return table.text(is_first_page);
}

namespace {

std::string text_of(const peer_listing& x) {
  std::string result = to_hex(x.info_hash) + ": " + std::to_string(x.counts.seeders) + " seeders, "
                       + std::to_string(x.counts.leechers) + " leechers, "
                       + std::to_string(x.counts.completed_count) + " completed\n";
  text_table clients{{"CLIENT", ">PEERS", ">SHARE"}};
  for (const auto& [client, peers] : x.clients)
    clients.add({client, std::to_string(peers), percent(peers, x.matching)});
  text_table peers{{"ENDPOINT", "PEER_ID", "ROLE", ">SILENT FOR"}};
  for (const auto& peer : x.peers)
    peers.add(
        {peer.endpoint, peer.peer_id, peer.is_seeder ? "seeder" : "leecher",
         duration(peer.age_seconds)});
  result += clients.text() + peers.text();
  if (x.matching > x.peers.size())
    result += "and " + std::to_string(x.matching - x.peers.size()) + " more\n";
  return result;
}

} // namespace

std::string text_of(const peer_listings& x) {
  std::string result;
  for (const auto& swarm : x.swarms)
    result += text_of(swarm);
  if (x.is_cut)
    result += "and more swarms than one answer has\n";
  return result;
}

} // namespace muster::ctl
