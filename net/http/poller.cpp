// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/http/poller.hpp"

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace muster {

namespace {

int create_epoll() {
  const int result = ::epoll_create1(EPOLL_CLOEXEC);
  if (result < 0)
    throw std::system_error{errno, std::system_category(), "epoll_create1"};
  return result;
}

} // namespace

poller::poller(boost::asio::io_context& context, std::function<void(batch)> on_batch)
    : epoll_(context, create_epoll()), on_batch_(std::move(on_batch)) {
  wait();
}

void poller::add(int socket, std::uint64_t token, std::uint32_t events) {
  control(EPOLL_CTL_ADD, socket, token, events);
}

void poller::modify(int socket, std::uint64_t token, std::uint32_t events) {
  control(EPOLL_CTL_MOD, socket, token, events);
}

void poller::control(int operation, int socket, std::uint64_t token, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = token;
  if (::epoll_ctl(epoll_.native_handle(), operation, socket, &event) != 0)
    throw std::system_error{errno, std::system_category(), "epoll_ctl"};
}

void poller::wait() {
  epoll_.async_wait(
      boost::asio::posix::stream_descriptor::wait_read,
      [this](const boost::system::error_code& error) {
        if (error)
          return;
        on_ready();
        wait();
      });
}

void poller::on_ready() {
  std::array<epoll_event, batch_max> events;
  for (int i = 0; i < batches_max; ++i) {
    const int count = ::epoll_wait(epoll_.native_handle(), events.data(), batch_max, 0);
    if (count <= 0)
      return;
    on_batch_(std::span{events}.first(static_cast<std::size_t>(count)));
    // After a small batch there is rarely another one yet, and asking costs a system call.
    if (count < batch_small)
      return;
  }
}

} // namespace muster
