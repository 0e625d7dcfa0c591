// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/udp_client.hpp"

#include "bin/load/mix.hpp"
#include "bin/load/udp_reply_check.hpp"

#include <algorithm>
#include <cerrno>
#include <sys/epoll.h>
#include <system_error>

namespace muster::load {

namespace {

/// How long a client may use a connection id (BEP 15).
constexpr std::int64_t connection_id_lifetime = 60'000'000'000;

/// The bits of a transaction id that are the number of the slot.
constexpr std::uint32_t slot_bits = 12;
constexpr std::uint32_t slot_mask = (1u << slot_bits) - 1;

/// The slot that connect requests have.
constexpr std::uint32_t connect_slot = slot_mask;

static_assert(udp_client::slots_max <= connect_slot);

/// What a client remembers of what it has given up.
constexpr std::size_t lost_max = 4096;

/// What the kernel counts for a reply that waits in a socket, its own structures included.
constexpr std::uint32_t waiting_bytes = 2'560;

std::uint32_t next_id(std::uint32_t transaction_id) noexcept {
  return transaction_id + (1u << slot_bits);
}

bool is_no_route(int error) noexcept {
  return error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH || error == EPERM;
}

} // namespace

udp_client::udp_client(
    udp_transport& transport, const std::optional<socket_address>& source, std::uint32_t tag,
    std::uint32_t slots)
    : transport_(transport),
      socket_(connect_udp(transport.server, source, static_cast<int>(slots * waiting_bytes))),
      slots_(slots),
      connect_transaction_id_(static_cast<std::uint32_t>(mix(tag)) | connect_slot) {
  // As hard to guess as need be, and the same in each run.
  for (std::uint32_t i = 0; i < slots; ++i)
    slots_[i].transaction_id = (static_cast<std::uint32_t>(mix(tag + i)) & ~slot_mask) | i;
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u32 = tag;
  if (!socket_.is_open()
      || ::epoll_ctl(transport_.epoll, EPOLL_CTL_ADD, socket_.get(), &event) != 0)
    throw std::system_error{
        errno, std::generic_category(),
        "no UDP socket to " + to_string(transport.server.endpoint)
            + " (expected a route there and, see ulimit -n, a descriptor for each connection)"};
}

void udp_client::post(std::uint32_t number, const request& x) {
  slots_[number].request = x;
  slots_[number].state = slot_state::posted;
  posted_.push_back(number);
}

udp_progress udp_client::flush(std::int64_t now) {
  if (posted_.empty())
    return udp_progress::done;
  if (!transport_.needs_connection_id || has_fresh_id(now))
    return send_posted();
  return is_connecting_ ? udp_progress::done : ask_for_id();
}

bool udp_client::has_fresh_id(std::int64_t now) const noexcept {
  return connected_at_ && now < *connected_at_ + connection_id_lifetime;
}

bool udp_client::finds_nobody() noexcept {
  if (!is_no_route(errno))
    return false;
  error_ = errno;
  return true;
}

udp_progress udp_client::ask_for_id() {
  auto& batch = transport_.sending;
  connect_transaction_id_ = next_id(connect_transaction_id_);
  batch.set_size(0, udp_request_writer::write_connect(connect_transaction_id_, batch.buffer(0)));
  if (batch.send(socket_.get(), 1) != 1)
    return finds_nobody() ? udp_progress::refused : udp_progress::unfinished;
  is_connecting_ = true;
  return udp_progress::done;
}

udp_progress udp_client::send_posted() {
  auto& batch = transport_.sending;
  std::size_t first = 0;
  auto result = udp_progress::done;
  while (first < posted_.size()) {
    const auto count = std::min(posted_.size() - first, batch.size_max);
    for (std::size_t i = 0; i < count; ++i) {
      const auto& x = slots_[posted_[first + i]];
      const udp_ticket ticket{connection_id_, next_id(x.transaction_id)};
      batch.set_size(i, transport_.writer.write(x.request, ticket, batch.buffer(i)));
    }
    const auto sent = batch.send(socket_.get(), count);
    if (sent < 0) {
      result = finds_nobody() ? udp_progress::refused : udp_progress::unfinished;
      break;
    }
    for (const auto end = first + static_cast<std::size_t>(sent); first < end; ++first) {
      auto& x = slots_[posted_[first]];
      x.transaction_id = next_id(x.transaction_id);
      x.state = slot_state::sent;
    }
  }
  posted_.erase(posted_.begin(), posted_.begin() + static_cast<std::ptrdiff_t>(first));
  return result;
}

std::span<const udp_arrival> udp_client::receive(std::int64_t now) {
  auto& batch = transport_.receiving;
  transport_.arrivals.clear();
  const auto count = batch.receive(socket_.get());
  if (count < 0)
    is_refused_ = finds_nobody();
  for (std::size_t i = 0; i < static_cast<std::size_t>(std::max(count, 0)); ++i)
    take({reinterpret_cast<const char*>(batch.buffer(i).data()), batch.received(i)}, now);
  return transport_.arrivals;
}

void udp_client::take(std::string_view bytes, std::int64_t now) {
  const auto head = parse_udp_reply_head(bytes);
  if (!head || bytes.size() == std::tuple_size_v<udp_receive_buffer>) {
    transport_.arrivals.push_back({udp_arrival::no_slot, fault::packet, bytes});
    return;
  }
  if (is_connecting_ && head->transaction_id == connect_transaction_id_)
    return take_connect_reply(bytes, now);
  const auto number = head->transaction_id & slot_mask;
  if (number >= slots_.size() || slots_[number].state != slot_state::sent
      || slots_[number].transaction_id != head->transaction_id)
    return take_stray(head->transaction_id, bytes);
  slots_[number].state = slot_state::free;
  transport_.arrivals.push_back({number, fault::none, bytes});
}

void udp_client::take_connect_reply(std::string_view bytes, std::int64_t now) {
  is_connecting_ = false;
  const auto id = parse_udp_connect_reply(bytes);
  if (!id) {
    transport_.arrivals.push_back(
        {udp_arrival::no_slot, check_udp_connect_reply(bytes).fault, bytes});
    return;
  }
  connection_id_ = *id;
  connected_at_ = now;
  ++connected_;
}

void udp_client::take_stray(std::uint32_t transaction_id, std::string_view bytes) {
  const auto i = std::find(lost_.begin(), lost_.end(), transaction_id);
  if (i == lost_.end())
    transport_.arrivals.push_back({udp_arrival::no_slot, fault::transaction, bytes});
  else
    lost_.erase(i);
}

fault udp_client::give_up(std::uint32_t number) {
  auto& x = slots_[number];
  const bool was_sent = x.state == slot_state::sent;
  x.state = slot_state::free;
  if (was_sent) {
    forget_later(x.transaction_id);
    return fault::timeout;
  }
  posted_.erase(std::find(posted_.begin(), posted_.end(), number));
  if (is_connecting_)
    forget_later(connect_transaction_id_);
  is_connecting_ = false;
  return fault::connect;
}

void udp_client::forget_later(std::uint32_t transaction_id) {
  if (lost_.size() == lost_max)
    lost_.pop_front();
  lost_.push_back(transaction_id);
}

void udp_client::reset() {
  for (auto& x : slots_) {
    if (x.state == slot_state::sent)
      forget_later(x.transaction_id);
    x.state = slot_state::free;
  }
  posted_.clear();
  connected_at_.reset();
  is_connecting_ = false;
  is_refused_ = false;
}

} // namespace muster::load
