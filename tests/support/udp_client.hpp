// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"
#include "net/protocol/udp_packet.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace muster::test {

using packet = std::vector<std::uint8_t>;

/// The number of `bytes` bytes at `offset` of a packet. Throws if it is not there.
std::uint64_t number_in(const packet& x, std::size_t offset, std::size_t bytes);

inline std::uint32_t word_in(const packet& x, std::size_t offset) {
  return static_cast<std::uint32_t>(number_in(x, offset, 4));
}

/// A client that sends exactly the datagrams it is told to. Waits are bounded: a reply that does
/// not come in time is a std::runtime_error.
class udp_client {
public:
  /// @param source  where datagrams come from; none: the kernel's choice.
  explicit udp_client(const endpoint& server, std::optional<address> source = {});
  ~udp_client();
  udp_client(udp_client&& other) noexcept;
  udp_client& operator=(udp_client&&) = delete;

  udp_client& send(udp_bytes datagram);

  /// The next datagram from the server.
  packet receive();

  packet ask(udp_bytes datagram) {
    return send(datagram).receive();
  }

  /// Asks for a connection id.
  std::uint64_t connect();

  /// Whether the server stays silent: all that was sent has been looked at, because what is sent
  /// last is answered, and nothing else.
  bool gets_silence();

private:
  int socket_;
};

} // namespace muster::test
