// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

// The least a UDP tracker can cost on this machine: one thread, recvmmsg until nothing is left, and
// sendmmsg of answers that never change but for the transaction id. It gives everybody the same
// connection id, looks at none, and knows no torrents, so what a tracker costs above it is the
// tracker's own.
//
//   udp_floor PORT [PEERS]    listens on 127.0.0.1, ends on SIGTERM or SIGINT; 50 peers a reply

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <netinet/in.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

/// Datagrams a system call.
constexpr std::size_t batch_max = 64;

/// As much as the kernel lets a server have, so that bursts are not lost.
constexpr int receive_buffer_bytes = 4 << 20;

/// Spares the kernel the numbers that it gives to what may be cut.
constexpr int never_fragment = IP_PMTUDISC_PROBE;

constexpr std::size_t connect_bytes = 16;
constexpr std::size_t announce_bytes = 98;
constexpr std::size_t announce_reply_bytes = 20;

// Where a request has its action and transaction id, and a reply.
constexpr std::size_t request_action_at = 8;
constexpr std::size_t request_id_at = 12;
constexpr std::size_t reply_id_at = 4;

using packet = std::array<std::uint8_t, 2048>;

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

int open_socket(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof(receive_buffer_bytes));
  ::setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &never_fragment, sizeof(never_fragment));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
    die("udp_floor: cannot listen");
  return fd;
}

/// A descriptor that becomes readable when the process shall end.
int open_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGTERM);
  ::sigaddset(&signals, SIGINT);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  return ::signalfd(-1, &signals, SFD_NONBLOCK);
}

/// Answers what comes in, many datagrams a call.
class server {
public:
  server(int socket, std::uint8_t peers) : socket_(socket) {
    announce_reply_[3] = 1;  // announce
    announce_reply_[10] = 7; // an interval of 1,800 s
    announce_reply_[11] = 8;
    announce_reply_[15] = 100; // leechers
    announce_reply_[19] = 100; // seeders
    announce_reply_size_ = announce_reply_bytes;
    for (std::uint8_t i = 0; i < peers; ++i)
      for (const std::uint8_t byte :
           {std::uint8_t{127}, std::uint8_t{0}, std::uint8_t{0}, std::uint8_t{1}, std::uint8_t{39},
            i})
        announce_reply_[announce_reply_size_++] = byte;
  }

  /// Answers until there is nothing to receive.
  void serve() {
    for (;;) {
      prepare();
      const int count = ::recvmmsg(socket_, requests_.data(), batch_max, 0, nullptr);
      if (count <= 0)
        return;
      std::size_t answers = 0;
      for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
        if (answer(i, answers))
          ++answers;
      ::sendmmsg(socket_, replies_.data(), static_cast<unsigned>(answers), 0);
    }
  }

private:
  void prepare() {
    for (std::size_t i = 0; i < batch_max; ++i) {
      request_parts_[i] = {received_[i].data(), received_[i].size()};
      requests_[i].msg_hdr = {};
      requests_[i].msg_hdr.msg_iov = &request_parts_[i];
      requests_[i].msg_hdr.msg_iovlen = 1;
      requests_[i].msg_hdr.msg_name = &sources_[i];
      requests_[i].msg_hdr.msg_namelen = sizeof(sources_[i]);
    }
  }

  /// Makes reply `to` of request `from`, if it gets one.
  bool answer(std::size_t from, std::size_t to) {
    const auto& request = received_[from];
    const auto size = requests_[from].msg_len;
    const auto action = request[request_action_at + 3];
    if (size < connect_bytes || (action == 1 && size < announce_bytes) || action > 1)
      return false;
    auto& reply = sent_[to];
    std::size_t reply_size = connect_bytes;
    if (action == 0) {
      reply.fill(0);
    } else {
      reply_size = announce_reply_size_;
      std::memcpy(reply.data(), announce_reply_.data(), reply_size);
    }
    std::memcpy(reply.data() + reply_id_at, request.data() + request_id_at, 4);
    reply_parts_[to] = {reply.data(), reply_size};
    replies_[to].msg_hdr = requests_[from].msg_hdr;
    replies_[to].msg_hdr.msg_iov = &reply_parts_[to];
    return true;
  }

  int socket_;
  packet announce_reply_{};
  std::size_t announce_reply_size_;
  std::array<packet, batch_max> received_;
  std::array<packet, batch_max> sent_;
  std::array<sockaddr_in, batch_max> sources_;
  std::array<iovec, batch_max> request_parts_;
  std::array<iovec, batch_max> reply_parts_;
  std::array<mmsghdr, batch_max> requests_;
  std::array<mmsghdr, batch_max> replies_;
};

/// The number, or -1 if it is none from 0 to `max`.
long parse(const char* text, long max) {
  char* end = nullptr;
  const long result = std::strtol(text, &end, 10);
  return *text != '\0' && *end == '\0' && result <= max ? result : -1;
}

} // namespace

int main(int argc, char** argv) {
  const long port = argc >= 2 ? parse(argv[1], 65535) : -1;
  const long peers = argc >= 3 ? parse(argv[2], 200) : 50;
  if (port < 1 || peers < 0 || argc > 3) {
    std::fputs("usage: udp_floor PORT [PEERS]\n", stderr);
    return 2;
  }
  const int socket = open_socket(static_cast<std::uint16_t>(port));
  std::array<pollfd, 2> watched{{{socket, POLLIN, 0}, {open_signals(), POLLIN, 0}}};
  static server x{socket, static_cast<std::uint8_t>(peers)};
  while (::poll(watched.data(), watched.size(), -1) > 0 && watched[1].revents == 0)
    x.serve();
}
