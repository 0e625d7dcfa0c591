// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/http/client_table.hpp"

#include "actors/swarm/memory_budget.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace muster {

namespace {

/// The share of connections that goes when there is room for none. Chosen: a look at all costs a
/// fraction of a microsecond each, so this makes a newcomer cost a few.
constexpr std::size_t closed_divisor = 64;

struct candidate {
  client* who;
  std::uint32_t network_connections;
  session::stake stake;
  timestamp deadline;
};

bool goes_before(const candidate& a, const candidate& b) noexcept {
  return std::tuple{b.network_connections, a.stake, a.deadline}
         < std::tuple{a.network_connections, b.stake, b.deadline};
}

} // namespace

client_table::client_table(const limits& max, source_connections& counts, memory_budget& memory)
    : max_(max), counts_(counts), memory_(memory), clients_(max.connections_max) {
  // nop
}

client_table::~client_table() {
  memory_.add_waiting(-static_cast<std::int64_t>(waiting_bytes_));
}

std::uint64_t
client_table::open(const source_connections::place& place, const session_terms& terms) {
  const auto token = clients_.open();
  auto& x = at(token);
  try {
    if (x.session)
      --spare_sessions_;
    else
      x.session = std::make_unique<session>(terms);
  } catch (...) {
    clients_.close(token);
    throw;
  }
  x.place = place;
  return token;
}

client* client_table::find_connection(std::uint64_t token) noexcept {
  auto* x = clients_.find_slot(token);
  return x != nullptr && x->session->token() == token && !x->session->closed() ? x : nullptr;
}

client* client_table::find_request(std::uint64_t token) noexcept {
  auto* x = clients_.find(token);
  return x != nullptr && !x->session->closed() ? x : nullptr;
}

bool client_table::count_bytes(client& x) noexcept {
  const auto now = x.session->waiting_bytes();
  const auto before = std::exchange(x.waiting_bytes, now);
  if (now == before)
    return false;
  const auto change = static_cast<std::int64_t>(now) - static_cast<std::int64_t>(before);
  waiting_bytes_ += now - before;
  counts_.add_bytes(x.place, change);
  memory_.add_waiting(change);
  return change > 0;
}

void client_table::close(client& x) noexcept {
  count_bytes(x);
  counts_.close(x.place);
  x.viewer = 0;
  clients_.close(x.session->token());
  if (spare_sessions_ < spare_sessions_max)
    ++spare_sessions_;
  else
    x.session.reset();
}

std::vector<client*> client_table::least_useful() {
  std::vector<candidate> all;
  for_each([&](client& x) {
    if (const auto stake = x.session->current_stake(); stake != session::stake::answer)
      all.push_back({&x, rank_of(x.place), stake, x.session->deadline()});
  });
  const auto share = std::min(all.size(), size() / closed_divisor + 1);
  std::partial_sort(
      all.begin(), all.begin() + static_cast<std::ptrdiff_t>(share), all.end(), goes_before);
  std::vector<client*> result;
  for (std::size_t i = 0; i < share; ++i)
    // One look is good for many of the greediest network, and for one of another.
    if (i == 0 || all[i].network_connections == all.front().network_connections)
      result.push_back(all[i].who);
  return result;
}

// A private network that has no limit may still have most: a single user of the machine could
// otherwise drive out all others. Behind a proxy are many networks, each with a part of its
// connections.
std::uint32_t client_table::rank_of(const source_connections::place& x) const noexcept {
  return x.is_shared ? 1 : counts_.of_network(x);
}

std::vector<client*> client_table::greediest(const client* of) {
  std::vector<client*> result;
  std::size_t bytes = 0;
  for_each([&](client& x) {
    if (x.waiting_bytes == 0 || (of != nullptr && x.place.source != of->place.source))
      return;
    result.push_back(&x);
    bytes += x.waiting_bytes;
  });
  std::ranges::sort(result, std::ranges::greater{}, &client::waiting_bytes);
  // An eighth of all bytes: then there is room for a while.
  std::size_t gone = 0;
  const auto end = std::ranges::find_if(result, [&](const client* x) {
    return std::exchange(gone, gone + x->waiting_bytes) > bytes / 8;
  });
  result.erase(end, result.end());
  return result;
}

bool client_table::release_unused() {
  clients_.for_each_unused([this](client& x) {
    spare_sessions_ -= std::size_t{x.session != nullptr};
    x.session.reset();
  });
  return spare_sessions_ > 0;
}

} // namespace muster
