// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/udp_driver.hpp"

#include "bin/load/udp_reply_check.hpp"

#include <cerrno>
#include <utility>

namespace muster::load {

namespace {

bool needs_connection_id(flood x) noexcept {
  return x != flood::connects && x != flood::garbage;
}

} // namespace

udp_driver::udp_driver(
    const load_options& options, const population& peers, const target& to, thread_share share)
    : driver(options, peers, to, share),
      family_(to.server.address.family()),
      window_(options.window),
      writer_(peers, to, options.numwant),
      transport_{socket_address{to.server},         epoll(), writer_, {}, {}, {},
                 needs_connection_id(options.flood)} {
  for (auto i = share.index; i < options.connections; i += share.count) {
    const auto tag = static_cast<std::uint32_t>(clients_.size());
    clients_.emplace_back(transport_, source_of_client(i), tag, window_);
    for (std::uint32_t slot = 0; slot < window_; ++slot)
      places_.push_back({peers_of_place(i, slot, window_), {}});
  }
  is_unsent_.resize(clients_.size());
  // All clients begin at once, each with one request, and not one after the other with all.
  for (std::uint32_t slot = 0; slot < window_; ++slot)
    for (auto number = slot; number < places_.size(); number += window_)
      if (places_[number].peers.size() != 0)
        add_idle(number);
}

void udp_driver::begin(std::uint32_t number, std::int64_t now) {
  auto& x = places_[number];
  x.current = take_request(x.peers, now);
  x.is_busy = true;
  clients_[number / window_].post(number % window_, x.current.request);
  flush_later(number / window_);
}

void udp_driver::flush_later(std::uint32_t tag) {
  if (is_unsent_[tag])
    return;
  is_unsent_[tag] = true;
  unsent_.push_back(tag);
}

bool udp_driver::flush() {
  if (unsent_.empty())
    return true;
  const auto now = steady_now();
  for (const auto tag : std::exchange(unsent_, {})) {
    is_unsent_[tag] = false;
    const auto result = clients_[tag].flush(now);
    if (result == udp_progress::unfinished)
      flush_later(tag);
    else if (result == udp_progress::refused)
      fail_all(tag);
  }
  return unsent_.empty();
}

void udp_driver::on_ready(std::uint32_t tag, std::uint32_t) {
  const auto now = steady_now();
  auto& client = clients_[tag];
  for (const auto& x : client.receive(now))
    settle(tag, x, now);
  if (client.is_refused())
    fail_all(tag);
  // What has waited for a connection id.
  if (client.has_posted())
    flush_later(tag);
}

void udp_driver::settle(std::uint32_t tag, const udp_arrival& x, std::int64_t now) {
  if (x.slot == udp_arrival::no_slot) {
    count_fault(x.fault, x.bytes);
    return;
  }
  const auto number = tag * window_ + x.slot;
  const auto& current = places_[number].current;
  count_reply(current, check(current.request.kind, x.bytes), x.bytes, now);
  end_exchange(number);
}

checked_reply udp_driver::check(request_kind kind, std::string_view reply) const {
  if (is_announce(kind))
    return check_udp_announce_reply(reply, family_, options().numwant);
  return kind == request_kind::connect ? check_udp_connect_reply(reply)
                                       : check_udp_scrape_reply(reply);
}

std::string_view udp_driver::failure_reason(std::string_view reply) const {
  return udp_failure_reason_of(reply);
}

void udp_driver::end_exchange(std::uint32_t number) {
  places_[number].is_busy = false;
  release(number, places_[number].peers);
}

void udp_driver::fail_all(std::uint32_t tag) {
  clients_[tag].reset();
  for (auto number = tag * window_; number < (tag + 1) * window_; ++number)
    if (places_[number].is_busy) {
      count_failure(fault::connect, clients_[tag].error());
      end_exchange(number);
    }
}

void udp_driver::expire(std::int64_t now) {
  for (std::uint32_t number = 0; number < places_.size(); ++number)
    if (places_[number].is_busy && now >= places_[number].current.deadline) {
      const auto tag = number / window_;
      count_failure(clients_[tag].give_up(number % window_), ETIMEDOUT);
      end_exchange(number);
    }
}

void udp_driver::finish() {
  for (const auto& x : clients_)
    counts().connections += x.connected();
}

} // namespace muster::load
