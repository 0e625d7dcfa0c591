// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/peers/peer_lister.hpp"

#include <algorithm>
#include <map>

namespace muster {

namespace {

/// Clients that are told, those of most peers: anybody can invent a peer_id.
constexpr std::size_t clients_max = 20;

constexpr std::size_t client_bytes = 8;

/// Goes through the peers and notes those that match.
class lister {
public:
  lister(const list_peers& question, peer_listing& out) : question_(question), out_(out) {
    // nop
  }

  template <family Family>
  void operator()(const peer_table<Family>& table) {
    for (std::uint32_t i = 0; i < table.size(); ++i)
      visit(table[i]);
  }

  void finish() {
    for (const auto& [client, peers] : clients_)
      out_.clients.push_back({client, peers});
    std::stable_sort(out_.clients.begin(), out_.clients.end(), [](const auto& a, const auto& b) {
      return a.peers > b.peers;
    });
    if (out_.clients.size() > clients_max)
      out_.clients.resize(clients_max);
  }

private:
  template <family Family>
  void visit(const peer_record<Family>& x) {
    const auto at = endpoint_of(x);
    if (question_.source && at.address != *question_.source)
      return;
    ++out_.matching;
    auto client = client_of(x.peer_id);
    ++clients_[client];
    if (out_.peers.size() < question_.peers_max)
      out_.peers.push_back(
          {to_string(at), std::move(client), printable(x.peer_id), x.role == peer_role::seeder,
           age_of(x.last_seen)});
  }

  [[nodiscard]] std::uint32_t age_of(timestamp last_seen) const {
    return question_.now > last_seen ? (question_.now - last_seen).count() : 0;
  }

  const list_peers& question_;
  peer_listing& out_;
  std::map<std::string, std::uint32_t> clients_;
};

} // namespace

std::string client_of(const peer_id& x) {
  std::string result{x.view().substr(0, client_bytes)};
  std::replace_if(
      result.begin(), result.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
  return result;
}

std::string printable(const peer_id& x) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const auto byte : x.bytes)
    if (byte > ' ' && byte <= '~' && byte != '%')
      result += static_cast<char>(byte);
    else
      result += {'%', digits[byte >> 4], digits[byte & 15]};
  return result;
}

peer_listing list(const peer_set& peers, const info_hash& name, const list_peers& question) {
  peer_listing result{name, peers.counts(), {}, 0, {}};
  lister visitor{question, result};
  peers.visit(visitor);
  visitor.finish();
  return result;
}

} // namespace muster
