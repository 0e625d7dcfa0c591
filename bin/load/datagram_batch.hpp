// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <sys/socket.h>
#include <vector>

namespace muster::load {

/// Datagrams that one system call sends or receives.
/// @tparam Buffer  an array of bytes that takes the largest one.
template <class Buffer>
class datagram_batch {
public:
  /// A datagram of 100 bytes costs less to write and read than the call that carries it; beyond
  /// this many the call is no longer what matters.
  static constexpr std::size_t size_max = 64;

  datagram_batch() : buffers_(size_max) {
    for (std::size_t i = 0; i < size_max; ++i) {
      parts_[i] = {buffers_[i].data(), buffers_[i].size()};
      headers_[i].msg_hdr.msg_iov = &parts_[i];
      headers_[i].msg_hdr.msg_iovlen = 1;
    }
  }

  datagram_batch(const datagram_batch&) = delete;
  datagram_batch& operator=(const datagram_batch&) = delete;

  /// Where datagram `i` is written before it is sent.
  [[nodiscard]] Buffer& buffer(std::size_t i) noexcept {
    return buffers_[i];
  }

  /// Says how long datagram `i` is that shall be sent.
  void set_size(std::size_t i, std::size_t bytes) noexcept {
    parts_[i].iov_len = bytes;
  }

  /// Sends the first `count` datagrams.
  /// @returns how many were sent, or -1 with `errno` if the first of them was not.
  int send(int socket, std::size_t count) noexcept {
    return ::sendmmsg(socket, headers_.data(), static_cast<unsigned>(count), MSG_NOSIGNAL);
  }

  /// Receives what is there.
  /// @returns how many, or -1 with `errno` if there was none.
  int receive(int socket) noexcept {
    return ::recvmmsg(socket, headers_.data(), size_max, MSG_DONTWAIT, nullptr);
  }

  /// Bytes of datagram `i` that was received.
  [[nodiscard]] std::size_t received(std::size_t i) const noexcept {
    return headers_[i].msg_len;
  }

private:
  std::vector<Buffer> buffers_;
  std::array<iovec, size_max> parts_{};
  std::array<mmsghdr, size_max> headers_{};
};

} // namespace muster::load
