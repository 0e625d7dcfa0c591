// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/load/http_connection.hpp"
#include "bin/load/http_request.hpp"
#include "bin/load/load_options.hpp"
#include "bin/load/pacer.hpp"
#include "bin/load/population.hpp"
#include "bin/load/reply_check.hpp"
#include "bin/load/request_mix.hpp"
#include "bin/load/socket.hpp"
#include "bin/load/tally.hpp"
#include "bin/load/target.hpp"

#include <cstdint>
#include <deque>
#include <span>
#include <string_view>
#include <sys/epoll.h>
#include <vector>

namespace muster::load {

/// Nanoseconds of the steady clock.
std::int64_t steady_now() noexcept;

/// Which part of the connections and of the rate a thread has.
struct thread_share {
  std::uint32_t index = 0;
  std::uint32_t count = 1;
};

/// Drives one thread's clients over HTTP: starts requests when they are due, checks each reply and
/// counts.
///
/// One epoll loop without locks. Each client has one connection and sends for the peers of one
/// source address. Serves one `run`.
class driver {
public:
  /// Keeps references to `options` and `peers`.
  driver(
      const load_options& options, const population& peers, const target& to, thread_share share);

  driver(const driver&) = delete;
  driver& operator=(const driver&) = delete;

  /// Returns when all is answered or given up.
  tally run();

private:
  struct client {
    http_connection connection;
    /// For whom it sends. In a fill the first of them is the next one.
    peer_range peers;
    load::request request;
    /// From when the latency counts.
    std::int64_t intended = 0;
    std::int64_t deadline = 0;
    bool in_flight = false;
  };

  void add_clients(const target& to);
  void dispatch();
  void begin(std::uint32_t tag, std::int64_t now);
  load::request next_request(client& x);
  bool is_finished() const noexcept;
  std::size_t wait(std::span<epoll_event> events);
  void expire(std::int64_t now);
  void settle(std::uint32_t tag, progress result);
  void release(std::uint32_t tag);
  void count_fault(fault x, std::string_view reply);
  void count_reply(const client& x);
  checked_reply check(const client& x);

  const load_options& options_;
  const population& population_;
  thread_share share_;
  descriptor epoll_;
  std::vector<char> scratch_;
  http_transport transport_;
  http_request_writer writer_;
  request_mix mix_;
  pacer pacer_;
  std::int64_t stop_at_;
  std::int64_t next_expiry_ = 0;
  std::vector<client> clients_;
  /// First in, first out, so that all of them get their turn.
  std::deque<std::uint32_t> idle_;
  std::uint32_t busy_ = 0;
  std::uint32_t failures_in_a_row_ = 0;
  tally tally_;
};

} // namespace muster::load
