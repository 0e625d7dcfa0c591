// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/load/load_options.hpp"
#include "bin/load/pacer.hpp"
#include "bin/load/population.hpp"
#include "bin/load/reply_check.hpp"
#include "bin/load/request_mix.hpp"
#include "bin/load/socket.hpp"
#include "bin/load/source_addresses.hpp"
#include "bin/load/tally.hpp"
#include "bin/load/target.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string_view>
#include <sys/epoll.h>

namespace muster::load {

/// Nanoseconds of the steady clock.
std::int64_t steady_now() noexcept;

std::int64_t nanoseconds(double seconds) noexcept;

/// Which part of the connections and of the rate a thread has.
struct thread_share {
  std::uint32_t index = 0;
  std::uint32_t count = 1;
};

/// Drives one thread's clients: starts requests when they are due and counts what comes of them.
/// How requests are carried is the matter of those who derive from it.
///
/// One epoll loop without locks. A client has one socket and sends for the peers of one source
/// address; it has one place or several, and each place has one request at a time. Serves one
/// `run`.
class driver {
public:
  driver(const driver&) = delete;
  driver& operator=(const driver&) = delete;
  virtual ~driver() = default;

  /// Returns when all is answered or given up.
  tally run();

protected:
  /// A request that is under way.
  struct exchange {
    load::request request;
    /// From when the latency counts.
    std::int64_t intended = 0;
    std::int64_t deadline = 0;
  };

  /// Keeps references to `options`, `peers` and `to`.
  driver(
      const load_options& options, const population& peers, const target& to, thread_share share);

  /// For whom client `number`, counted over all threads, sends from one of its places. In a fill,
  /// no two places send for the same peer.
  [[nodiscard]] peer_range
  peers_of_place(std::uint32_t number, std::uint32_t place = 0, std::uint32_t places = 1) const;

  /// From where client `number` sends; nothing: the kernel chooses.
  /// @throws std::system_error if this host has no such address.
  [[nodiscard]] std::optional<socket_address> source_of_client(std::uint32_t number) const;

  /// Makes a place free for a request.
  void add_idle(std::uint32_t place) {
    idle_.push_back(place);
  }

  /// Starts what is due at the places that are free.
  void dispatch();

  /// Takes the next request.
  /// @param peers  of the place. In a fill the first of them is the next one.
  exchange take_request(peer_range& peers, std::int64_t now);

  /// Ends the exchange of a place, which is free again if it has `peers` to send for.
  void release(std::uint32_t place, peer_range peers);

  void count_fault(fault x, std::string_view reply);

  /// Counts a request without a reply.
  /// @param error  what the system says if there was no connection.
  void count_failure(fault x, int error);

  /// Counts a reply, good or not.
  void count_reply(
      const exchange& x, const checked_reply& checked, std::string_view bytes, std::int64_t now);

  [[nodiscard]] const load_options& options() const noexcept {
    return options_;
  }

  [[nodiscard]] thread_share share() const noexcept {
    return share_;
  }

  [[nodiscard]] int epoll() const noexcept {
    return epoll_.get();
  }

  [[nodiscard]] tally& counts() noexcept {
    return tally_;
  }

private:
  /// Starts the next request at a place that is free.
  virtual void begin(std::uint32_t place, std::int64_t now) = 0;

  /// Called after a round of `begin`.
  /// @returns whether all that was begun is on its way; if not, it is called again soon.
  virtual bool flush() = 0;

  /// @param events  as epoll reported them for the tag.
  virtual void on_ready(std::uint32_t tag, std::uint32_t events) = 0;

  /// Gives up on exchanges that take too long.
  virtual void expire(std::int64_t now) = 0;

  /// Adds to `counts()` what is known at the end only.
  virtual void finish() = 0;

  /// The text of a refusal.
  [[nodiscard]] virtual std::string_view failure_reason(std::string_view reply) const = 0;

  bool is_finished() const noexcept;
  std::size_t wait(std::span<epoll_event> events);

  const load_options& options_;
  const population& population_;
  const target& target_;
  source_addresses sources_;
  thread_share share_;
  descriptor epoll_;
  request_mix mix_;
  pacer pacer_;
  std::int64_t stop_at_;
  std::int64_t next_expiry_ = 0;
  /// First in, first out, so that all of them get their turn.
  std::deque<std::uint32_t> idle_;
  std::uint32_t busy_ = 0;
  bool has_flushed_ = true;
  std::size_t failures_in_a_row_ = 0;
  std::size_t failures_in_a_row_max_ = 0;
  tally tally_;
};

} // namespace muster::load
