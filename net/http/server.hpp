// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/front_door.hpp"
#include "net/http/listener.hpp"
#include "net/http/poller.hpp"
#include "net/http/request_handler.hpp"
#include "net/http/session.hpp"
#include "net/http/source_connections.hpp"
#include "net/server_actor.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace muster {

/// What a server needs besides its reactor.
struct http_server_parts {
  front_door_parts door;
  const http_settings& http;
  /// Outlives the server; the same for all of them.
  source_connections& connections;
  pages_actor pages;
  std::shared_ptr<const access_lists> lists;
  statistics_actor statistics;
  std::vector<listener> listeners;
  /// Connections open at once.
  std::uint32_t connections_max = 0;
  /// Of what is random in this server's replies.
  std::uint32_t seed = 0;
  std::shared_ptr<actor_account> account = std::make_shared<actor_account>();
};

/// The network actor of HTTP, one per reactor: accepts connections, keeps their sessions, and
/// brings the answers of swarms to them.
///
/// Messages name the session they belong to in their id: a slot in the table of sessions, and a
/// generation so that an answer that comes too late does not reach the next client of that slot.
class http_server final : public server_actor {
public:
  http_server(caf::actor_config& cfg, muster::reactor& reactor, http_server_parts parts);
  ~http_server() override;

  const char* name() const override;

private:
  /// Connections accepted in a row before others are served.
  static constexpr int accepts_max = 64;

  static constexpr std::size_t receive_bytes = 16384;

  void receive(caf::mailbox_element& message) override;
  void receive_announced(std::uint64_t token, const announced& answer);
  void receive_reply(session& to, caf::mailbox_element& message);
  void receive_event(caf::mailbox_element& message);

  void on_batch(poller::batch batch);
  void on_event(std::uint64_t token, std::uint32_t events);
  /// @returns whether more connections may wait.
  bool accept(const listener& from);
  void pause_accepting();
  void resume_accepting();
  void open(int socket, const endpoint& remote);
  /// Says whether the number of connections of `source` is limited.
  [[nodiscard]] bool limits(const muster::address& source) const noexcept;
  [[nodiscard]] session* find(std::uint64_t token);

  /// Runs `work` on a session; whatever goes wrong ends that session and nothing else.
  template <class Work>
  void with(session& x, Work work);

  statistics_report& report() override;
  bool has_clients() const override;
  void look_after_clients(bool all) override;
  void close_overdue(bool all);
  void begin_drain() override;
  void begin_stop() override;
  void close_listeners();

  struct slot {
    std::unique_ptr<session> client;
    std::uint32_t generation = 0;
  };

  http_server_parts parts_;
  poller poller_;
  /// Whether the process has run out of descriptors or memory, so that accepting waits for a while.
  bool accepting_paused_ = false;
  timestamp checked_{};
  front_door door_;
  request_handler handler_;
  std::array<char, receive_bytes> receive_buffer_;
  std::string send_buffer_;
  session_terms terms_;
  std::vector<slot> slots_;
  std::vector<std::uint32_t> free_slots_;
};

} // namespace muster
