// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/door/door.hpp"
#include "net/http/settings.hpp"

#include <cstdint>
#include <memory>

namespace muster {

/// What HTTP may have of the machine.
struct http_share {
  /// Connections open at once; no more than `http_settings::connections_max`.
  std::uint32_t connections_max = 0;
  /// Whether there would be more connections if the process might have more descriptors.
  bool lacks_descriptors = false;
  /// Bytes that may wait in all connections.
  std::uint64_t waiting_bytes_max = 0;
  /// A network may have as many connections as so many sources.
  std::uint32_t network_factor = 1;
};

/// The door for HTTP/1.1 (BEP 3, RFC 9112): announces, scrapes and pages.
/// @param settings  outlive the door.
[[nodiscard]] std::unique_ptr<door>
make_http_door(const http_settings& settings, const http_share& share);

} // namespace muster
