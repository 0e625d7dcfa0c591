// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/socket_address.hpp"

#include <cstring>
#include <span>

namespace muster {

namespace {

template <class Address>
address to_address(const Address& x) {
  return address::from_bytes(std::span{reinterpret_cast<const std::uint8_t*>(&x), sizeof(x)});
}

} // namespace

socket_address to_socket_address(const endpoint& x) {
  socket_address result;
  const auto bytes = x.address.bytes();
  if (x.address.family() == family::ipv4) {
    result.ipv4().sin_family = AF_INET;
    result.ipv4().sin_port = htons(x.port);
    std::memcpy(&result.ipv4().sin_addr, bytes.data(), bytes.size());
    result.size = sizeof(sockaddr_in);
  } else {
    result.ipv6().sin6_family = AF_INET6;
    result.ipv6().sin6_port = htons(x.port);
    std::memcpy(&result.ipv6().sin6_addr, bytes.data(), bytes.size());
    result.size = sizeof(sockaddr_in6);
  }
  return result;
}

endpoint to_endpoint(const socket_address& x) {
  if (x.storage.sin6_family == AF_INET) {
    const auto& ipv4 = reinterpret_cast<const sockaddr_in&>(x.storage);
    return {to_address(ipv4.sin_addr), ntohs(ipv4.sin_port)};
  }
  return {to_address(x.storage.sin6_addr), ntohs(x.storage.sin6_port)};
}

endpoint local_endpoint(int socket) {
  socket_address address;
  ::getsockname(socket, address.get(), &address.size);
  return to_endpoint(address);
}

} // namespace muster
