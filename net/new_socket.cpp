// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/new_socket.hpp"

#include "net/socket_address.hpp"

#include <cerrno>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace muster {

new_socket::new_socket(int type, const endpoint& at)
    : type_(type),
      at_(at),
      descriptor_(::socket(
          at.address.family() == family::ipv4 ? AF_INET : AF_INET6,
          type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
  if (descriptor_ < 0)
    fail();
  if (at.address.family() == family::ipv6)
    set(IPPROTO_IPV6, IPV6_V6ONLY, 1);
}

new_socket::~new_socket() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

void new_socket::set(int level, int name, int value) const {
  if (::setsockopt(descriptor_, level, name, &value, sizeof(value)) != 0)
    throw std::system_error{errno, std::system_category(), "setsockopt"};
}

void new_socket::bind() const {
  auto address = to_socket_address(at_);
  if (::bind(descriptor_, address.get(), address.size) != 0)
    fail();
}

void new_socket::fail() const {
  const auto error = errno;
  throw std::system_error{
      error, std::system_category(),
      "cannot listen at " + to_string(at_) + (type_ == SOCK_DGRAM ? " over UDP" : " over TCP")};
}

int new_socket::take() noexcept {
  return std::exchange(descriptor_, -1);
}

} // namespace muster
