// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

// The least an HTTP tracker can cost on this machine: one thread, epoll by level, for each request
// one recv, the search for the end of its head, and one send of an answer that never changes. It
// parses nothing and knows no torrents, so what a tracker costs above it is the tracker's own.
//
//   epoll_floor PORT [PEERS]    listens on 127.0.0.1, ends on SIGTERM or SIGINT; 50 peers a reply

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr int backlog = 4096;

/// As long as what the tracker answers to a client of IPv4 that gets so many peers.
std::string make_reply(std::uint8_t peers) {
  std::string body = "d8:completei1000e10:downloadedi1000e11:external ip4:";
  body += std::string("\x7f\0\0\1", 4);
  body += "10:incompletei1000e8:intervali1800e12:min intervali900e5:peers";
  body += std::to_string(peers * 6) + ':';
  for (std::uint8_t i = 0; i < peers; ++i)
    body += {127, 0, 0, 1, 39, static_cast<char>(i)};
  body += 'e';
  return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: "
         + std::to_string(body.size()) + "\r\nX-Content-Type-Options: nosniff\r\n\r\n" + body;
}

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

int listen_on(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0
      || ::listen(fd, backlog) != 0)
    die("epoll_floor: cannot listen");
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

void watch(int epoll, int fd) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  if (::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0)
    die("epoll_floor: epoll_ctl");
}

void accept_all(int epoll, int listener) {
  for (;;) {
    const int fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
    if (fd < 0)
      return;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    watch(epoll, fd);
  }
}

/// Answers what came in. A request that does not come in one piece, which on loopback none does,
/// or an answer that does not fit into the socket ends the connection.
void serve(int fd, std::string_view reply) {
  std::array<char, 8192> buffer;
  const auto size = ::recv(fd, buffer.data(), buffer.size(), 0);
  if (size < 0 && errno == EAGAIN)
    return;
  const std::string_view request{buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
  if (!request.ends_with("\r\n\r\n")
      || ::send(fd, reply.data(), reply.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(reply.size()))
    ::close(fd);
}

void run(int listener, int signals, std::string_view reply) {
  const int epoll = ::epoll_create1(0);
  watch(epoll, listener);
  watch(epoll, signals);
  std::array<epoll_event, 256> events;
  for (;;) {
    const int count = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
    for (std::size_t i = 0; i < static_cast<std::size_t>(count > 0 ? count : 0); ++i) {
      const int fd = events[i].data.fd;
      if (fd == signals)
        return;
      if (fd == listener)
        accept_all(epoll, listener);
      else
        serve(fd, reply);
    }
  }
}

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
    std::fputs("usage: epoll_floor PORT [PEERS]\n", stderr);
    return 2;
  }
  run(listen_on(static_cast<std::uint16_t>(port)), open_signals(),
      make_reply(static_cast<std::uint8_t>(peers)));
}
