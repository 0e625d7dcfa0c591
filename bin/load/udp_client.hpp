// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/load/datagram_batch.hpp"
#include "bin/load/fault.hpp"
#include "bin/load/request_mix.hpp"
#include "bin/load/socket.hpp"
#include "bin/load/udp_request.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace muster::load {

/// More than any reply; a longer one is cut, and known by that.
using udp_receive_buffer = std::array<std::uint8_t, 2048>;

/// A datagram that came, and what it is: the reply to a slot, or a fault without one.
struct udp_arrival {
  static constexpr std::uint32_t no_slot = 0xffff'ffff;

  std::uint32_t slot = no_slot;
  load::fault fault = fault::none;
  std::string_view bytes;
};

/// What all clients of a thread share.
struct udp_transport {
  socket_address server;
  /// The epoll descriptor that watches them, by level.
  int epoll = -1;
  const udp_request_writer& writer;
  datagram_batch<udp_request_buffer> sending;
  datagram_batch<udp_receive_buffer> receiving;
  std::vector<udp_arrival> arrivals;
  /// Whether requests have to wait for a connection id.
  bool needs_connection_id = true;
};

/// What sending or receiving came to.
enum class udp_progress : std::uint8_t {
  done,
  /// The kernel took only a part: flush again.
  unfinished,
  /// Nobody is there. All that was under way is lost.
  refused,
};

/// One client: a socket with a connection id and a number of slots, each with one request at a
/// time.
///
/// The connection id is asked for when there is something to send, and again when it is a minute
/// old, as BEP 15 has it; requests wait for it. Belongs to one thread. Times are nanoseconds of one
/// clock.
class udp_client {
public:
  static constexpr std::uint32_t slots_max = 1024;

  /// Keeps a reference to `transport`. Throws `std::system_error` if there is no socket.
  /// @param tag    what epoll reports in `data.u32`.
  /// @param slots  at most `slots_max`.
  udp_client(
      udp_transport& transport, const std::optional<socket_address>& source, std::uint32_t tag,
      std::uint32_t slots);

  /// Puts a request into a free slot. The next `flush` sends it.
  void post(std::uint32_t number, const request& x);

  /// Sends what was posted, or asks for a connection id if there is none that is good.
  udp_progress flush(std::int64_t now);

  /// Takes what has come. A good reply makes its slot free.
  ///
  /// If there may be more, epoll reports it again. What answers a request that was given up is
  /// passed over.
  /// @returns what came, until the next call of any client of the thread.
  std::span<const udp_arrival> receive(std::int64_t now);

  /// Makes a slot free whose reply did not come.
  /// @returns why: lost on the way, or never sent for want of a connection id.
  fault give_up(std::uint32_t number);

  /// Whether a `receive` found out that nobody is there. Ends with `reset`.
  [[nodiscard]] bool is_refused() const noexcept {
    return is_refused_;
  }

  /// What the system said when nobody was there last, of `errno`.
  [[nodiscard]] int error() const noexcept {
    return error_;
  }

  /// Forgets all that is under way, and the connection id.
  void reset();

  /// Whether there is something to flush.
  [[nodiscard]] bool has_posted() const noexcept {
    return !posted_.empty();
  }

  /// Connection ids that it has got.
  [[nodiscard]] std::uint32_t connected() const noexcept {
    return connected_;
  }

private:
  enum class slot_state : std::uint8_t { free, posted, sent };

  struct slot {
    load::request request;
    /// Its number in the lower bits, and above them the number of the request.
    std::uint32_t transaction_id = 0;
    slot_state state = slot_state::free;
  };

  bool has_fresh_id(std::int64_t now) const noexcept;

  /// Whether what has just failed did so because nobody is there.
  bool finds_nobody() noexcept;

  udp_progress ask_for_id();
  udp_progress send_posted();
  void take(std::string_view bytes, std::int64_t now);
  void take_connect_reply(std::string_view bytes, std::int64_t now);
  void take_stray(std::uint32_t transaction_id, std::string_view bytes);
  void forget_later(std::uint32_t transaction_id);

  udp_transport& transport_;
  descriptor socket_;
  std::vector<slot> slots_;
  /// Slots in the order in which they are sent.
  std::vector<std::uint32_t> posted_;
  /// What was given up. Its replies may still come.
  std::deque<std::uint32_t> lost_;
  std::uint64_t connection_id_ = 0;
  /// When the connection id came; nothing: there is none.
  std::optional<std::int64_t> connected_at_;
  std::uint32_t connect_transaction_id_;
  std::uint32_t connected_ = 0;
  int error_ = 0;
  bool is_connecting_ = false;
  bool is_refused_ = false;
};

} // namespace muster::load
