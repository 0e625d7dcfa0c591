// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/door/slot_map.hpp"
#include "net/http/session.hpp"
#include "net/http/source_connections.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace muster {

class memory_budget;

/// One connection and what is counted for it.
struct client {
  std::unique_ptr<muster::session> session;
  source_connections::place place;
  /// Bytes that wait in the session, as far as they have been counted.
  std::size_t waiting_bytes = 0;
  /// The open-ended page that is being looked at; 0: none.
  std::uint64_t viewer = 0;
};

/// The connections of one server: finds them by their tokens, counts them and the bytes that wait
/// in them, and says which are to go when there is no room for more.
///
/// Memory of connections that were closed is used for the next ones, and given back after a while.
/// Belongs to a server and its reactor's thread.
class client_table {
public:
  struct limits {
    std::uint32_t connections_max = 0;
    /// Bytes that may wait in all sessions: beginnings of requests, and rests of replies.
    std::size_t waiting_bytes_max = 0;
  };

  /// @param counts  shared by all servers; outlives the table, and so does `memory`.
  client_table(const limits& max, source_connections& counts, memory_budget& memory);
  ~client_table();

  client_table(const client_table&) = delete;
  client_table& operator=(const client_table&) = delete;

  /// Whether there is no room for another connection.
  [[nodiscard]] bool is_full() const noexcept {
    return clients_.is_full();
  }

  /// How many connections are open.
  [[nodiscard]] std::size_t size() const noexcept {
    return clients_.size();
  }

  /// Makes room for a connection that `counts` has counted. Its session is still closed.
  /// @pre `!is_full()`
  /// @returns the token that the poller is to call it.
  std::uint64_t open(const source_connections::place& place, const session_terms& terms);

  [[nodiscard]] client& at(std::uint64_t token) noexcept {
    return clients_.at(token);
  }

  /// The client that the poller calls so, or null if that one has gone.
  [[nodiscard]] client* find_connection(std::uint64_t token) noexcept;

  /// The client whose request is called so, or null if that is over.
  [[nodiscard]] client* find_request(std::uint64_t token) noexcept;

  /// Counts the bytes that wait in a session after it has done something.
  /// @returns whether they have become more.
  bool count_bytes(client& x) noexcept;

  /// The session has closed: forgets it. It may be gone afterwards.
  void close(client& x) noexcept;

  /// Calls `f(client)` for each that is open.
  template <class F>
  void for_each(F f) {
    clients_.for_each([&](client& x) {
      if (!x.session->closed())
        f(x);
    });
  }

  /// Whom to close so that there is room for others: of the networks with the most connections,
  /// exempt ones included and trusted proxies spared, those that say or get nothing, and of these
  /// the oldest. A share of all, so that this look at all of them is not needed again soon.
  [[nodiscard]] std::vector<client*> least_useful();

  /// Whether more bytes wait in the connections of the source of `x` than may.
  [[nodiscard]] bool has_too_many_bytes(const client& x) const noexcept {
    return counts_.has_too_many_bytes(x.place);
  }

  /// Whether more bytes wait in all connections than may.
  /// @param tight  whether memory is short, so that swarms would have to go.
  [[nodiscard]] bool has_too_many_bytes(bool tight) const noexcept {
    return waiting_bytes_
           > (tight ? max_.waiting_bytes_max / tight_divisor : max_.waiting_bytes_max);
  }

  /// Whom to close so that fewer bytes wait, those first that have most.
  /// @param of  only of this source; null: of all.
  [[nodiscard]] std::vector<client*> greediest(const client* of);

  /// Gives back the memory of closed sessions that were not needed since the last call.
  /// @returns whether there is more to give back with the next call.
  bool release_unused();

  /// What a session names its requests with.
  [[nodiscard]] slot_tokens& tokens() noexcept {
    return clients_.tokens();
  }

private:
  /// Chosen: while memory is short, a share of the budget that is worth no swarm.
  static constexpr std::size_t tight_divisor = 8;

  /// Sessions that are kept for the next connections, so that those that come and go cost no memory
  /// to be taken and given back. Chosen: more than come and go at once without a flood.
  static constexpr std::size_t spare_sessions_max = 64;

  /// For how many connections the network counts when room is made.
  [[nodiscard]] std::uint32_t rank_of(const source_connections::place& x) const noexcept;

  limits max_;
  source_connections& counts_;
  memory_budget& memory_;
  slot_map<client> clients_;
  std::size_t waiting_bytes_ = 0;
  std::size_t spare_sessions_ = 0;
};

} // namespace muster
