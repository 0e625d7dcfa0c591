// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/udp/udp_server.hpp"

#include "actors/admission/messages.hpp"
#include "actors/interfaces.hpp"
#include "actors/runtime/typed_message.hpp"
#include "net/reactor.hpp"

#include <string_view>
#include <utility>

namespace muster {

udp_server::udp_server(caf::actor_config& cfg, muster::reactor& reactor, udp_server_parts parts)
    : server_actor(cfg, reactor, parts.account, parts.statistics),
      settings_(parts.door.announce),
      door_(parts.door, std::move(parts.lists), ctrl(), reactor, reactor.now(), parts.seed),
      ids_(parts.secret),
      answer_time_(parts.answer_time),
      pending_(parts.requests_max),
      moved_to_("moved to " + settings_.moved_to) {
  for (auto& socket : parts.sockets)
    add(std::move(socket));
  for (std::uint32_t i = 0; i < outlets_.size(); ++i)
    wait(i);
}

udp_server::~udp_server() = default;

void udp_server::add(datagram_socket socket) {
  using boost::asio::ip::udp;
  const bool is_ipv4 = socket.local().address.family() == family::ipv4;
  outlets_.push_back({{reactor().context(), is_ipv4 ? udp::v4() : udp::v6(), socket.socket()}});
  socket.release();
}

const char* udp_server::name() const {
  return "udp_server";
}

// -- messages -------------------------------------------------------------------------------------

void udp_server::receive(caf::mailbox_element& message) {
  const auto& content = message.content();
  const auto token = message.mid.request_id().integer_value();
  if (is<door_actor, announced>(content))
    receive_announced(token, content.get_as<announced>(0));
  else if (is<door_actor, scraped>(content))
    receive_scraped(token, content.get_as<scraped>(0).entry);
  else if (is<door_actor, access_lists_loaded>(content))
    door_.lists(content.get_as<access_lists_loaded>(0).lists);
  else if (!receive_order(message))
    handle_system_message(message, &reactor(), true);
}

void udp_server::on_swarms_run() {
  flush();
}

void udp_server::receive_announced(std::uint64_t token, const announced& answer) {
  // Whoever asked may have waited too long, but what has changed in the swarm counts.
  watch();
  door_.count(answer);
  const auto* asked = pending_.find(token);
  if (asked == nullptr)
    return;
  door_.count_peers_sent(
      asked->source, asked->source.family() == family::ipv4
                         ? answer.reply.peers.size() / compact_ipv4_bytes
                         : answer.reply.peers6.size() / compact_ipv6_bytes);
  if (answer.reply.refused != refusal::none)
    refuse(*asked, udp_announce::bytes, info(answer.reply.refused).text);
  else
    reply_with_announce(*asked, answer.reply);
  pending_.close(token);
}

void udp_server::receive_scraped(std::uint64_t token, const scrape_entry& entry) {
  auto* asked = pending_.find(token);
  if (asked == nullptr)
    return;
  if (asked->scrape.take(entry))
    reply_with_scrape(token, *asked);
}

// -- requests -------------------------------------------------------------------------------------

void udp_server::wait(std::uint32_t socket) {
  outlets_[socket].socket.async_wait(
      boost::asio::socket_base::wait_read, [=, this](const boost::system::error_code& error) {
        if (error)
          return;
        busy([&] { on_readable(socket); });
        if (receiving_)
          wait(socket);
      });
}

void udp_server::on_readable(std::uint32_t socket) {
  reactor().refresh_now();
  door_.load(reactor().load().percent());
  take_batch(socket);
}

void udp_server::take_batch(std::uint32_t socket) {
  const auto count = datagrams_->receive(outlets_[socket].socket.native_handle());
  if (count == 0)
    return;
  watch();
  in_batch_ = true;
  for (std::size_t i = 0; i < count; ++i) {
    attempt([&] { on_datagram(i, socket); });
    reactor().run_jobs(); // while the cache still has the swarm that was looked up
  }
  in_batch_ = false;
  flush();
}

void udp_server::on_datagram(std::size_t position, std::uint32_t socket) {
  const auto bytes = datagrams_->bytes(position);
  const auto head = parse_udp_request_head(bytes);
  if (!head) {
    drop(udp_drop::malformed);
    return;
  }
  const auto path = datagrams_->path(position);
  const auto client = to_endpoint(path.client);
  if (client.port == 0) // nobody could get the reply
    drop(udp_drop::malformed);
  else
    on_request({{path, socket, head->transaction_id, client.address}, bytes, *head});
}

void udp_server::on_request(const arrival& x) {
  const auto action = static_cast<udp_action>(x.head.action);
  if (action == udp_action::connect) {
    connect(x);
    return;
  }
  const auto id = ids_.check(x.head.connection_id, x.source, reactor().now());
  if (id == id_state::unknown)
    drop(udp_drop::invalid_connection_id);
  else if (action != udp_action::announce && action != udp_action::scrape)
    drop(udp_drop::malformed);
  else if (id == id_state::expired)
    on_expired_id(x);
  else if (action == udp_action::announce)
    announce(x);
  else
    scrape(x);
}

/// Who has shown once that its address is its own is told to do so again, instead of waiting for
/// a reply that never comes.
void udp_server::on_expired_id(const arrival& x) {
  constexpr auto why = refusal::expired_connection_id;
  ++door_.report().refusals[static_cast<std::size_t>(why)];
  refuse(x, x.bytes.size(), info(why).text);
}

void udp_server::connect(const arrival& x) {
  if (x.head.connection_id != udp_protocol_id) {
    drop(udp_drop::malformed);
    return;
  }
  if (!door_.admits(limited::connect, x.source)) {
    drop(udp_drop::rate_limited);
    return;
  }
  ++door_.report().udp_connects;
  reply(x, [&](udp_reply_buffer& out) {
    return write_udp_connect_reply(x.transaction_id, ids_.issue(x.source, reactor().now()), out);
  });
}

void udp_server::announce(const arrival& x) {
  auto parsed = parse_udp_announce(x.bytes, x.source.family(), settings_.numwant);
  if (!parsed) {
    drop(udp_drop::malformed);
    return;
  }
  parsed->request.source = x.source;
  auto& request = parsed->request;
  const auto reason = door_.admit(request, refusal::none);
  if (reason == refusal::none)
    forward(x, request);
  else
    answer_at_once(x, request, reason);
}

void udp_server::forward(const arrival& x, const announce_request& request) {
  const auto token = open(x);
  if (token == 0)
    return;
  if (const auto at_once = door_.forward(request, token)) {
    pending_.close(token);
    answer_at_once(x, request, *at_once);
  }
}

/// Answers an announce that no swarm gets.
void udp_server::answer_at_once(const arrival& x, const announce_request& request, refusal reason) {
  if (front_door::at_once(request.event, reason) != outcome::refuse)
    reply_with_announce(x, {}); // which has no place for a warning
  else if (reason == refusal::moved)
    refuse(x, x.bytes.size(), moved_to_);
  else
    refuse(x, x.bytes.size(), info(reason).text);
}

/// Says why, unless the source has been told that often enough.
void udp_server::refuse(const udp_requester& x, std::size_t request_bytes, std::string_view why) {
  if (!door_.admits(limited::error, x.source)) {
    drop(udp_drop::rate_limited);
    return;
  }
  reply(x, [&](udp_reply_buffer& out) {
    return write_udp_error(x.transaction_id, why, request_bytes, out);
  });
}

void udp_server::scrape(const arrival& x) {
  const auto reason = door_.admit_scrape(x.source, refusal::none);
  if (reason != refusal::none)
    refuse(x, x.bytes.size(), info(reason).text);
  else if (const auto token = open(x); token != 0)
    ask_swarms(udp_scrape_hashes(x.bytes), token);
}

void udp_server::ask_swarms(udp_bytes hashes, std::uint64_t token) {
  auto& asked = pending_.at(token);
  auto& entries = asked.scrape.begin();
  for (; !hashes.empty(); hashes = hashes.subspan(sizeof(info_hash::bytes))) {
    scrape_entry entry;
    std::copy_n(hashes.begin(), entry.info_hash.bytes.size(), entry.info_hash.bytes.begin());
    entries.push_back(entry);
  }
  if (door_.scrape(asked.scrape, token))
    reply_with_scrape(token, asked);
}

/// Opens a request, unless too many are open; then it is dropped.
std::uint64_t udp_server::open(const arrival& x) {
  const auto token = pending_.open();
  if (token == 0) {
    drop(udp_drop::overload);
    return 0;
  }
  auto& request = pending_.at(token);
  static_cast<udp_requester&>(request) = x;
  request.opened = reactor().now();
  return token;
}

void udp_server::drop(udp_drop why, std::size_t datagrams) {
  door_.report().udp_drops[static_cast<std::size_t>(why)] += datagrams;
}

// -- replies --------------------------------------------------------------------------------------

template <class Write>
void udp_server::reply(const udp_requester& to, Write write) {
  auto& from = outlets_[to.socket];
  if (from.replies->is_full())
    flush(from);
  from.replies->push(write(from.replies->next()), to.path);
}

void udp_server::reply_with_announce(const udp_requester& x, const announce_reply& answer) {
  reply(x, [&](udp_reply_buffer& out) {
    return write_udp_announce_reply(
        x.transaction_id, answer, door_.next_intervals().interval, x.source.family(), out);
  });
}

void udp_server::reply_with_scrape(std::uint64_t token, const pending_request& x) {
  counts_.clear();
  for (const auto& entry : x.scrape.entries())
    counts_.push_back(entry.counts);
  reply(x, [&](udp_reply_buffer& out) {
    return write_udp_scrape_reply(x.transaction_id, counts_, out);
  });
  pending_.close(token);
}

/// Sends the replies that wait, unless more are about to come.
void udp_server::flush() {
  if (in_batch_)
    return;
  for (auto& x : outlets_)
    flush(x);
}

void udp_server::flush(outlet& x) {
  if (!x.replies->is_empty())
    drop(udp_drop::unsent, x.replies->flush(x.socket.native_handle()));
}

// -- server_actor ---------------------------------------------------------------------------------

statistics_report& udp_server::report() {
  return door_.report();
}

bool udp_server::has_clients() const {
  return pending_.size() > 0;
}

void udp_server::look_after_clients(bool all) {
  flush();
  const timestamp answerable = reactor().now() - answer_time_;
  const auto oldest = all ? timestamp::max() : answerable;
  if (has_clients())
    drop(udp_drop::timed_out, pending_.close_if([&](const auto& x) { return x.opened < oldest; }));
}

/// UDP has no connections that could be told to go; who asks from now on gets no answer.
void udp_server::begin_drain() {
  stop_receiving();
}

void udp_server::begin_stop() {
  stop_receiving();
}

/// A batch of what has come by now is still answered.
void udp_server::stop_receiving() {
  if (!std::exchange(receiving_, false))
    return;
  for (std::uint32_t i = 0; i < outlets_.size(); ++i) {
    outlets_[i].socket.cancel();
    take_batch(i);
  }
}

} // namespace muster
