// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "actors/swarm/messages.hpp"
#include "net/door/front_door.hpp"
#include "net/door/server_actor.hpp"
#include "net/door/slot_map.hpp"
#include "net/udp/connection_ids.hpp"
#include "net/udp/datagram_socket.hpp"
#include "net/udp/datagrams.hpp"
#include "net/udp/pending_request.hpp"

#include <boost/asio/ip/udp.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace muster {

/// What a UDP server needs besides its reactor.
struct udp_server_parts {
  front_door_parts door;
  std::shared_ptr<const access_lists> lists;
  statistics_actor statistics;
  std::vector<datagram_socket> sockets;
  /// The same for all reactors: clients do not always come back to the same one.
  connection_ids::secret secret{};
  /// Of what is random in this server's replies.
  std::uint32_t seed = 0;
  std::shared_ptr<actor_account> account = std::make_shared<actor_account>();
  /// Requests that wait for swarms; more are dropped. Chosen: what one reactor does in 20 ms.
  std::size_t requests_max = 4096;
  /// How long a swarm may take. Chosen: clients ask again after 15 s.
  std::chrono::seconds answer_time{5};
};

/// The network actor of UDP, one per reactor (BEP 15): reads requests, passes them to swarms, and
/// sends the answers to where the requests came from. Datagrams are received and sent many at once.
///
/// Nothing longer than the request is sent before the client has shown, with its connection id,
/// that its address is its own; what is no request gets silence.
class udp_server final : public server_actor {
public:
  udp_server(caf::actor_config& cfg, muster::reactor& reactor, udp_server_parts parts);
  ~udp_server() override;

  const char* name() const override;

private:
  /// A socket and the replies that it is about to send.
  struct outlet {
    boost::asio::ip::udp::socket socket;
    std::unique_ptr<outgoing_datagrams> replies = std::make_unique<outgoing_datagrams>();
  };

  /// A request as it came.
  struct arrival : udp_requester {
    udp_bytes bytes;
    udp_request_head head;
  };

  void receive(caf::mailbox_element& message) override;
  void on_swarms_run() override;
  void receive_announced(std::uint64_t token, const announced& answer);
  void receive_scraped(std::uint64_t token, const scrape_entry& entry);

  void add(datagram_socket socket);
  void wait(std::uint32_t socket);
  void on_readable(std::uint32_t socket);
  void take_batch(std::uint32_t socket);
  void on_datagram(std::size_t position, std::uint32_t socket);
  void on_request(const arrival& x);
  void on_expired_id(const arrival& x);
  void connect(const arrival& x);
  void announce(const arrival& x);
  void forward(const arrival& x, const announce_request& request);
  void scrape(const arrival& x);
  void ask_swarms(udp_bytes hashes, std::uint64_t token);
  [[nodiscard]] std::uint64_t open(const arrival& x);
  void answer_at_once(const arrival& x, const announce_request& request, refusal reason);
  void refuse(const udp_requester& x, std::size_t request_bytes, std::string_view why);
  void drop(udp_drop why, std::size_t datagrams = 1);

  /// Sends what `write` writes into a reply buffer.
  template <class Write>
  void reply(const udp_requester& to, Write write);
  void reply_with_announce(const udp_requester& x, const announce_reply& answer);
  void reply_with_scrape(std::uint64_t token, const pending_request& x);
  void flush();
  void flush(outlet& x);

  statistics_report& report() override;
  bool has_clients() const override;
  void look_after_clients(bool all) override;
  void begin_drain() override;
  void begin_stop() override;
  void stop_receiving();

  const announce_settings& settings_;
  std::vector<outlet> outlets_;
  front_door door_;
  connection_ids ids_;
  std::unique_ptr<incoming_datagrams> datagrams_ = std::make_unique<incoming_datagrams>();
  std::chrono::seconds answer_time_;
  slot_map<pending_request> pending_;
  /// What an announce is told if the tracker has moved.
  std::string moved_to_;
  std::vector<swarm_counts> counts_;
  /// Whether replies wait for the end of a batch.
  bool in_batch_ = false;
  bool receiving_ = true;
};

} // namespace muster
