// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/admission.hpp"
#include "actors/interfaces.hpp"
#include "net/http/session.hpp"
#include "net/settings.hpp"

#include <caf/actor.hpp>
#include <caf/execution_unit.hpp>

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace muster {

class swarm_directory;

/// What a request handler works with. All of it outlives the handler.
struct request_handler_parts {
  const announce_settings& announce;
  const http_settings& http;
  const admission_settings& admission;
  swarm_directory& directory;
  pages_actor pages;
};

/// Does what HTTP requests ask for: steps 3 to 6 of an announce, and step 8 when the swarm has
/// answered. Counts what it sees for the statistics actor.
///
/// Belongs to a server and its reactor's thread.
class request_handler final : public request_sink {
public:
  /// @param self    the network actor that swarms and pages answer to.
  /// @param runner  the reactor, which runs the swarms.
  /// @param seed    of the intervals and the choice of peers.
  request_handler(
      const request_handler_parts& parts, std::shared_ptr<const access_lists> lists,
      caf::actor_control_block* self, caf::execution_unit& runner, std::uint32_t seed);

  void on_request(session& from, const request_head& head) override;
  void on_bad_request(session& from, request_status why) override;

  /// Counts what an announce has changed in its swarm.
  void count(const announced& answer) noexcept;

  /// A swarm has answered an announce.
  void on_announced(session& to, const announce_reply& answer);

  /// A swarm has told its counts.
  void on_scraped(session& to, const scrape_entry& entry);

  void on_page(session& to, const page& answer);

  /// The pages actor has failed.
  void on_page_failed(session& to);

  /// From now on nothing is done; whatever is asked is told to come back later.
  void drain() noexcept {
    draining_ = true;
  }

  /// Tells the time to what is asked from now on.
  void now(timestamp x) noexcept {
    now_ = x;
  }

  void lists(std::shared_ptr<const access_lists> x) noexcept {
    admission_.lists(std::move(x));
  }

  /// What has been counted since the report was last taken; to be added to by the server.
  [[nodiscard]] statistics_report& report() noexcept {
    return report_;
  }

private:
  void announce(session& from, const request_head& head);
  void forward(session& from, const announce_request& request);
  void scrape(session& from, const request_head& head);
  void query_page(session& from, const request_head& head);

  /// Who is connected, or for whom a trusted proxy is; nothing if the proxy does not say.
  [[nodiscard]] std::optional<address>
  client_of(const session& from, const request_head& head) const;

  /// Notes who the client is.
  /// @returns false, with the request answered, if the proxy that is connected does not say.
  bool identify(session& from, const request_head& head);

  void refuse(session& from, refusal why, announce_event event);
  void fail(session& from, http_error error);
  void turn_away(session& from);
  void reply_with_announce(session& to, const announce_reply& answer, std::string_view warning);
  void reply_with_scrape(session& to);
  void send(
      const caf::strong_actor_ptr& to, std::uint64_t token, auto content,
      caf::execution_unit* runner);

  [[nodiscard]] announce_intervals next_intervals();
  traffic& traffic_of(const address& source);

  request_handler_parts parts_;
  admission admission_;
  caf::actor_control_block* self_;
  caf::execution_unit& runner_;
  std::minstd_rand random_;
  timestamp now_{};
  statistics_report report_;
  std::string body_;
  bool draining_ = false;
};

} // namespace muster
