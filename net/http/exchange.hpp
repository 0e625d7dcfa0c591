// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/runtime/shared_text.hpp"
#include "net/door/scrape_gathering.hpp"
#include "net/http/request_head.hpp"
#include "net/http/response.hpp"
#include "net/protocol/address.hpp"
#include "net/protocol/http_announce.hpp"
#include "net/protocol/timestamp.hpp"

#include <cstdint>
#include <string_view>

namespace muster {

/// State of one request between its arrival and its reply.
struct request_in_progress {
  /// The id of messages about it.
  std::uint64_t token = 0;
  /// The client: the remote end, or the address that a trusted proxy names.
  address source;
  peers_form form = peers_form::compact;
  /// The counts of a scrape.
  scrape_gathering scrape;
};

/// The requests of one HTTP client, one at a time, however their bytes travel. All that a request
/// handler knows of a client.
///
/// Belongs to a server and its reactor's thread.
class exchange {
public:
  virtual ~exchange() = default;

  /// Answers the request that was handed to the sink.
  virtual void reply(const response& x) = 0;

  /// Answers it with a body that may be large. The body is not copied, and held until the client
  /// has taken all of it.
  virtual void reply(response x, const shared_text& body) = 0;

  /// Adds to the body of an open-ended reply. Closes if the client takes it too slowly.
  virtual void stream(std::string_view bytes, timestamp now) = 0;

  /// Closes after the reply to the request that is with the sink.
  virtual void close_after_reply() noexcept = 0;

  /// The other end of the connection: a client, or a proxy.
  [[nodiscard]] virtual const endpoint& remote() const noexcept = 0;

  /// The request that is with the sink.
  [[nodiscard]] request_in_progress& request() noexcept {
    return request_;
  }

private:
  request_in_progress request_;
};

/// Receives the requests of exchanges and answers them.
class request_sink {
public:
  virtual ~request_sink() = default;

  /// A request is complete. Calls `exchange::reply` now, or later while that waits.
  virtual void on_request(exchange& from, const request_head& head) = 0;

  /// The bytes that arrived are no request that can be answered in the ordinary way. Replies now.
  virtual void on_bad_request(exchange& from, request_status why) = 0;
};

} // namespace muster
