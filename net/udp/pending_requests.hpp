// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/door/slot_tokens.hpp"
#include "net/protocol/scrape.hpp"
#include "net/protocol/timestamp.hpp"
#include "net/udp/datagrams.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

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
  /// A scrape waits for as many more swarms, and its counts in the order of the request.
  std::uint32_t scrapes_missing = 0;
  scrape_entries scraped;
};

/// The requests of a server that swarms have not answered yet: a table of fixed size, so that no
/// datagram makes the process grow.
///
/// `slot_tokens` says what a token is.
class pending_requests {
public:
  /// @param size  1 to 2^24.
  explicit pending_requests(std::size_t size);

  /// Takes a slot; what the request had before is still in it.
  /// @returns the token, or 0 if no slot is free.
  std::uint64_t open(timestamp now);

  /// The request of a token, or null if that is over. Valid until it is closed.
  [[nodiscard]] pending_request* find(std::uint64_t token) noexcept;

  /// Gives the slot back.
  void close(std::uint64_t token) noexcept;

  /// Closes those that were opened before `oldest`: their swarm has failed.
  /// @returns how many those were.
  std::size_t expire(timestamp oldest) noexcept;

  /// How many are open.
  [[nodiscard]] std::size_t size() const noexcept {
    return tokens_.size();
  }

private:
  struct slot {
    pending_request request;
    timestamp opened{};
  };

  slot_tokens tokens_;
  std::vector<slot> slots_;
};

} // namespace muster
