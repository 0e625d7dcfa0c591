// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/runtime/shared_text.hpp"
#include "net/door/slot_tokens.hpp"
#include "net/http/connection.hpp"
#include "net/http/exchange.hpp"
#include "net/http/request_head.hpp"
#include "net/http/response.hpp"
#include "net/http/settings.hpp"
#include "net/protocol/address.hpp"
#include "net/protocol/timestamp.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace muster {

class poller;

/// What all sessions of a server share.
struct session_terms {
  const http_settings& settings;
  request_sink& sink;
  muster::poller& poller;
  /// Where requests get their tokens from.
  slot_tokens& tokens;
  /// Where bytes are received; the content matters only until the next session receives.
  std::span<char> receive_buffer;
  /// Where replies are put together.
  std::string& send_buffer;
};

/// The requests of one connection: bytes in, requests to the sink, replies out, one at a time, so
/// that pipelined requests are answered in order and a client that does not read is not read from.
///
/// A turn begins with an event of the poller and ends after a number of requests, those that swarms
/// answer included, so that a flood on some connections does not keep everybody else waiting.
///
/// Belongs to a server and its reactor's thread. Each wait costs one `recv` and each reply one
/// `send`; a connection with nothing to remember keeps no buffer, and one that is closed no memory
/// but this object.
class session final : public exchange {
public:
  /// Requests that are handed over in one turn. Chosen: more than pipelining clients send at once
  /// (libcurl sent five, as long as it did), and done with in some ten microseconds.
  static constexpr std::uint32_t requests_per_turn_max = 8;

  /// What its client loses if a session is closed now; from little to much.
  enum class stake : std::uint8_t {
    /// The beginning of a request, or the time to read a last reply.
    beginning,
    /// A connection that could be used again.
    idle,
    /// The rest of a reply, or requests that are here already.
    reply,
    /// The rest of an open-ended reply.
    stream,
    /// What a swarm or the pages actor is about to say.
    answer,
  };

  explicit session(const session_terms& terms);

  session(const session&) = delete;
  session& operator=(const session&) = delete;

  /// Takes over a connected, non-blocking socket and reads what is there already.
  /// @param token  what the poller calls this session; a token of `session_terms::tokens`.
  void open(int socket, const endpoint& remote, std::uint64_t token, timestamp now);

  /// The poller has seen `events`.
  void on_event(std::uint32_t events, timestamp now);

  void reply(const response& x) override;
  void reply(response x, const shared_text& body) override;
  void stream(std::string_view bytes, timestamp now) override;

  /// Ends an open-ended reply, if this is one: what waits for the client is still sent to it.
  void end_stream(timestamp now);

  /// Goes on with what has been received, after `reply` was called outside of `on_request`.
  void proceed(timestamp now);

  /// Closes now if no request is being answered, else after the reply.
  void finish(timestamp now);

  void close_after_reply() noexcept override {
    keep_alive_ = false;
  }

  /// Closes at once.
  void close();

  [[nodiscard]] bool closed() const noexcept {
    return connection_.closed();
  }

  /// Whether a request was handed to the sink and not answered yet.
  [[nodiscard]] bool waiting() const noexcept {
    return state_ == state::waiting;
  }

  /// When this session has waited long enough, for whatever it waits.
  [[nodiscard]] timestamp deadline() const noexcept {
    return deadline_;
  }

  [[nodiscard]] const endpoint& remote() const noexcept override {
    return connection_.remote();
  }

  /// Bytes of memory that are taken by what waits for more of a request, or for the client to read;
  /// of a body that others wait for as well, this session's share as it is now.
  [[nodiscard]] std::size_t waiting_bytes() const noexcept;

  [[nodiscard]] stake current_stake() const noexcept;

  /// What the poller calls this session.
  [[nodiscard]] std::uint64_t token() const noexcept {
    return connection_.token();
  }

private:
  enum class state : std::uint8_t {
    reading,   // waits for a request
    waiting,   // waits for the sink to reply
    writing,   // waits for the client to take the reply
    streaming, // has sent all of an open-ended reply that there is by now
    lingering, // has said all, and reads on so that the client gets to see it
  };

  /// What the deadline is about.
  enum class phase : std::uint8_t {
    none,
    idle,
    head,
    turn,
    waiting,
    writing,
    streaming,
    lingering
  };

  /// How long a connection lingers, in seconds, and how much it reads meanwhile.
  static constexpr std::chrono::seconds linger_time{2};
  static constexpr std::size_t linger_bytes_max = 1 << 20;

  /// Bytes of an open-ended reply that wait for a slow client.
  static constexpr std::size_t stream_backlog_bytes_max = 65536;

  /// From here on a body is not copied to be sent together with its head. Chosen: about where a
  /// second system call costs less than the copy.
  static constexpr std::size_t separate_body_bytes_min = 16384;

  /// Buffers that a session fills before others get their turn.
  static constexpr int receives_max = 16;

  void receive(timestamp now);
  [[nodiscard]] bool wants_bytes() const noexcept;
  [[nodiscard]] bool is_turn_over() const noexcept;
  [[nodiscard]] bool waits_for_turn() const noexcept;
  void take_in(std::string_view bytes);
  std::size_t consume(std::string_view bytes);
  void dispatch(const request_head& head);
  std::string& write_head(const response& x, bool with_body);
  [[nodiscard]] connection_header connection_header_of_reply() const noexcept;
  void on_sent(connection::progress x);
  void after_reply();
  void linger();
  void set_deadline(timestamp now);
  [[nodiscard]] phase current_phase() const noexcept;

  const session_terms& terms_;
  connection connection_;
  state state_ = state::reading;
  bool keep_alive_ = false;
  bool is_http_1_0_ = false;
  bool with_body_ = true;
  /// Whether the reply is open-ended.
  bool streams_ = false;
  /// Whether bytes of the client may be left unread when this session ends.
  bool must_linger_ = false;
  /// Requests that may be handed over until this turn is over.
  std::uint32_t requests_left_ = 0;
  phase phase_ = phase::none;
  timestamp deadline_{};
  std::size_t lingered_bytes_ = 0;
  /// The beginning of a request, or requests behind the one being answered.
  std::string input_;
};

} // namespace muster
