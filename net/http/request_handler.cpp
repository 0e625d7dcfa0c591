// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/http/request_handler.hpp"

#include "actors/interfaces.hpp"
#include "net/protocol/http_scrape.hpp"
#include "net/routes.hpp"
#include "net/send.hpp"

#include <caf/actor_cast.hpp>

#include <array>
#include <utility>

namespace muster {

namespace {

/// What announces and scrapes tell is true for one client and now.
constexpr std::string_view not_stored = "Cache-Control: no-store\r\n";

struct http_error_info {
  std::uint16_t status;
  std::string_view text;
  std::string_view headers = {};
};

constexpr std::array<http_error_info, http_error_count> http_errors{{
    {400, "Bad Request: expected an HTTP/1.1 request\n"},
    {404, "Not Found: expected /announce, /scrape, /stats, /metrics or /healthz\n"},
    {405, "Method Not Allowed: expected GET or HEAD\n"},
    {414, "Request-URI Too Long: GET string too long\n"},
    {431, "Request Header Fields Too Large\n"},
    {400, "Bad Request: expected the client's address in the header of a trusted proxy\n"},
    {429, "Too Many Requests: expected fewer pages per second\n", "Retry-After: 5\r\n"},
}};

http_error error_of(request_status status) noexcept {
  switch (status) {
  case request_status::line_too_long:
    return http_error::uri_too_long;
  case request_status::head_too_large:
    return http_error::head_too_large;
  default:
    return http_error::bad_request;
  }
}

/// What the user of a client is told whose peer others are not told of.
std::string_view warning_about(const announce_reply& answer) noexcept {
  if (answer.hidden)
    return "not listed: peers are not told of your port, use another";
  return answer.listed ? "" : "not listed: no room for more peers of your address";
}

} // namespace

request_handler::request_handler(const request_handler_parts& parts, caf::actor_control_block& self)
    : parts_(parts),
      self_(self),
      forwarded_syntax_(forwarded_syntax_of(parts.http.forwarded_header)) {
  // nop
}

void request_handler::on_request(exchange& from, const request_head& head) {
  if (draining_) {
    turn_away(from);
    return;
  }
  if (head.method == http_method::other) {
    fail(from, http_error::method_not_allowed);
    return;
  }
  switch (route_of(head.path, head.query, parts_.http.announce_paths)) {
  case route::announce:
    announce(from, head);
    break;
  case route::scrape:
    scrape(from, head);
    break;
  case route::health:
    // Not held up by a flood of pages: who watches the tracker does so from where people look at
    // it.
    query_page(from, head, limited::health);
    break;
  case route::page:
    query_page(from, head, limited::page);
    break;
  }
}

void request_handler::on_bad_request(exchange& from, request_status why) {
  fail(from, error_of(why));
}

void request_handler::announce(exchange& from, const request_head& head) {
  if (!identify(from, head))
    return;
  auto [request, form, unread] = parse_http_announce(head.query, parts_.announce.numwant);
  request.source = from.request().source;
  from.request().form = form;
  const auto reason = parts_.door.admit(request, unread);
  if (reason == refusal::moved)
    redirect(from, parts_.announce.moved_to, head.query);
  else if (reason != refusal::none)
    answer_at_once(from, request, reason);
  else if (head.method == http_method::head)
    from.reply({}); // an announce changes the swarm, which HEAD must not
  else if (const auto at_once = parts_.door.forward(request, from.request().token))
    answer_at_once(from, request, *at_once);
}

void request_handler::answer_at_once(
    exchange& from, const announce_request& request, refusal reason) {
  const auto answer = front_door::at_once(request.event, reason);
  if (answer == outcome::refuse)
    refuse(from, reason, request.info_hash);
  else
    reply_with_announce(from, {}, answer == outcome::warning ? info(reason).text : "");
}

void request_handler::on_announced(exchange& to, const announce_reply& answer) {
  if (answer.refused != refusal::none) {
    refuse(to, answer.refused);
    return;
  }
  parts_.door.count_peers_sent(
      to.request().source,
      answer.peers.size() / compact_ipv4_bytes + answer.peers6.size() / compact_ipv6_bytes);
  reply_with_announce(to, answer, warning_about(answer));
}

void request_handler::reply_with_announce(
    exchange& to, const announce_reply& answer, std::string_view warning) {
  body_.clear();
  write_http_announce_reply(
      answer, to.request().form, parts_.door.next_intervals(), to.request().source, warning, body_);
  to.reply({.body = body_, .headers = not_stored});
}

void request_handler::scrape(exchange& from, const request_head& head) {
  if (!identify(from, head))
    return;
  auto [entries, unread] = parse_http_scrape(head.query, parts_.announce.scrape_hashes_max);
  const auto reason = parts_.door.admit_scrape(from.request().source, unread);
  announce_path_parts url;
  if (reason == refusal::moved && split_announce_path(parts_.announce.moved_to, url)) {
    redirect(from, std::string{url.before} + "scrape" + std::string{url.behind}, head.query);
    return;
  }
  if (reason != refusal::none) {
    refuse(from, reason);
    return;
  }
  auto& asked = from.request().scrape;
  asked.begin() = std::move(entries);
  if (parts_.door.scrape(asked, from.request().token))
    reply_with_scrape(from);
}

void request_handler::on_scraped(exchange& to, const scrape_entry& entry) {
  if (to.request().scrape.take(entry))
    reply_with_scrape(to);
}

void request_handler::reply_with_scrape(exchange& to) {
  body_.clear();
  const auto gathered = std::exchange(to.request().scrape, {});
  write_http_scrape_reply(gathered.entries(), parts_.door.next_intervals().min_interval, body_);
  to.reply({.body = body_, .headers = not_stored});
}

void request_handler::query_page(exchange& from, const request_head& head, limited rate) {
  auto client = client_of(from, head);
  if (!client
      && head.forwarded.empty()) // a proxy that looks for itself whether the tracker is well
    client = from.remote().address;
  if (!client) {
    fail(from, http_error::forwarded_header_missing);
    return;
  }
  const auto& source = *client;
  if (!parts_.door.admits(rate, source)) {
    fail(from, http_error::too_many_pages);
    return;
  }
  send<pages_actor>(
      self_, caf::actor_cast<caf::strong_actor_ptr>(parts_.pages), from.request().token,
      page_query{
          std::string{head.path}, std::string{head.query}, std::string{head.accept},
          std::string{head.accept_encoding}, std::string{head.if_none_match},
          std::string{head.authorization}, source, head.method == http_method::head},
      nullptr);
}

void request_handler::on_page(exchange& to, const page& answer) {
  if (answer.status == 404)
    ++parts_.door.report().http_errors[static_cast<std::size_t>(http_error::not_found)];
  else if (answer.status == 400)
    ++parts_.door.report().http_errors[static_cast<std::size_t>(http_error::bad_request)];
  to.reply(
      {answer.status, answer.content_type, {}, answer.headers, answer.open_ended}, answer.body);
}

void request_handler::on_page_failed(exchange& to) {
  to.reply({.status = 503, .body = "Service Unavailable\n"});
}

std::optional<address>
request_handler::client_of(const exchange& from, const request_head& head) const {
  const auto& trusted = parts_.http.trusted_proxies;
  const auto& remote = from.remote().address;
  if (!contains(trusted, remote))
    return remote;
  return forwarded_address(head.forwarded, trusted, forwarded_syntax_);
}

bool request_handler::identify(exchange& from, const request_head& head) {
  const auto client = client_of(from, head);
  if (!client) {
    fail(from, http_error::forwarded_header_missing);
    return false;
  }
  from.request().source = *client;
  return true;
}

void request_handler::refuse(exchange& from, refusal why, const info_hash& torrent) {
  body_.clear();
  write_http_refusal(why, parts_.door.next_times(why, from.request().source, torrent), body_);
  from.reply({.body = body_, .headers = not_stored});
}

void request_handler::redirect(exchange& from, std::string_view url, std::string_view query) {
  body_ = "Location: ";
  body_ += url;
  if (!query.empty()) {
    // A target has neither spaces nor control characters, see request_head.
    body_ += url.find('?') == std::string_view::npos ? '?' : '&';
    body_ += query;
  }
  body_ += "\r\n";
  body_ += not_stored;
  from.reply({.status = 302, .body = {}, .headers = body_});
}

void request_handler::fail(exchange& from, http_error error) {
  const auto index = static_cast<std::size_t>(error);
  ++parts_.door.report().http_errors[index];
  const auto& [status, text, headers] = http_errors[index];
  from.reply({.status = status, .body = text, .headers = headers});
}

void request_handler::turn_away(exchange& from) {
  from.close_after_reply();
  from.reply({.status = 503, .body = "Service Unavailable: the tracker is about to stop\n"});
}

} // namespace muster
