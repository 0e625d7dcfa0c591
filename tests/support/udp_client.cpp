// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "tests/support/udp_client.hpp"

#include "net/socket_address.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/udp_packets.hpp"

#include <cerrno>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace muster::test {

namespace {

constexpr std::uint32_t probe = 0xfeedfeed;

void check(bool good, const char* what) {
  if (!good)
    throw std::system_error{errno, std::system_category(), what};
}

} // namespace

std::uint64_t number_in(const packet& x, std::size_t offset, std::size_t bytes) {
  std::uint64_t result = 0;
  for (std::size_t i = offset; i < offset + bytes; ++i)
    result = result << 8 | x.at(i);
  return result;
}

udp_client::udp_client(const endpoint& server, std::optional<address> source) {
  auto to = to_socket_address(server);
  socket_ = ::socket(to.get()->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  check(socket_ >= 0, "socket");
  if (source) {
    auto from = to_socket_address({*source, 0});
    check(::bind(socket_, from.get(), from.size) == 0, "bind");
  }
  check(::connect(socket_, to.get(), to.size) == 0, "connect");
}

udp_client::~udp_client() {
  if (socket_ >= 0)
    ::close(socket_);
}

udp_client::udp_client(udp_client&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {
  // nop
}

udp_client& udp_client::send(udp_bytes datagram) {
  check(::send(socket_, datagram.data(), datagram.size(), 0) >= 0, "send");
  return *this;
}

packet udp_client::receive() {
  pollfd waiting{socket_, POLLIN, 0};
  const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(patience);
  if (::poll(&waiting, 1, static_cast<int>(limit.count())) != 1)
    throw std::runtime_error{"no reply came"};
  packet result(65536);
  const auto size = ::recv(socket_, result.data(), result.size(), 0);
  check(size >= 0, "recv");
  result.resize(static_cast<std::size_t>(size));
  return result;
}

std::uint64_t udp_client::connect() {
  const auto reply = ask(a_udp_connect());
  if (reply.size() != 16)
    throw std::runtime_error{"not the reply to a connect"};
  return number_in(reply, 8, 8);
}

bool udp_client::gets_silence() {
  // Datagrams of one socket stay in their order on loopback, and go to one reactor.
  return word_in(ask(a_udp_connect(probe)), 4) == probe;
}

} // namespace muster::test
