// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/http_driver.hpp"

#include "net/protocol/bencode.hpp"

namespace muster::load {

namespace {

/// More than any reply to an announce; a larger one comes in pieces.
constexpr std::size_t scratch_bytes = 65'536;

/// One reply of so many also goes through the tracker's own parser, which takes memory.
constexpr std::uint64_t full_parse_interval = 64;

} // namespace

http_driver::http_driver(
    const load_options& options, const population& peers, const target& to, thread_share share)
    : driver(options, peers, to, share),
      scratch_(scratch_bytes),
      transport_{socket_address{to.server}, options.mode, epoll(), scratch_},
      writer_(peers, to, options.mode, options.numwant) {
  for (auto i = share.index; i < options.connections; i += share.count) {
    const auto tag = static_cast<std::uint32_t>(clients_.size());
    const auto range = peers_of_place(i);
    clients_.push_back({{transport_, source_of_client(i), tag}, range, {}});
    if (range.size() != 0)
      add_idle(tag);
  }
}

void http_driver::begin(std::uint32_t tag, std::int64_t now) {
  auto& x = clients_[tag];
  x.current = take_request(x.peers, now);
  writer_.write(x.current.request, x.connection.request());
  x.in_flight = true;
  settle(tag, x.connection.start());
}

bool http_driver::flush() {
  return true; // each connection sends at once, and waits for itself
}

void http_driver::on_ready(std::uint32_t tag, std::uint32_t events) {
  settle(tag, clients_[tag].connection.on_ready(events));
  dispatch();
}

void http_driver::expire(std::int64_t now) {
  for (std::uint32_t tag = 0; tag < clients_.size(); ++tag) {
    auto& connection = clients_[tag].connection;
    if (!connection.is_busy() || now < clients_[tag].current.deadline)
      continue;
    count_fault(connection.is_lingering() ? fault::kept_open : fault::timeout, {});
    connection.abort();
    end_exchange(tag);
  }
}

void http_driver::finish() {
  for (const auto& x : clients_) {
    counts().connections += x.connection.opened();
    counts().retries += x.connection.retries();
  }
}

void http_driver::settle(std::uint32_t tag, progress result) {
  auto& x = clients_[tag];
  if (result == progress::pending)
    return;
  const auto now = steady_now();
  if (result == progress::failed)
    count_failure(x.connection.failure(), x.connection.error());
  else if (result == progress::replied)
    count_reply(x.current, check(x), x.connection.reply().body, now);
  if (x.in_flight && !x.connection.is_busy())
    end_exchange(tag);
}

void http_driver::end_exchange(std::uint32_t tag) {
  clients_[tag].in_flight = false;
  release(tag, clients_[tag].peers);
}

checked_reply http_driver::check(const client& x) {
  const auto& reply = x.connection.reply();
  if (reply.status != 200)
    return {fault::status, 0, 0};
  if ((counts().requests() + 1) % full_parse_interval == 0) {
    ++counts().replies_parsed;
    if (!bencode::parse(reply.body))
      return {fault::bencode, 0, 0};
  }
  return x.current.request.kind == request_kind::scrape
             ? check_scrape_reply(reply.body)
             : check_announce_reply(reply.body, options().numwant);
}

std::string_view http_driver::failure_reason(std::string_view reply) const {
  return failure_reason_of(reply);
}

} // namespace muster::load
