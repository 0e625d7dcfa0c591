// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/udp/datagram_socket.hpp"

#include "net/new_socket.hpp"
#include "net/socket_address.hpp"

#include <algorithm>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace muster {

namespace {

bool is_unspecified(const address& x) {
  const auto bytes = x.bytes();
  return std::all_of(bytes.begin(), bytes.end(), [](auto byte) { return byte == 0; });
}

/// A socket for all addresses of the host is told which one a datagram went to: the reply has to
/// come from there, or the client does not know it.
void ask_for_destination(const new_socket& x, family family) {
  if (family == family::ipv4)
    x.set(IPPROTO_IP, IP_PKTINFO, 1);
  else
    x.set(IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
}

/// Replies are so small that paths carry them in one piece (`limits::udp_reply_bytes_max`). So the
/// kernel need not number them in case one is cut, nor believe an ICMP message that asks for that.
void never_fragment(const new_socket& x, family family) {
  if (family == family::ipv4)
    x.set(IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE);
}

std::uint32_t granted_receive_buffer(int socket) {
  int value = 0;
  socklen_t size = sizeof(value);
  ::getsockopt(socket, SOL_SOCKET, SO_RCVBUF, &value, &size);
  return static_cast<std::uint32_t>(value) / 2; // the kernel doubles it for its own use
}

} // namespace

datagram_socket::datagram_socket(const endpoint& at, std::uint32_t receive_buffer_bytes) {
  new_socket socket{SOCK_DGRAM, at};
  socket.set(SOL_SOCKET, SO_REUSEPORT, 1);
  socket.set(SOL_SOCKET, SO_RCVBUF, static_cast<int>(receive_buffer_bytes));
  never_fragment(socket, at.address.family());
  if (is_unspecified(at.address))
    ask_for_destination(socket, at.address.family());
  socket.bind();
  local_ = local_endpoint(socket.get());
  receive_buffer_bytes_ = granted_receive_buffer(socket.get());
  socket_ = socket.take();
}

void datagram_socket::expect_free(const endpoint& at) {
  new_socket{SOCK_DGRAM, at}.bind();
}

datagram_socket::~datagram_socket() {
  if (socket_ >= 0)
    ::close(socket_);
}

datagram_socket::datagram_socket(datagram_socket&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      local_(other.local_),
      receive_buffer_bytes_(other.receive_buffer_bytes_) {
  // nop
}

} // namespace muster
