// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/http/server.hpp"

#include "actors/admission/messages.hpp"
#include "actors/interfaces.hpp"
#include "actors/log/log.hpp"
#include "actors/runtime/typed_message.hpp"
#include "actors/swarm/swarm_context.hpp"
#include "net/http/page.hpp"
#include "net/reactor.hpp"

#include <caf/actor_cast.hpp>
#include <caf/error.hpp>

#include <cerrno>
#include <exception>
#include <unistd.h>
#include <utility>

namespace muster {

namespace {

/// Whether a connection stays in the queue because the machine or the process has run out of
/// something.
bool lacks_resources(int error) noexcept {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

} // namespace

http_server::http_server(caf::actor_config& cfg, muster::reactor& reactor, http_server_parts parts)
    : server_actor(cfg, reactor, parts.account, parts.statistics),
      parts_(std::move(parts)),
      poller_(reactor.context(), [this](poller::batch batch) { busy([&] { on_batch(batch); }); }),
      door_(parts_.door, std::move(parts_.lists), ctrl(), reactor, reactor.now(), parts_.seed),
      handler_({parts_.door.announce, parts_.http, door_, parts_.pages}, *ctrl()),
      clients_(parts_.clients, parts_.connections, parts_.door.context.memory),
      terms_{parts_.http, handler_, poller_, clients_.tokens(), receive_buffer_, send_buffer_} {
  for (std::size_t i = 0; i < parts_.listeners.size(); ++i)
    poller_.add(parts_.listeners[i].socket(), i, EPOLLIN);
}

http_server::~http_server() = default;

const char* http_server::name() const {
  return "http_server";
}

void http_server::receive(caf::mailbox_element& message) {
  const auto& content = message.content();
  if (is<door_actor, announced>(content)) {
    receive_announced(message.mid.request_id().integer_value(), content.get_as<announced>(0));
  } else if (is<door_actor, access_lists_loaded>(content)) {
    door_.lists(content.get_as<access_lists_loaded>(0).lists);
  } else if (is<viewer_actor, page_event>(content)) {
    receive_event(message);
  } else if (receive_order(message)) {
    return;
  } else if (auto* to = clients_.find_request(message.mid.request_id().integer_value());
             to != nullptr && to->session->waiting()) {
    receive_reply(*to, message);
  } else if (is<viewer_actor, page>(content) && content.get_as<page>(0).open_ended) {
    tell_page_left(message.mid.request_id().integer_value());
  } else {
    handle_system_message(message, &reactor(), true);
  }
}

void http_server::receive_announced(std::uint64_t token, const announced& answer) {
  // Whoever asked may have left, but what has changed in the swarm counts.
  watch();
  door_.count(answer);
  auto* to = clients_.find_request(token);
  if (to == nullptr || !to->session->waiting())
    return;
  with(*to, [&](session& x) {
    handler_.on_announced(x, answer.reply);
    x.proceed(reactor().now());
  });
}

void http_server::receive_reply(client& to, caf::mailbox_element& message) {
  with(to, [&](session& x) {
    const auto& content = message.content();
    if (is<door_actor, scraped>(content))
      handler_.on_scraped(x, content.get_as<scraped>(0).entry);
    else if (is<viewer_actor, page>(content))
      receive_page(to, message);
    else if (content.match_elements<caf::error>())
      handler_.on_page_failed(x);
    x.proceed(reactor().now());
  });
}

/// A page is taken out of its message, which would count as somebody else who holds its body.
void http_server::receive_page(client& to, caf::mailbox_element& message) {
  auto content = message.move_content_to_message();
  const auto answer = std::move(content.get_mutable_as<page>(0));
  if (answer.open_ended)
    to.viewer = to.session->request().token;
  handler_.on_page(*to.session, answer);
  if (ends_streams_)
    to.session->end_stream(reactor().now());
}

void http_server::receive_event(caf::mailbox_element& message) {
  if (auto* to = clients_.find_request(message.mid.request_id().integer_value()))
    with(*to, [&](session& x) {
      x.stream(message.content().get_as<page_event>(0).text, reactor().now());
    });
}

void http_server::tell_page_left(std::uint64_t viewer) {
  caf::actor_cast<caf::strong_actor_ptr>(parts_.pages)
      ->enqueue(message_to<pages_actor>(caf::strong_actor_ptr{ctrl()}, page_left{viewer}), nullptr);
}

void http_server::on_batch(poller::batch batch) {
  reactor().refresh_now();
  door_.load(reactor().load().percent());
  for (const auto& event : batch)
    on_event(event.data.u64, event.events);
  reactor().run_jobs();
}

void http_server::on_event(std::uint64_t token, std::uint32_t events) {
  if (token < parts_.listeners.size())
    accept(parts_.listeners[token]);
  else if (auto* client = clients_.find_connection(token); client != nullptr)
    with(*client, [&](session& x) { x.on_event(events, reactor().now()); });
}

bool http_server::accept(const listener& from) {
  endpoint remote;
  for (int i = 0; i < accepts_max; ++i) {
    const int socket = from.accept(remote);
    if (socket < 0) {
      if (lacks_resources(errno))
        pause_accepting();
      return false;
    }
    open(socket, remote);
  }
  return true;
}

/// Connections that cannot be accepted stay in the queue, and would be told of again and again.
void http_server::pause_accepting() {
  accepting_paused_ = true;
  ++door_.report().connections.rejected;
  ++lacking_;
  make_room_for_connections(); // their descriptors are of use for those that wait
  for (std::size_t i = 0; i < parts_.listeners.size(); ++i)
    poller_.modify(parts_.listeners[i].socket(), i, 0);
  watch();
}

void http_server::resume_accepting() {
  if (!std::exchange(accepting_paused_, false))
    return;
  for (std::size_t i = 0; i < parts_.listeners.size(); ++i)
    poller_.modify(parts_.listeners[i].socket(), i, EPOLLIN);
}

void http_server::open(int socket, const endpoint& remote) {
  watch();
  // Through a proxy come many clients.
  const bool is_proxy = contains(parts_.http.trusted_proxies, remote.address);
  const auto place = parts_.connections.place_of(
      remote.address, is_proxy || parts_.door.limiter.exempts(remote.address), is_proxy);
  if (!admit(place)) {
    ::close(socket);
    return;
  }
  std::uint64_t token = 0;
  try {
    token = clients_.open(place, terms_);
  } catch (const std::exception&) {
    parts_.connections.close(place);
    ++door_.report().connections.rejected;
    ::close(socket);
    return;
  }
  ++door_.report().connections.accepted;
  with(clients_.at(token), [&](session& x) { x.open(socket, remote, token, reactor().now()); });
}

bool http_server::admit(const source_connections::place& x) {
  auto& counts = door_.report().connections;
  switch (parts_.connections.open(x)) {
  case source_connections::verdict::source_has_enough:
    ++counts.rejected_by_source;
    return false;
  case source_connections::verdict::network_has_enough:
    ++counts.rejected_by_network;
    return false;
  default:
    break;
  }
  if (clients_.is_full())
    make_room_for_connections();
  if (!clients_.is_full())
    return true;
  ++counts.rejected;
  lacking_ += std::uint64_t{parts_.lacks_descriptors};
  parts_.connections.close(x);
  return false;
}

template <class Work>
void http_server::with(client& x, Work work) {
  try {
    work(*x.session);
  } catch (const std::exception&) {
    x.session->close();
  }
  if (settle(x))
    make_room_for_bytes(x);
}

bool http_server::settle(client& x) {
  if (!x.session->closed())
    return clients_.count_bytes(x);
  ++door_.report().connections.closed;
  if (const auto viewer = std::exchange(x.viewer, 0); viewer != 0)
    tell_page_left(viewer);
  clients_.close(x);
  return false;
}

void http_server::make_room_for_connections() {
  lacking_ += std::uint64_t{parts_.lacks_descriptors};
  for (auto* x : clients_.least_useful()) {
    ++door_.report().connections.displaced;
    x->session->close();
    settle(*x);
  }
}

/// Sees to it that what waits in sessions leaves memory for swarms, after `x` has got more of it.
void http_server::make_room_for_bytes(const client& x) {
  const bool tight = !parts_.door.context.memory.has_room_for_swarms();
  if (clients_.has_too_many_bytes(x))
    close_greediest(&x);
  if (clients_.has_too_many_bytes(tight))
    close_greediest(nullptr);
}

void http_server::close_greediest(const client* of) {
  for (auto* x : clients_.greediest(of)) {
    ++door_.report().connections.displaced_for_memory;
    x->session->close();
    settle(*x);
  }
}

// -- server_actor ---------------------------------------------------------------------------------

statistics_report& http_server::report() {
  return door_.report();
}

bool http_server::has_clients() const {
  return clients_.size() > 0;
}

void http_server::look_after_clients(bool all) {
  close_overdue(all);
  resume_accepting();
  tell_lack_of_descriptors();
}

void http_server::close_overdue(bool all) {
  const auto now = reactor().now();
  if (now == std::exchange(checked_, now))
    return;
  clients_.for_each([&](client& x) {
    if (!all && x.session->deadline() >= now) {
      if (clients_.count_bytes(x)) // others may have let go of what it shared with them
        make_room_for_bytes(x);
      return;
    }
    ++door_.report().connections.timed_out;
    with(x, [](session& late) { late.close(); });
  });
  if (!parts_.door.context.memory.has_room_for_swarms() && clients_.has_too_many_bytes(true))
    close_greediest(nullptr);
  if (clients_.release_unused())
    watch();
}

/// Once a minute while it lasts, whatever else happens meanwhile.
void http_server::tell_lack_of_descriptors() {
  const auto now = reactor().now();
  if (lacking_ == 0 || parts_.log == nullptr || now < lack_told_ + lack_pause)
    return;
  lack_told_ = now;
  parts_.log->write(
      log_level::warning, "lack_descriptors",
      {{"connections", std::to_string(clients_.size())},
       {"turned_away", std::to_string(std::exchange(lacking_, 0))},
       {"hint", "raise LimitNOFILE= or ulimit -n"}});
}

void http_server::begin_stop() {
  close_listeners();
  ends_streams_ = true;
  clients_.for_each(
      [this](client& x) { with(x, [this](session& idle) { idle.finish(reactor().now()); }); });
}

/// Clients that keep their connection learn it with their next request, others when it times out.
/// Who looks at an open-ended page has no next request, and each event puts the time off.
void http_server::begin_drain() {
  handler_.drain();
  close_listeners();
  end_streams();
}

void http_server::end_streams() {
  ends_streams_ = true;
  clients_.for_each(
      [this](client& x) { with(x, [this](session& open) { open.end_stream(reactor().now()); }); });
}

void http_server::close_listeners() {
  // Connections in the queue would be reset when the listeners close.
  for (const auto& from : parts_.listeners)
    for (int left = listener::backlog; left > 0 && accept(from); left -= accepts_max)
      ;
  parts_.listeners.clear();
}

} // namespace muster
