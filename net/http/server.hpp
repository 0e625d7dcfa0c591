// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "actors/swarm/messages.hpp"
#include "net/door/front_door.hpp"
#include "net/door/server_actor.hpp"
#include "net/http/client_table.hpp"
#include "net/http/listener.hpp"
#include "net/http/poller.hpp"
#include "net/http/request_handler.hpp"
#include "net/http/session.hpp"
#include "net/http/source_connections.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace muster {

class log;

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
  /// Connections open at once, and the bytes that may wait in them.
  client_table::limits clients;
  /// Of what is random in this server's replies.
  std::uint32_t seed = 0;
  std::shared_ptr<actor_account> account = std::make_shared<actor_account>();
  /// Whether there would be more connections if the process might have more descriptors.
  bool lacks_descriptors = false;
  /// Hears of that while it lasts. Outlives the server; null: nobody does.
  muster::log* log = nullptr;
};

/// The network actor of HTTP, one per reactor: accepts connections, keeps their sessions, and
/// brings the answers of swarms to them.
///
/// Messages name the request that they belong to in their id; `slot_tokens` says how.
class http_server final : public server_actor {
public:
  http_server(caf::actor_config& cfg, muster::reactor& reactor, http_server_parts parts);
  ~http_server() override;

  const char* name() const override;

private:
  /// Connections accepted in a row before others are served.
  static constexpr int accepts_max = 64;

  static constexpr std::size_t receive_bytes = 16384;

  /// How often the log says that descriptors are lacking.
  static constexpr timestamp lack_pause = std::chrono::minutes{1};

  void receive(caf::mailbox_element& message) override;
  void receive_announced(std::uint64_t token, const announced& answer);
  void receive_reply(client& to, caf::mailbox_element& message);
  void receive_page(client& to, caf::mailbox_element& message);
  void receive_event(caf::mailbox_element& message);
  /// Tells the pages actor that nobody looks at an open-ended page any more.
  void tell_page_left(std::uint64_t viewer);

  void on_batch(poller::batch batch);
  void on_event(std::uint64_t token, std::uint32_t events);
  /// @returns whether more connections may wait.
  bool accept(const listener& from);
  void pause_accepting();
  void resume_accepting();
  void open(int socket, const endpoint& remote);
  /// Whether `x` may have another connection; counts it, or that it was turned away.
  [[nodiscard]] bool admit(const source_connections::place& x);

  /// Runs `work` on a client's session; whatever goes wrong ends that session and nothing else.
  template <class Work>
  void with(client& x, Work work);
  /// Counts what has become of a client.
  /// @returns whether more bytes wait in its session than before.
  bool settle(client& x);
  void make_room_for_connections();
  void make_room_for_bytes(const client& x);
  void close_greediest(const client* of);
  void tell_lack_of_descriptors();

  statistics_report& report() override;
  bool has_clients() const override;
  void look_after_clients(bool all) override;
  void close_overdue(bool all);
  void begin_drain() override;
  void begin_stop() override;
  void close_listeners();
  void end_streams();

  http_server_parts parts_;
  poller poller_;
  /// Whether the process has run out of descriptors or memory, so that accepting waits for a while.
  bool accepting_paused_ = false;
  timestamp checked_{};
  /// Connections turned away for lack of descriptors since the log last said so, and when it did.
  std::uint64_t lacking_ = 0;
  timestamp lack_told_{};
  /// Whether open-ended replies end with what they have begun with.
  bool ends_streams_ = false;
  front_door door_;
  request_handler handler_;
  std::array<char, receive_bytes> receive_buffer_;
  std::string send_buffer_;
  client_table clients_;
  session_terms terms_;
};

} // namespace muster
