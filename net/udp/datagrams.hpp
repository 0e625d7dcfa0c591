// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/udp_packet.hpp"
#include "net/socket_address.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <netinet/in.h>
#include <sys/socket.h>

// Many datagrams with one system call. All memory is there from the beginning.
namespace muster {

/// How a reply gets to whoever sent a datagram.
struct return_path {
  socket_address client;
  /// Which of the host's addresses the datagram went to, if the socket is told: an `in_pktinfo` or
  /// an `in6_pktinfo`.
  std::array<std::uint8_t, sizeof(in6_pktinfo)> destination{};
  bool has_destination = false;
};

/// Room for a control message that has a destination.
struct destination_message {
  alignas(cmsghdr) std::array<std::uint8_t, CMSG_SPACE(sizeof(in6_pktinfo))> bytes;
};

/// Datagrams that one `recvmmsg` brings. What is received next overwrites them.
class incoming_datagrams {
public:
  static constexpr std::size_t datagrams_max = 64;

  /// Longer ones are cut off. Announces with options (BEP 41) have a few hundred bytes.
  static constexpr std::size_t datagram_bytes_max = 2048;

  incoming_datagrams();

  /// Receives what is waiting, without waiting for more.
  /// @returns how many that were.
  std::size_t receive(int socket);

  [[nodiscard]] udp_bytes bytes(std::size_t i) const noexcept {
    return {buffers_[i].data(), messages_[i].msg_len};
  }

  /// How to reply to the datagram at `i`.
  [[nodiscard]] return_path path(std::size_t i) const noexcept;

private:
  void prepare(std::size_t i) noexcept;

  std::array<std::array<std::uint8_t, datagram_bytes_max>, datagrams_max> buffers_;
  std::array<mmsghdr, datagrams_max> messages_{};
  std::array<iovec, datagrams_max> pieces_;
  std::array<socket_address, datagrams_max> sources_;
  std::array<destination_message, datagrams_max> controls_;
  std::size_t received_ = 0;
};

/// Replies that one `sendmmsg` takes along.
class outgoing_datagrams {
public:
  static constexpr std::size_t datagrams_max = 64;

  outgoing_datagrams();

  [[nodiscard]] bool is_full() const noexcept {
    return count_ == datagrams_max;
  }

  [[nodiscard]] bool is_empty() const noexcept {
    return count_ == 0;
  }

  /// Where to write the next reply.
  /// @pre !is_full()
  [[nodiscard]] udp_reply_buffer& next() noexcept {
    return buffers_[count_];
  }

  /// The next reply has been written: so many bytes, for so-and-so.
  void push(std::size_t bytes, const return_path& to) noexcept;

  /// Sends them all. UDP promises nothing, so what the kernel does not take is dropped.
  /// @returns how many it did not take.
  std::size_t flush(int socket);

private:
  std::array<udp_reply_buffer, datagrams_max> buffers_;
  std::array<mmsghdr, datagrams_max> messages_{};
  std::array<iovec, datagrams_max> pieces_;
  std::array<socket_address, datagrams_max> targets_;
  std::array<destination_message, datagrams_max> controls_;
  std::size_t count_ = 0;
};

} // namespace muster
