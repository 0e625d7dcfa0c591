// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "net/door/front_door.hpp"
#include "net/http/exchange.hpp"
#include "net/http/forwarded_for.hpp"
#include "net/http/page.hpp"
#include "net/http/settings.hpp"
#include "net/settings.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// What a request handler works with. All of it outlives the handler.
struct request_handler_parts {
  const announce_settings& announce;
  const http_settings& http;
  front_door& door;
  pages_actor pages;
};

/// Does what HTTP requests ask for: step 3 of an announce and the front door's steps, and step 8
/// when the swarm has answered.
///
/// Belongs to a server and its reactor's thread.
class request_handler final : public request_sink {
public:
  /// @param self  the network actor that pages answer to.
  request_handler(const request_handler_parts& parts, caf::actor_control_block& self);

  void on_request(exchange& from, const request_head& head) override;
  void on_bad_request(exchange& from, request_status why) override;

  /// A swarm has answered an announce.
  void on_announced(exchange& to, const announce_reply& answer);

  /// A swarm has told its counts.
  void on_scraped(exchange& to, const scrape_entry& entry);

  void on_page(exchange& to, const page& answer);

  /// The pages actor has failed.
  void on_page_failed(exchange& to);

  /// From now on nothing is done; whatever is asked is told to come back later.
  void drain() noexcept {
    draining_ = true;
  }

private:
  void announce(exchange& from, const request_head& head);
  void scrape(exchange& from, const request_head& head);
  void query_page(exchange& from, const request_head& head, limited rate);

  /// Who is connected, or for whom a trusted proxy is; nothing if the proxy does not say.
  [[nodiscard]] std::optional<address>
  client_of(const exchange& from, const request_head& head) const;

  /// Notes who the client is.
  /// @returns false, with the request answered, if the proxy that is connected does not say.
  bool identify(exchange& from, const request_head& head);

  /// Answers an announce that no swarm gets.
  void answer_at_once(exchange& from, const announce_request& request, refusal reason);

  /// @param torrent  what was announced, if it is an announce.
  void refuse(exchange& from, refusal why, const info_hash& torrent = {});

  /// Sends the client to another tracker, with what it asks for.
  void redirect(exchange& from, std::string_view url, std::string_view query);
  void fail(exchange& from, http_error error);
  void turn_away(exchange& from);
  void reply_with_announce(exchange& to, const announce_reply& answer, std::string_view warning);
  void reply_with_scrape(exchange& to);

  request_handler_parts parts_;
  caf::actor_control_block& self_;
  forwarded_syntax forwarded_syntax_;
  std::string body_;
  bool draining_ = false;
};

} // namespace muster
