// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/load/fault.hpp"
#include "bin/load/http_reply.hpp"
#include "bin/load/http_request.hpp"
#include "bin/load/socket.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace muster::load {

/// What a step of an exchange came to.
enum class progress : std::uint8_t {
  /// The exchange goes on.
  pending,
  /// `reply()` is there.
  replied,
  /// The server closed the connection after its reply.
  released,
  /// `failure()` says why. The connection is closed.
  failed,
};

/// What all connections of a thread share.
struct http_transport {
  socket_address server;
  connection_mode mode = connection_mode::keep_alive;
  /// The epoll descriptor that watches them, by level.
  int epoll = -1;
  /// Where replies arrive. One that comes in a single piece, as nearly all do, is read in place.
  std::span<char> scratch;
};

/// One client: exchanges one request at a time, over one connection or a new one for each.
///
/// Belongs to one thread, and to the loop that calls `on_ready` for the events of its tag.
class http_connection {
public:
  /// @param tag  what epoll reports in `data.u32`.
  http_connection(
      const http_transport& transport, std::optional<socket_address> source, std::uint32_t tag);

  /// Where the next request is written.
  [[nodiscard]] std::string& request() noexcept {
    return request_;
  }

  /// Sends `request()`, connecting first if need be.
  /// @pre `!is_busy()`
  progress start();

  /// @param events  as epoll reported them.
  progress on_ready(std::uint32_t events);

  /// Gives up what is under way.
  void abort() noexcept;

  /// Whether an exchange is under way, or the server has yet to close after one.
  [[nodiscard]] bool is_busy() const noexcept {
    return is_busy_;
  }

  /// Whether the reply is there and only the server's close is not.
  [[nodiscard]] bool is_lingering() const noexcept {
    return is_busy_ && has_reply_;
  }

  /// Valid until the next call of any connection of the thread.
  [[nodiscard]] const http_reply& reply() const noexcept {
    return reply_;
  }

  [[nodiscard]] fault failure() const noexcept {
    return failure_;
  }

  /// What the system says of a failure to connect, of `errno`.
  [[nodiscard]] int error() const noexcept {
    return error_;
  }

  /// Connections opened so far.
  [[nodiscard]] std::uint32_t opened() const noexcept {
    return opened_;
  }

  /// Requests sent again over a new connection.
  [[nodiscard]] std::uint32_t retries() const noexcept {
    return retries_;
  }

private:
  progress open();
  progress send_rest();
  progress receive(std::uint32_t events);
  progress take(std::string_view bytes, std::uint32_t events);
  progress finish(std::uint32_t events);
  progress on_closed_by_server();
  progress fail(fault why) noexcept;
  void watch(std::uint32_t events) noexcept;

  const http_transport& transport_;
  std::optional<socket_address> source_;
  std::uint32_t tag_;
  descriptor socket_;
  std::string request_;
  std::size_t sent_ = 0;
  /// The pieces of a reply that did not come in one.
  std::string received_;
  http_reply reply_;
  std::uint32_t watched_ = 0;
  std::uint32_t opened_ = 0;
  std::uint32_t retries_ = 0;
  fault failure_ = fault::none;
  int error_ = 0;
  bool is_busy_ = false;
  bool has_reply_ = false;
  /// Whether the connection has served a request: only then may the server have closed it while
  /// this one was on its way.
  bool has_served_ = false;
};

} // namespace muster::load
