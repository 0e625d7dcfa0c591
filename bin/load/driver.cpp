// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/driver.hpp"

#include "net/protocol/bencode.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <limits>
#include <optional>
#include <system_error>
#include <utility>

namespace muster::load {

namespace {

/// More than any reply to an announce; a larger one comes in pieces.
constexpr std::size_t scratch_bytes = 65'536;

constexpr std::int64_t expiry_interval = 100'000'000;

/// An open loop does not sleep for less than this: the kernel wakes a thread up to 50 us late, a
/// virtual machine 100, and that would count as the server's latency.
constexpr std::int64_t shortest_sleep = 200'000;

/// One reply of so many also goes through the tracker's own parser, which takes memory.
constexpr std::uint64_t full_parse_interval = 64;

/// A server that is gone shall not be asked for the rest of the run.
constexpr std::uint32_t failures_in_a_row_max = 10'000;

constexpr std::size_t excerpt_bytes_max = 160;

constexpr std::size_t events_max = 256;

std::int64_t nanoseconds(double seconds) {
  return static_cast<std::int64_t>(seconds * 1e9);
}

/// Part `index` of `count` equal parts.
peer_range part_of(peer_range x, std::uint32_t index, std::uint32_t count) {
  const auto cut = [&](std::uint64_t i) {
    return x.first + static_cast<std::uint32_t>(i * x.size() / count);
  };
  return {cut(index), cut(index + 1)};
}

std::uint64_t request_count(const load_options& options, thread_share share) {
  if (options.fill || options.requests == 0)
    return std::numeric_limits<std::uint64_t>::max();
  return options.requests * (share.index + 1) / share.count
         - options.requests * share.index / share.count;
}

std::int64_t stop_time(const load_options& options, std::int64_t start) {
  const bool is_timed = !options.fill && options.requests == 0;
  return is_timed ? start + nanoseconds(options.duration_seconds) : pacer::never;
}

std::string printable(std::string_view bytes) {
  std::string result{bytes.substr(0, excerpt_bytes_max)};
  std::replace_if(
      result.begin(), result.end(), [](char c) { return c < ' ' || c > '~'; }, '.');
  return result;
}

} // namespace

std::int64_t steady_now() noexcept {
  return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds{1};
}

driver::driver(
    const load_options& options, const population& peers, const target& to, thread_share share)
    : options_(options),
      population_(peers),
      share_(share),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      scratch_(scratch_bytes),
      transport_{socket_address{to.server}, options.mode, epoll_.get(), scratch_},
      writer_(peers, to, options.mode, options.numwant),
      mix_(mix(options.population.seed) + share.index, options.scrape_percent),
      pacer_(options.rate / share.count, 0, 0),
      stop_at_(pacer::never) {
  if (!epoll_.is_open())
    throw std::system_error{errno, std::generic_category(), "epoll_create1"};
  add_clients(to);
}

/// Client i of all threads sends from source i modulo the number of sources.
void driver::add_clients(const target& to) {
  const auto sources = population_.sources();
  const auto ip = to.server.address.bytes();
  for (auto i = share_.index; i < options_.connections; i += share_.count) {
    std::optional<socket_address> from;
    if (sources > 1) {
      const auto number = i % sources + 1;
      const std::array<std::uint8_t, 4> bytes{
          ip[0], ip[1], static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)};
      from = socket_address{{address::from_bytes(bytes), 0}};
    }
    const auto tag = static_cast<std::uint32_t>(clients_.size());
    auto range = population_.peers_of_source(i % sources);
    if (options_.fill)
      range = part_of(range, i / sources, (options_.connections - i % sources - 1) / sources + 1);
    clients_.push_back({{transport_, std::move(from), tag}, range, {}, 0, 0});
    if (range.size() != 0)
      idle_.push_back(tag);
  }
}

tally driver::run() {
  const auto start = steady_now();
  pacer_ = {options_.rate / share_.count, request_count(options_, share_), start};
  stop_at_ = stop_time(options_, start);
  next_expiry_ = start + expiry_interval;
  std::array<epoll_event, events_max> events;
  dispatch();
  while (!is_finished()) {
    const auto count = wait(events);
    for (std::size_t i = 0; i < count; ++i) {
      const auto tag = events[i].data.u32;
      settle(tag, clients_[tag].connection.on_ready(events[i].events));
      dispatch();
    }
    if (count == 0)
      dispatch();
    expire(steady_now());
  }
  for (const auto& x : clients_) {
    tally_.connections += x.connection.opened();
    tally_.retries += x.connection.retries();
  }
  return std::move(tally_);
}

