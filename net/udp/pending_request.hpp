// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/door/scrape_gathering.hpp"
#include "net/protocol/address.hpp"
#include "net/protocol/timestamp.hpp"
#include "net/udp/datagrams.hpp"

#include <cstdint>

namespace muster {

/// Who asks, and what a reply needs to get there.
struct udp_requester {
  return_path path;
  /// The socket that the request came through, by its number in the server.
  std::uint32_t socket = 0;
  std::uint32_t transaction_id = 0;
  address source;
};

/// A request that swarms have not answered yet.
struct pending_request : udp_requester {
  timestamp opened{};
  /// What a scrape waits for.
  scrape_gathering scrape;
};

} // namespace muster
