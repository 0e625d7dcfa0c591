// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/http/server.hpp"

#include "net/reactor.hpp"

#include <caf/error.hpp>

#include <cerrno>
#include <exception>
#include <unistd.h>
#include <utility>

namespace muster {

namespace {

// A token is a generation above the number of a slot. Generations begin at 1; tokens below that
// are listeners and, with the last one, reports.
constexpr unsigned slot_bits = 24;
constexpr std::uint64_t slot_mask = (1U << slot_bits) - 1;

constexpr std::uint64_t make_token(std::uint32_t generation, std::size_t slot) {
  return std::uint64_t{generation} << slot_bits | slot;
}

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
      door_(parts_.door, parts_.lists, ctrl(), reactor, reactor.now(), parts_.seed),
      handler_({parts_.door.announce, parts_.http, door_, parts_.pages}, *ctrl()),
      terms_{parts_.http, handler_, poller_, receive_buffer_, send_buffer_} {
  for (std::size_t i = 0; i < parts_.listeners.size(); ++i)
    poller_.add(parts_.listeners[i].socket(), make_token(0, i), EPOLLIN);
}

http_server::~http_server() = default;

const char* http_server::name() const {
  return "http_server";
}

void http_server::receive(caf::mailbox_element& message) {
  const auto& content = message.content();
  if (content.match_elements<announced>()) {
    receive_announced(message.mid.request_id().integer_value(), content.get_as<announced>(0));
  } else if (content.match_elements<access_lists_loaded>()) {
    door_.lists(content.get_as<access_lists_loaded>(0).lists);
  } else if (content.match_elements<page_event>()) {
    receive_event(message);
  } else if (receive_order(message)) {
    return;
  } else if (auto* to = find(message.mid.request_id().integer_value());
             to != nullptr && to->waiting()) {
    with(*to, [&](session& x) { receive_reply(x, message); });
  } else {
    handle_system_message(message, &reactor(), true);
  }
}

void http_server::receive_announced(std::uint64_t token, const announced& answer) {
  // Whoever asked may have left, but what has changed in the swarm counts.
  watch();
  door_.count(answer);
  auto* to = find(token);
  if (to == nullptr || !to->waiting())
    return;
  with(*to, [&](session& x) {
    handler_.on_announced(x, answer.reply);
    x.proceed(reactor().now());
  });
}

void http_server::receive_reply(session& to, caf::mailbox_element& message) {
  const auto& content = message.content();
  if (content.match_elements<scraped>())
    handler_.on_scraped(to, content.get_as<scraped>(0).entry);
  else if (content.match_elements<page>())
    handler_.on_page(to, content.get_as<page>(0));
  else if (content.match_elements<caf::error>())
    handler_.on_page_failed(to);
  to.proceed(reactor().now());
}

void http_server::receive_event(caf::mailbox_element& message) {
  auto* to = find(message.mid.request_id().integer_value());
  if (to != nullptr)
    with(*to, [&](session& x) {
      x.stream(message.content().get_as<page_event>(0).text, reactor().now());
    });
  else if (message.sender)
    message.sender->enqueue(
        caf::make_mailbox_element(
            caf::strong_actor_ptr{ctrl()}, caf::make_message_id(), {},
            page_left{message.mid.request_id().integer_value()}),
        nullptr);
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
  else if (auto* client = find(token); client != nullptr)
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
  for (std::size_t i = 0; i < parts_.listeners.size(); ++i)
    poller_.modify(parts_.listeners[i].socket(), make_token(0, i), 0);
  watch();
}

void http_server::resume_accepting() {
  if (!std::exchange(accepting_paused_, false))
    return;
  for (std::size_t i = 0; i < parts_.listeners.size(); ++i)
    poller_.modify(parts_.listeners[i].socket(), make_token(0, i), EPOLLIN);
}

void http_server::open(int socket, const endpoint& remote) {
  auto& counts = door_.report().connections;
  watch();
  if (free_slots_.empty() && slots_.size() == parts_.connections_max) {
    ++counts.rejected;
    ::close(socket);
    return;
  }
  if (limits(remote.address) && !parts_.connections.open(remote.address)) {
    ++counts.rejected_by_source;
    ::close(socket);
    return;
  }
  ++counts.accepted;
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.push_back({std::make_unique<session>(terms_)});
  }
  const auto index = free_slots_.back();
  free_slots_.pop_back();
  auto& [client, generation] = slots_[index];
  ++generation;
  with(*client, [&](session& x) {
    x.open(socket, remote, make_token(generation, index), reactor().now());
  });
}

bool http_server::limits(const muster::address& source) const noexcept {
  // Through a proxy come many clients.
  return !parts_.door.limiter.exempts(source) && !contains(parts_.http.trusted_proxies, source);
}

session* http_server::find(std::uint64_t token) {
  const auto index = token & slot_mask;
  if (index >= slots_.size() || token >> slot_bits != slots_[index].generation)
    return nullptr;
  auto* client = slots_[index].client.get();
  return client->closed() ? nullptr : client;
}

template <class Work>
void http_server::with(session& x, Work work) {
  try {
    work(x);
  } catch (const std::exception&) {
    x.close();
  }
  if (!x.closed())
    return;
  ++door_.report().connections.closed;
  if (limits(x.remote().address))
    parts_.connections.close(x.remote().address);
  free_slots_.push_back(static_cast<std::uint32_t>(x.token() & slot_mask));
}

// -- server_actor ---------------------------------------------------------------------------------

statistics_report& http_server::report() {
  return door_.report();
}

bool http_server::has_clients() const {
  return free_slots_.size() < slots_.size();
}

void http_server::look_after_clients(bool all) {
  close_overdue(all);
  resume_accepting();
}

void http_server::close_overdue(bool all) {
  const auto now = reactor().now();
  if (now == std::exchange(checked_, now))
    return;
  for (auto& [client, generation] : slots_) {
    if (client->closed() || (!all && client->deadline() >= now))
      continue;
    ++door_.report().connections.timed_out;
    with(*client, [](session& x) { x.close(); });
  }
}

void http_server::begin_stop() {
  close_listeners();
  for (auto& [client, generation] : slots_)
    if (!client->closed())
      with(*client, [this](session& x) { x.finish(reactor().now()); });
}

/// Clients that keep their connection learn it with their next request, others when it times out.
void http_server::begin_drain() {
  handler_.drain();
  close_listeners();
}

void http_server::close_listeners() {
  // Connections in the queue would be reset when the listeners close.
  for (const auto& from : parts_.listeners)
    for (int left = listener::backlog; left > 0 && accept(from); left -= accepts_max)
      ;
  parts_.listeners.clear();
}

} // namespace muster