/// Starts what is due on the clients that are free.
void driver::dispatch() {
  if (idle_.empty())
    return;
  auto now = steady_now();
  if (now >= stop_at_ || failures_in_a_row_ >= failures_in_a_row_max)
    pacer_.stop();
  while (!idle_.empty() && pacer_.due() <= now) {
    const auto tag = idle_.front();
    idle_.pop_front();
    begin(tag, now);
    now = steady_now();
  }
}

void driver::begin(std::uint32_t tag, std::int64_t now) {
  auto& x = clients_[tag];
  x.request = next_request(x);
  x.intended = pacer_.take(now);
  x.deadline = now + nanoseconds(options_.timeout_seconds);
  writer_.write(x.request, x.connection.request());
  x.in_flight = true;
  ++busy_;
  settle(tag, x.connection.start());
}

request driver::next_request(client& x) {
  if (!options_.fill)
    return mix_.next(x.peers);
  return {request_kind::announce, x.peers.first++, announce_event::started};
}

bool driver::is_finished() const noexcept {
  return busy_ == 0 && (idle_.empty() || pacer_.due() == pacer::never);
}

/// Waits for events, but not longer than until the next request is due.
std::size_t driver::wait(std::span<epoll_event> events) {
  const auto now = steady_now();
  auto until = next_expiry_;
  if (!idle_.empty())
    until = std::min({until, pacer_.due(), stop_at_});
  auto sleep = std::max<std::int64_t>(until - now, 0);
  if (!idle_.empty() && sleep < shortest_sleep)
    sleep = 0;
  else if (!idle_.empty())
    sleep -= shortest_sleep;
  const timespec timeout{sleep / 1'000'000'000, sleep % 1'000'000'000};
  const auto count = ::epoll_pwait2(
      epoll_.get(), events.data(), static_cast<int>(events.size()), &timeout, nullptr);
  return count > 0 ? static_cast<std::size_t>(count) : 0;
}

/// Gives up on exchanges that take too long.
void driver::expire(std::int64_t now) {
  if (now < next_expiry_)
    return;
  next_expiry_ = now + expiry_interval;
  for (std::uint32_t tag = 0; tag < clients_.size(); ++tag) {
    auto& connection = clients_[tag].connection;
    if (!connection.is_busy() || now < clients_[tag].deadline)
      continue;
    count_fault(connection.is_lingering() ? fault::kept_open : fault::timeout, {});
    connection.abort();
    release(tag);
  }
  dispatch();
}

void driver::settle(std::uint32_t tag, progress result) {
  auto& x = clients_[tag];
  if (result == progress::pending)
    return;
  if (result == progress::failed)
    count_fault(x.connection.failure(), {});
  else if (result == progress::replied)
    count_reply(x);
  if (x.in_flight && !x.connection.is_busy())
    release(tag);
}

void driver::release(std::uint32_t tag) {
  --busy_;
  clients_[tag].in_flight = false;
  if (clients_[tag].peers.size() != 0)
    idle_.push_back(tag);
}

void driver::count_fault(fault x, std::string_view reply) {
  ++tally_.faults[static_cast<std::size_t>(x)];
  ++failures_in_a_row_;
  if (tally_.first_bad_reply.empty())
    tally_.first_bad_reply = printable(reply);
}

void driver::count_reply(const client& x) {
  const auto now = steady_now();
  const auto& reply = x.connection.reply();
  const auto checked = check(x);
  if (checked.fault != fault::none) {
    count_fault(checked.fault, reply.body);
    return;
  }
  failures_in_a_row_ = 0;
  ++tally_.replies;
  tally_.body_bytes += reply.body.size();
  tally_.latency.add(now - x.intended);
  tally_.last_reply = now;
  if (x.request.kind == request_kind::announce) {
    ++tally_.announces;
    tally_.peers += checked.peers;
    tally_.peers6 += checked.peers6;
  }
}

checked_reply driver::check(const client& x) {
  const auto& reply = x.connection.reply();
  if (reply.status != 200)
    return {fault::status, 0, 0};
  if ((tally_.requests() + 1) % full_parse_interval == 0) {
    ++tally_.replies_parsed;
    if (!bencode::parse(reply.body))
      return {fault::bencode, 0, 0};
  }
  return x.request.kind == request_kind::announce
             ? check_announce_reply(reply.body, options_.numwant)
             : check_scrape_reply(reply.body);
}

} // namespace muster::load
