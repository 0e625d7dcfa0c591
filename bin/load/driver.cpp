// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/driver.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <limits>
#include <system_error>
#include <utility>

namespace muster::load {

namespace {

constexpr std::int64_t expiry_interval = 100'000'000;

/// An open loop does not sleep for less than this: the kernel wakes a thread up to 50 us late, a
/// virtual machine 100, and that would count as the server's latency.
constexpr std::int64_t shortest_sleep = 200'000;

/// A server that is gone shall not be asked for the rest of the run. If there are many places, all
/// of them may fail together and some may work again.
constexpr std::size_t failures_in_a_row_min = 10'000;

constexpr std::size_t excerpt_bytes_max = 160;

constexpr std::size_t events_max = 256;

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

std::int64_t nanoseconds(double seconds) noexcept {
  return static_cast<std::int64_t>(seconds * 1e9);
}

driver::driver(
    const load_options& options, const population& peers, const target& to, thread_share share)
    : options_(options),
      population_(peers),
      target_(to),
      sources_(options.source, peers.sources(), to.server.address),
      share_(share),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      mix_(mix(options.population.seed) + share.index, options.scrape_percent, options.flood),
      pacer_(options.rate / share.count, 0, 0),
      stop_at_(pacer::never) {
  if (!epoll_.is_open())
    throw std::system_error{errno, std::generic_category(), "epoll_create1"};
  if (options.flood != flood::none)
    tally_.expected = faults_of_refusal();
}

/// Client i of all threads sends from source i modulo the number of sources.
peer_range
driver::peers_of_place(std::uint32_t number, std::uint32_t place, std::uint32_t places) const {
  const auto sources = population_.sources();
  const auto source = number % sources;
  const auto range = population_.peers_of_source(source);
  if (!options_.fill)
    return range;
  const auto clients = (options_.connections - source - 1) / sources + 1;
  return part_of(range, number / sources * places + place, clients * places);
}

std::optional<socket_address> driver::source_of_client(std::uint32_t number) const {
  const auto source = sources_.at(number % population_.sources());
  if (!source)
    return std::nullopt;
  const socket_address result{{*source, 0}};
  expect_own(result);
  return result;
}

tally driver::run() {
  const auto start = steady_now();
  pacer_ = {options_.rate / share_.count, request_count(options_, share_), start};
  stop_at_ = stop_time(options_, start);
  next_expiry_ = start + expiry_interval;
  failures_in_a_row_max_ = std::max(failures_in_a_row_min, 2 * idle_.size());
  std::array<epoll_event, events_max> events;
  dispatch();
  while (!is_finished()) {
    const auto count = wait(events);
    for (std::size_t i = 0; i < count; ++i)
      on_ready(events[i].data.u32, events[i].events);
    if (const auto now = steady_now(); now >= next_expiry_) {
      next_expiry_ = now + expiry_interval;
      expire(now);
    }
    dispatch();
  }
  finish();
  return std::move(tally_);
}

void driver::dispatch() {
  while (!idle_.empty()) {
    const auto now = steady_now();
    // Each time, because a place may fail at once and be idle again.
    if (now >= stop_at_ || failures_in_a_row_ >= failures_in_a_row_max_)
      pacer_.stop();
    if (pacer_.due() > now)
      break;
    const auto place = idle_.front();
    idle_.pop_front();
    ++busy_;
    begin(place, now);
  }
  has_flushed_ = flush();
}

driver::exchange driver::take_request(peer_range& peers, std::int64_t now) {
  exchange result;
  if (options_.fill)
    result.request = {request_kind::announce, peers.first++, announce_event::started};
  else
    result.request = mix_.next(peers);
  result.intended = pacer_.take(now);
  result.deadline = now + nanoseconds(options_.timeout_seconds);
  return result;
}

bool driver::is_finished() const noexcept {
  return busy_ == 0 && (idle_.empty() || pacer_.due() == pacer::never);
}

/// Waits for events, but not longer than until the next request is due.
std::size_t driver::wait(std::span<epoll_event> events) {
  const auto now = steady_now();
  auto until = has_flushed_ ? next_expiry_ : now;
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

void driver::release(std::uint32_t place, peer_range peers) {
  --busy_;
  if (peers.size() != 0)
    idle_.push_back(place);
}

void driver::count_fault(fault x, std::string_view reply) {
  ++tally_.faults[static_cast<std::size_t>(x)];
  if (x == fault::failure_reason)
    tally_.count_refusal(printable(failure_reason(reply)));
  if (tally_.is_expected(x))
    return;
  ++failures_in_a_row_;
  if (tally_.first_bad_reply.empty())
    tally_.first_bad_reply = printable(reply);
}

void driver::count_failure(fault x, int error) {
  count_fault(x, {});
  if (x != fault::connect || tally_.is_expected(x) || !tally_.first_connect_error.empty())
    return;
  tally_.first_connect_error = target_.host + ": " + std::generic_category().message(error)
                               + "; expected a tracker that serves "
                               + (target_.protocol == protocol::udp ? "UDP" : "HTTP") + " there";
}

void driver::count_reply(
    const exchange& x, const checked_reply& checked, std::string_view bytes, std::int64_t now) {
  if (checked.fault != fault::none) {
    count_fault(checked.fault, bytes);
    return;
  }
  failures_in_a_row_ = 0;
  ++tally_.replies;
  tally_.body_bytes += bytes.size();
  tally_.latency.add(now - x.intended);
  tally_.last_reply = now;
  if (is_announce(x.request.kind)) {
    ++tally_.announces;
    tally_.peers += checked.peers;
    tally_.peers6 += checked.peers6;
  }
}

} // namespace muster::load
