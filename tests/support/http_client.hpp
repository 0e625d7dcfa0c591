// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace muster::test {

/// What a client got.
struct http_reply {
  int status = 0;
  /// The status line and the headers, without the blank line that ends them.
  std::string head;
  std::string body;

  /// The value of a header; empty if it is not there.
  [[nodiscard]] std::string field(std::string_view name) const;

  [[nodiscard]] bool says_close() const {
    return field("Connection") == "close";
  }
};

/// How a connection came to its end.
enum class connection_end { open, closed, reset };

/// How a client connects.
struct connect_options {
  /// Where the connection comes from, e.g. 127.0.0.2; none: the kernel's choice.
  std::optional<address> source = {};
  /// Size of the socket's receive buffer; 0: the kernel's choice.
  int receive_bytes = 0;
};

/// A client that sends exactly the bytes it is told to, and reads replies one by one. Waits are
/// bounded: a reply that does not come in time is a std::runtime_error.
class http_client {
public:
  /// Connects over TCP.
  explicit http_client(const endpoint& server, const connect_options& options = {});

  /// Takes over a connected socket; -1: none.
  explicit http_client(int socket);

  ~http_client();
  http_client(http_client&& other) noexcept;
  http_client& operator=(http_client&& other) noexcept;

  /// Sends all of `bytes`. What a server does not take because it has closed is ignored.
  http_client& send(std::string_view bytes);

  /// Sends what fits.
  /// @returns how many bytes that were.
  std::size_t send_some(std::string_view bytes);

  /// Sends a GET request of HTTP/1.1 and nothing more than it needs.
  http_client& send_get(std::string_view target);

  /// Waits until all that was sent over TCP is at the server's machine.
  bool has_arrived();

  /// Reads one reply; `with_body` is false for the answer to a HEAD request.
  http_reply read_reply(bool with_body = true);

  /// Reads up to and including the first `end`.
  std::string read_until(std::string_view end);

  http_reply get(std::string_view target) {
    return send_get(target).read_reply();
  }

  /// Takes what has arrived.
  /// @returns how many bytes have arrived and were not read as replies.
  std::size_t unread_bytes();

  /// Waits for the server to end the connection. Bytes that arrive instead are an error.
  connection_end wait_for_end();

  /// How the connection is now. Bytes that were not read are an error.
  connection_end end_now();

  /// Says that nothing more will be sent.
  void half_close();

  /// Ends the connection in the rudest way: with a reset.
  void reset();

  void close();

private:
  /// Appends what has arrived to `unread_`.
  /// @returns what `recv` says.
  std::ptrdiff_t receive();

  void receive_or_throw(const char* what);
  std::string take(std::size_t size);

  int socket_;
  std::string unread_;
};

} // namespace muster::test
