// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/operator_socket.hpp"

#include <caf/binary_serializer.hpp>
#include <caf/io/basp/message_type.hpp>
#include <caf/node_id.hpp>

#include <array>
#include <cerrno>
#include <cstdint>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace muster::test {

/// A header of CAF's protocol, as it is on the wire, that promises `payload_bytes` more.
inline std::string a_basp_header(caf::io::basp::message_type kind, std::uint32_t payload_bytes) {
  std::string result(32, '\0');
  result[0] = static_cast<char>(kind);
  for (int i = 0; i < 4; ++i)
    result[static_cast<std::size_t>(4 + i)] = static_cast<char>(payload_bytes >> (24 - 8 * i));
  result[23] = 1; // the sender
  result[31] = 1; // the receiver
  return result;
}

/// A handshake of an operator whose node cannot be read.
inline std::string a_basp_handshake(std::uint32_t payload_bytes) {
  auto result = a_basp_header(caf::io::basp::message_type::client_handshake, payload_bytes);
  result[23] = result[31] = 0;
  return result;
}

/// The handshake of an operator, who is one of many.
inline std::string an_operator_handshake(std::uint32_t number) {
  const auto node = caf::make_node_id(number, std::string(40, 'a'));
  std::vector<char> payload;
  caf::binary_serializer sink{nullptr, payload};
  if (!node || sink(*node))
    throw std::logic_error{"a node that cannot be written"};
  return a_basp_handshake(static_cast<std::uint32_t>(payload.size()))
         + std::string{payload.begin(), payload.end()};
}

/// Somebody at the operators' socket who sends what bytes he likes.
class operator_peer {
public:
  explicit operator_peer(const std::string& path) : socket_(connect_to_operator_socket(path)) {
    // nop
  }

  ~operator_peer() {
    ::close(socket_);
  }

  operator_peer(const operator_peer&) = delete;
  operator_peer& operator=(const operator_peer&) = delete;

  void send(std::string_view bytes) const {
    static_cast<void>(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
  }

  /// Waits for bytes.
  /// @returns whether some came before the end.
  [[nodiscard]] bool is_greeted() const {
    std::array<char, 4096> buffer;
    return wait() && ::recv(socket_, buffer.data(), buffer.size(), 0) > 0;
  }

  /// Comes in as an operator, who is one of many.
  /// @returns whether the tracker has taken it.
  [[nodiscard]] bool attaches(std::uint32_t number) const {
    if (!is_greeted())
      return false;
    send(an_operator_handshake(number));
    return is_greeted(); // CAF asks each node for its config server
  }

  /// Reads until the end.
  /// @returns false if it does not come.
  [[nodiscard]] bool is_closed() const {
    std::array<char, 4096> buffer;
    while (wait()) {
      const auto size = ::recv(socket_, buffer.data(), buffer.size(), 0);
      if (size == 0 || (size < 0 && errno == ECONNRESET))
        return true;
    }
    return false;
  }

  /// Whether the end has come by now.
  [[nodiscard]] bool has_ended() const {
    char byte = 0;
    return ::recv(socket_, &byte, sizeof(byte), MSG_PEEK | MSG_DONTWAIT) == 0;
  }

private:
  [[nodiscard]] bool wait() const {
    constexpr int milliseconds_max = 20'000;
    pollfd readable{socket_, POLLIN, 0};
    return ::poll(&readable, 1, milliseconds_max) == 1;
  }

  int socket_;
};

} // namespace muster::test
