// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/socket.hpp"

#include <algorithm>
#include <cerrno>
#include <netinet/in.h>
#include <system_error>
#include <unistd.h>

namespace muster::load {

void descriptor::close() noexcept {
  if (is_open())
    ::close(std::exchange(fd_, -1));
}

socket_address::socket_address(const muster::endpoint& x) noexcept : endpoint(x) {
  const auto bytes = x.address.bytes();
  if (x.address.family() == family::ipv4) {
    auto& ipv4 = reinterpret_cast<sockaddr_in&>(storage);
    ipv4.sin_family = AF_INET;
    ipv4.sin_port = htons(x.port);
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<std::uint8_t*>(&ipv4.sin_addr));
    size = sizeof(ipv4);
  } else {
    auto& ipv6 = reinterpret_cast<sockaddr_in6&>(storage);
    ipv6.sin6_family = AF_INET6;
    ipv6.sin6_port = htons(x.port);
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<std::uint8_t*>(&ipv6.sin6_addr));
    size = sizeof(ipv6);
  }
}

void expect_own(const socket_address& source) {
  const descriptor probe{::socket(source.storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  if (!probe.is_open())
    throw std::system_error{
        errno, std::generic_category(),
        "no socket (expected a descriptor for each connection, see ulimit -n)"};
  if (::bind(probe.get(), source.get(), source.size) != 0)
    throw std::system_error{
        errno, std::generic_category(),
        "cannot send from " + to_string(source.endpoint.address)
            + " (expected --source to begin addresses of this machine)"};
}

descriptor connect_tcp(const socket_address& server, const std::optional<socket_address>& source) {
  descriptor result{
      ::socket(server.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!result.is_open())
    return result;
  if (source) {
    // The port is chosen by connect(), which may take one that serves another server meanwhile;
    // bind() alone would run out of ports.
    const int on = 1;
    ::setsockopt(result.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
    if (::bind(result.get(), source->get(), source->size) != 0)
      return {};
  }
  if (::connect(result.get(), server.get(), server.size) != 0 && errno != EINPROGRESS)
    return {};
  return result;
}

descriptor connect_udp(
    const socket_address& server, const std::optional<socket_address>& source, int receive_bytes) {
  descriptor result{
      ::socket(server.storage.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!result.is_open())
    return result;
  ::setsockopt(result.get(), SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof(receive_bytes));
  if (source && ::bind(result.get(), source->get(), source->size) != 0)
    return {};
  if (::connect(result.get(), server.get(), server.size) != 0)
    return {};
  return result;
}

} // namespace muster::load
