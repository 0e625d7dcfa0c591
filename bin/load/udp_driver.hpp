// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/load/driver.hpp"
#include "bin/load/udp_client.hpp"
#include "bin/load/udp_request.hpp"

#include <cstdint>
#include <deque>
#include <vector>

namespace muster::load {

/// Drives clients over UDP: each has one socket, and a window of places for requests.
///
/// What is due is written first and then sent, socket by socket, with one system call for each.
class udp_driver final : public driver {
public:
  /// Keeps references to `options` and `peers`. Throws `std::system_error` if there are not enough
  /// sockets.
  udp_driver(
      const load_options& options, const population& peers, const target& to, thread_share share);

private:
  /// A slot of a client. They are numbered client by client.
  struct place {
    peer_range peers;
    exchange current;
    bool is_busy = false;
  };

  void begin(std::uint32_t number, std::int64_t now) override;
  bool flush() override;
  void on_ready(std::uint32_t tag, std::uint32_t events) override;
  void expire(std::int64_t now) override;
  void finish() override;
  [[nodiscard]] std::string_view failure_reason(std::string_view reply) const override;

  void settle(std::uint32_t tag, const udp_arrival& x, std::int64_t now);
  [[nodiscard]] checked_reply check(request_kind kind, std::string_view reply) const;
  void end_exchange(std::uint32_t number);
  void fail_all(std::uint32_t tag);
  void flush_later(std::uint32_t tag);

  muster::family family_;
  std::uint32_t window_;
  udp_request_writer writer_;
  udp_transport transport_;
  std::deque<udp_client> clients_;
  std::vector<place> places_;
  /// Clients that have something to send, each once.
  std::vector<std::uint32_t> unsent_;
  std::vector<bool> is_unsent_;
};

} // namespace muster::load
