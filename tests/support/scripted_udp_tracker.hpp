// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/udp_packet.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <functional>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace muster::test {

/// A datagram as it came.
struct udp_datagram {
  std::string bytes;
  endpoint from;

  [[nodiscard]] udp_request_head head() const {
    return parse_udp_request_head(content()).value();
  }

  [[nodiscard]] udp_bytes content() const {
    return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
  }
};

/// A UDP socket at a free port of a loopback address, blocking.
class udp_door {
public:
  explicit udp_door(const char* at = "127.0.0.1") {
    const auto ip = address::parse(at).value();
    is_ipv4_ = ip.family() == family::ipv4;
    sockaddr_in ipv4{};
    ipv4.sin_family = AF_INET;
    ipv4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 ipv6{};
    ipv6.sin6_family = AF_INET6;
    ipv6.sin6_addr = IN6ADDR_LOOPBACK_INIT;
    const auto* name = is_ipv4_ ? reinterpret_cast<const sockaddr*>(&ipv4)
                                : reinterpret_cast<const sockaddr*>(&ipv6);
    fd_ = ::socket(name->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (::bind(fd_, name, is_ipv4_ ? sizeof(ipv4) : sizeof(ipv6)) != 0)
      throw std::system_error{errno, std::generic_category(), "udp_door"};
    sockaddr_storage local{};
    socklen_t size = sizeof(local);
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&local), &size);
    at_ = {ip, port_of(local)};
  }

  udp_door(const udp_door&) = delete;
  udp_door& operator=(const udp_door&) = delete;

  ~udp_door() {
    ::close(fd_);
  }

  [[nodiscard]] endpoint at() const {
    return at_;
  }

  [[nodiscard]] int fd() const noexcept {
    return fd_;
  }

  /// Whether there is something to receive. On loopback what was sent is there at once.
  [[nodiscard]] bool has_datagram() const {
    pollfd watched{fd_, POLLIN, 0};
    return ::poll(&watched, 1, 0) == 1;
  }

  udp_datagram receive() {
    std::array<char, 2048> buffer;
    socklen_t size = sizeof(peer_);
    const auto count = ::recvfrom(
        fd_, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&peer_), &size);
    if (count < 0)
      throw std::system_error{errno, std::generic_category(), "udp_door"};
    return {{buffer.data(), static_cast<std::size_t>(count)}, {address_of(peer_), port_of(peer_)}};
  }

  /// Sends to whom the last datagram came from.
  void reply(std::string_view bytes) {
    const socklen_t size = is_ipv4_ ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
    ::sendto(fd_, bytes.data(), bytes.size(), 0, reinterpret_cast<sockaddr*>(&peer_), size);
  }

private:
  static std::uint16_t port_of(const sockaddr_storage& x) {
    // The port is in the same place for both families.
    return ntohs(reinterpret_cast<const sockaddr_in&>(x).sin_port);
  }

  static address address_of(const sockaddr_storage& x) {
    if (x.ss_family == AF_INET) {
      const auto& ip = reinterpret_cast<const sockaddr_in&>(x).sin_addr;
      return address::from_bytes({reinterpret_cast<const std::uint8_t*>(&ip), 4});
    }
    return address::from_bytes({reinterpret_cast<const sockaddr_in6&>(x).sin6_addr.s6_addr, 16});
  }

  bool is_ipv4_ = true;
  int fd_ = -1;
  endpoint at_;
  sockaddr_storage peer_{};
};

/// Connection ids that scripted trackers hand out: another one for each.
inline constexpr std::uint64_t scripted_connection_id = 0x1122334455660000;

/// What a tracker answers that is all right: to a connect request a connection id, to an announce
/// `peers` peers of the family, to a scrape zeros.
inline std::string right_udp_reply(
    const udp_datagram& request, std::uint64_t connection_id = scripted_connection_id,
    std::size_t peers = 1) {
  udp_reply_buffer out;
  const auto head = request.head();
  const auto own = request.from.address.family();
  announce_reply reply;
  reply.counts = {1, 1, 1, 0};
  reply.peers.assign(peers * compact_ipv4_bytes, 'p');
  reply.peers6.assign(peers * compact_ipv6_bytes, 'q');
  const swarm_counts counts;
  std::size_t size = 0;
  if (head.action == static_cast<std::uint32_t>(udp_action::connect))
    size = write_udp_connect_reply(head.transaction_id, connection_id, out);
  else if (head.action == static_cast<std::uint32_t>(udp_action::announce))
    size = write_udp_announce_reply(head.transaction_id, reply, 1800, own, out);
  else
    size = write_udp_scrape_reply(head.transaction_id, {&counts, 1}, out);
  return {reinterpret_cast<const char*>(out.data()), size};
}

inline bool is_connect(const udp_datagram& x) {
  return x.head().action == static_cast<std::uint32_t>(udp_action::connect);
}

/// Answers datagrams as a test wants, on a thread of its own.
class scripted_udp_tracker {
public:
  /// Gets the datagram and its number, from 0 on, and returns the datagrams to answer with.
  using script = std::function<std::vector<std::string>(const udp_datagram&, std::size_t)>;

  explicit scripted_udp_tracker(script answer, const char* at = "127.0.0.1")
      : answer_(std::move(answer)), door_(at), stop_(::eventfd(0, EFD_CLOEXEC)) {
    thread_ = std::thread{[this] {
      run();
    }};
  }

  scripted_udp_tracker(const scripted_udp_tracker&) = delete;
  scripted_udp_tracker& operator=(const scripted_udp_tracker&) = delete;

  ~scripted_udp_tracker() {
    stop();
    ::close(stop_);
  }

  /// Ends the tracker; what it saw can be read then.
  void stop() {
    ::eventfd_write(stop_, 1);
    if (thread_.joinable())
      thread_.join();
  }

  [[nodiscard]] std::string url() const {
    return "udp://" + to_string(door_.at()) + "/announce";
  }

  [[nodiscard]] const std::vector<udp_datagram>& requests() const {
    return requests_;
  }

private:
  void run() {
    std::array<pollfd, 2> watched{{{stop_, POLLIN, 0}, {door_.fd(), POLLIN, 0}}};
    while (::poll(watched.data(), watched.size(), -1) > 0 && watched[0].revents == 0) {
      const auto request = door_.receive();
      for (const auto& reply : answer_(request, requests_.size()))
        door_.reply(reply);
      requests_.push_back(request);
    }
  }

  script answer_;
  udp_door door_;
  int stop_;
  std::vector<udp_datagram> requests_;
  std::thread thread_;
};

} // namespace muster::test
