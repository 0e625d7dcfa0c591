// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "web/operator_pages.hpp"

#include "actors/log/log.hpp"
#include "actors/operator/messages.hpp"
#include "web/assets.hpp"
#include "web/json_pages.hpp"
#include "web/operator_json.hpp"
#include "web/page_forms.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <optional>
#include <string>
#include <utility>

namespace muster {

namespace {

using pointer = pages_actor::stateful_pointer<pages_state>;

/// Peers in one answer. Chosen: half a megabyte of text; musterctl lists more.
constexpr std::uint32_t peers_max = 5000;

constexpr std::string_view page_path = "/actors";
constexpr std::string_view actors_path = "/api/v1/actors";
constexpr std::string_view swarms_path = "/api/v1/swarms/";
constexpr std::string_view peers_name = "/peers";

/// The info_hash in the path of a list of peers, whatever it looks like.
std::optional<std::string_view> swarm_in(std::string_view path) noexcept {
  if (!path.starts_with(swarms_path) || !path.ends_with(peers_name)
      || path.size() < swarms_path.size() + peers_name.size())
    return std::nullopt;
  path.remove_prefix(swarms_path.size());
  path.remove_suffix(peers_name.size());
  return path;
}

// -- who is turned away ---------------------------------------------------------------------------

page unauthorized(std::string_view why) {
  auto result = json_page(write_error_json(why), 401);
  result.headers += "WWW-Authenticate: Bearer\r\n";
  return result;
}

page limited(timestamp pause) {
  auto result = json_page(write_error_json("too many wrong tokens came from your address"), 429);
  result.headers += "Retry-After: " + std::to_string(pause.count()) + "\r\n";
  return result;
}

/// The page for somebody who is not let in; none for an operator.
std::optional<page> turn_away(const pages_parts& parts, const page_query& x) {
  const auto [verdict, pause] = parts.gate->ask(x.authorization, x.source, parts.clock.now());
  switch (verdict) {
  case operator_verdict::admitted:
    return std::nullopt;
  case operator_verdict::missing_token:
    return unauthorized("expected the token of this tracker's operators");
  case operator_verdict::limited:
    return limited(pause);
  case operator_verdict::wrong_token:
    break;
  }
  if (parts.log != nullptr)
    parts.log->write(
        log_level::warning, "refuse_operator",
        {{"reason", "wrong token"}, {"address", to_string(x.source)}});
  return unauthorized("that is not the token of this tracker's operators");
}

// -- what operators see ---------------------------------------------------------------------------

/// Asks the operator desk and answers with what `render` makes of what it says.
template <class Answer, class Query, class Render>
caf::result<page> ask_desk(pointer self, const page_query& x, const Query& query, Render render) {
  auto answer = self->make_response_promise<page>();
  self->request(self->state.parts.operators, answer_timeout, query)
      .then(
          [answer, render, x](const Answer& found) mutable {
            answer.deliver(compressed(render(found), x));
          },
          [answer](const caf::error&) mutable {
            answer.deliver(json_page(write_error_json("the operator desk does not answer"), 503));
          });
  return answer;
}

page actors_page(const actor_list& x) {
  return json_page(write_actors_json(x));
}

page peers_page(const peer_listings& x) {
  if (x.swarms.empty())
    return json_page(write_error_json("no such swarm"), 404);
  return json_page(write_peers_json(x.swarms.front()));
}

caf::result<page> list_peers_of(pointer self, const page_query& x, std::string_view hex) {
  swarm_details_query query{.info_hash = {}, .peers_max = peers_max};
  if (!parse_hex(hex, query.info_hash))
    return json_page(write_mistake_json({"info_hash", "40 hexadecimal digits"}), 400);
  return ask_desk<peer_listings>(self, x, query, peers_page);
}

} // namespace

bool is_operator_path(std::string_view path) noexcept {
  return path == page_path || path == actors_path || swarm_in(path);
}

caf::result<page> answer_operator(pointer self, const page_query& x) {
  const auto& parts = self->state.parts;
  if (!parts.gate)
    return text_page(404, "not found\n");
  // The page itself tells nothing: it asks for the token and shows what it gets.
  if (x.path == page_path)
    return asset_page(*find_asset(page_path), x);
  if (auto refused = turn_away(parts, x))
    return std::move(*refused);
  if (x.path == actors_path)
    return ask_desk<actor_list>(self, x, actors_query{}, actors_page);
  return list_peers_of(self, x, swarm_in(x.path).value_or(std::string_view{}));
}

} // namespace muster
