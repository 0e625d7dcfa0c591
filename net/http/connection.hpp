// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/runtime/shared_text.hpp"
#include "net/protocol/address.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace muster {

class poller;

/// The bytes of one socket of a poller, both ways: receives when there is something, sends, and
/// holds what the other end has not taken yet.
///
/// Knows nothing of requests and has no deadlines: its owner has, and closes it. A function that
/// finds the connection lost says so and leaves that to the owner as well.
///
/// Belongs to a server and its reactor's thread. Has no memory but this object unless bytes wait.
class connection {
public:
  /// How far sending has got.
  enum class progress : std::uint8_t {
    /// The socket has taken all bytes.
    done,
    /// The rest is held until the other end reads; `on_event` tells of that.
    pending,
    /// The other end has gone.
    lost,
  };

  /// @param poller  outlives the connection.
  explicit connection(muster::poller& poller) noexcept;
  ~connection();

  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// Takes over a connected, non-blocking socket. Bytes may be there already.
  /// @param token  the name of this connection in events of the poller.
  void open(int socket, const endpoint& remote, std::uint64_t token) noexcept;

  /// Closes at once, with what waits. Does nothing if it is closed already.
  void close() noexcept;

  [[nodiscard]] bool closed() const noexcept {
    return socket_ < 0;
  }

  [[nodiscard]] const endpoint& remote() const noexcept {
    return remote_;
  }

  [[nodiscard]] std::uint64_t token() const noexcept {
    return token_;
  }

  // -- receiving ----------------------------------------------------------------------------------

  /// Notes what the poller has seen.
  /// @returns whether the socket may take more bytes, so that `flush` is worth a try.
  bool on_event(std::uint32_t events) noexcept;

  /// Whether there may be something to receive.
  [[nodiscard]] bool readable() const noexcept {
    return readable_;
  }

  /// There may be something to receive that no event has told of.
  void assume_readable() noexcept {
    readable_ = true;
  }

  /// Whether the other end sends nothing more than what it has sent.
  [[nodiscard]] bool peer_done() const noexcept {
    return peer_done_;
  }

  /// Receives once, into `buffer`.
  /// @returns the bytes, none if there are none now; nothing if the connection has ended.
  [[nodiscard]] std::optional<std::string_view> receive(std::span<char> buffer) noexcept;

  /// Whether bytes are there that were not received. Costs a system call.
  [[nodiscard]] bool has_unread() const noexcept;

  /// Waits for events from now on. Each is told once, so a connection whose owner is busy with
  /// something else is left alone.
  /// @throws std::system_error if the kernel refuses.
  void watch();

  /// Waits for events anew, so that those are told again that still hold: bytes that were left, or
  /// room for more.
  /// @throws std::system_error if the kernel refuses.
  void watch_again();

  // -- sending ------------------------------------------------------------------------------------

  /// Sends bytes, and holds what the socket does not take. @pre nothing is held
  progress send(std::string_view bytes);

  /// The same with a body behind them that is not copied, and held until the other end has taken
  /// all of it.
  progress send(std::string_view bytes, const shared_text& body);

  /// Puts bytes behind those that are held. @pre some are, without a body
  void append(std::string_view bytes) {
    output_ += bytes;
  }

  /// Sends what is held.
  progress flush() noexcept;

  /// Bytes that are held.
  [[nodiscard]] std::size_t unsent_bytes() const noexcept {
    return output_.size() + body_.view().size() - sent_bytes_;
  }

  /// Says to the other end that this is all.
  void shut_down() noexcept;

  /// Memory that is taken by what is held; of a body that others hold as well, the share of this
  /// connection as it is now.
  [[nodiscard]] std::size_t waiting_bytes() const noexcept;

private:
  [[nodiscard]] std::optional<std::size_t> try_send(std::string_view bytes, int flags) noexcept;
  [[nodiscard]] std::string_view unsent() const noexcept;
  void release_output() noexcept;

  muster::poller& poller_;
  int socket_ = -1;
  bool readable_ = false;
  bool peer_done_ = false;
  bool watched_ = false;
  std::uint64_t token_ = 0;
  endpoint remote_;
  /// Held: bytes of this connection alone, and then a body. The socket has taken so many bytes of
  /// both already.
  std::string output_;
  shared_text body_;
  std::size_t sent_bytes_ = 0;
};

} // namespace muster
