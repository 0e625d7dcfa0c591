// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/load/driver.hpp"
#include "bin/load/http_connection.hpp"
#include "bin/load/http_request.hpp"

#include <cstdint>
#include <vector>

namespace muster::load {

/// Drives clients over HTTP: each has one connection, which is its only place.
class http_driver final : public driver {
public:
  /// Keeps references to `options` and `peers`.
  http_driver(
      const load_options& options, const population& peers, const target& to, thread_share share);

private:
  struct client {
    http_connection connection;
    peer_range peers;
    exchange current;
    bool in_flight = false;
  };

  void begin(std::uint32_t tag, std::int64_t now) override;
  bool flush() override;
  void on_ready(std::uint32_t tag, std::uint32_t events) override;
  void expire(std::int64_t now) override;
  void finish() override;
  [[nodiscard]] std::string_view failure_reason(std::string_view reply) const override;

  void settle(std::uint32_t tag, progress result);
  void end_exchange(std::uint32_t tag);
  checked_reply check(const client& x);

  std::vector<char> scratch_;
  http_transport transport_;
  http_request_writer writer_;
  std::vector<client> clients_;
};

} // namespace muster::load
