// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <sys/epoll.h>

namespace muster {

/// Waits for many sockets at the price of one: an epoll set of its own, which the reactor's
/// io_context waits for as a whole.
///
/// Asio arms each wait for a socket with a system call; for announces that is the largest cost
/// after reading and writing themselves: docs/decisions/0004-one-wait-for-all-sessions.md.
/// Belongs to one reactor and its thread.
class poller {
public:
  /// Some sockets that are ready: for each its token (`data.u64`) and events.
  using batch = std::span<const epoll_event>;

  poller(boost::asio::io_context& context, std::function<void(batch)> on_batch);

  /// Begins to wait for `events` of a socket. Closing the socket ends it.
  /// @throws std::system_error if the kernel refuses.
  void add(int socket, std::uint64_t token, std::uint32_t events);

  /// Changes what is waited for.
  void modify(int socket, std::uint64_t token, std::uint32_t events);

private:
  static constexpr int batch_max = 32;
  static constexpr int batch_small = 8;

  /// Batches read before other handlers of the io_context get their turn. Chosen: even if each
  /// session has as many requests as it may have in its turn, the others wait for a few
  /// milliseconds only.
  static constexpr int batches_max = 2;

  void control(int operation, int socket, std::uint64_t token, std::uint32_t events);
  void wait();
  void on_ready();

  boost::asio::posix::stream_descriptor epoll_;
  std::function<void(batch)> on_batch_;
};

} // namespace muster
