// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/http/session.hpp"

#include "net/http/buffer.hpp"

#include <utility>

namespace muster {

namespace {

/// Gives memory back unless there is use for it.
void release_if_empty(std::string& buffer) noexcept {
  if (buffer.empty() && buffer.capacity() > 64)
    release(buffer);
}

} // namespace

session::session(const session_terms& terms) : terms_(terms), connection_(terms.poller) {
  // nop
}

void session::open(int socket, const endpoint& remote, std::uint64_t token, timestamp now) {
  connection_.open(socket, remote, token);
  state_ = state::reading;
  keep_alive_ = true;
  with_body_ = true;
  streams_ = false;
  must_linger_ = false;
  lingered_bytes_ = 0;
  phase_ = phase::none;
  requests_left_ = requests_per_turn_max;
  receive(now);
}

void session::on_event(std::uint32_t events, timestamp now) {
  requests_left_ = requests_per_turn_max;
  if (connection_.on_event(events) && state_ == state::writing)
    on_sent(connection_.flush());
  proceed(now);
}

void session::proceed(timestamp now) {
  if (closed())
    return;
  if (streams_ && connection_.peer_done()) {
    close(); // nobody is left to read what may come
    return;
  }
  if (state_ == state::reading && !input_.empty()) {
    input_.erase(0, consume(input_));
    release_if_empty(input_);
  }
  receive(now);
}

/// Reads until there is nothing left, a request has to be answered first, or it is the turn of
/// others.
void session::receive(timestamp now) {
  for (int i = 0; i < receives_max && wants_bytes() && !is_turn_over(); ++i) {
    const auto bytes = connection_.receive(terms_.receive_buffer);
    if (!bytes)
      close();
    else if (!bytes->empty())
      take_in(*bytes);
  }
  if (closed())
    return;
  set_deadline(now);
  // Nothing is awaited from the client until its request is answered; a connection that ends with
  // the reply is never registered.
  if (state_ != state::waiting)
    connection_.watch();
  if (wants_bytes() || waits_for_turn())
    connection_.watch_again(); // to be told of what is left
}

bool session::wants_bytes() const noexcept {
  return !closed() && connection_.readable()
         && (state_ == state::reading || state_ == state::lingering);
}

bool session::is_turn_over() const noexcept {
  return state_ == state::reading && requests_left_ == 0;
}

/// Says whether there may be a request in `input_` that is to be handed over in another turn.
bool session::waits_for_turn() const noexcept {
  return is_turn_over() && !input_.empty();
}

void session::take_in(std::string_view bytes) {
  if (state_ == state::lingering) {
    lingered_bytes_ += bytes.size();
    if (lingered_bytes_ > linger_bytes_max)
      close();
    return;
  }
  if (input_.empty()) {
    const auto consumed = consume(bytes);
    if (!closed())
      input_.assign(bytes.substr(consumed));
    return;
  }
  input_.append(bytes);
  input_.erase(0, consume(input_));
  release_if_empty(input_);
}

/// Hands over the requests in `bytes`, up to the first that is not answered at once or the end of
/// the turn.
/// @returns how many bytes are done with.
std::size_t session::consume(std::string_view bytes) {
  const auto& settings = terms_.settings;
  const request_limits limits{
      settings.request_line_bytes_max, settings.head_bytes_max,
      settings.trusted_proxies.empty() ? std::string_view{}
                                       : std::string_view{settings.forwarded_header}};
  std::size_t consumed = 0;
  while (state_ == state::reading && requests_left_ > 0 && !closed() && consumed < bytes.size()) {
    request_head head;
    const auto [status, size] = parse_request_head(bytes.substr(consumed), limits, head);
    if (status == request_status::incomplete)
      return consumed;
    consumed += size;
    --requests_left_;
    if (status == request_status::complete) {
      must_linger_ = head.has_body || consumed < bytes.size();
      dispatch(head);
      continue;
    }
    keep_alive_ = false;
    must_linger_ = true;
    state_ = state::waiting;
    terms_.sink.on_bad_request(*this, status);
  }
  // What follows a request that ends the connection is never answered.
  return keep_alive_ ? consumed : bytes.size();
}

void session::dispatch(const request_head& head) {
  keep_alive_ = keep_alive_ && head.keep_alive;
  is_http_1_0_ = head.is_http_1_0;
  with_body_ = head.method != http_method::head;
  request().token = terms_.tokens.renew(token());
  state_ = state::waiting;
  terms_.sink.on_request(*this, head);
}

void session::reply(const response& x) {
  on_sent(connection_.send(write_head(x, with_body_)));
}

void session::reply(response x, const shared_text& body) {
  x.body = body.view();
  if (x.body.size() < separate_body_bytes_min || x.open_ended || !with_body_) {
    reply(x);
    return;
  }
  on_sent(connection_.send(write_head(x, false), body));
}

/// Begins a reply.
/// @returns the buffer with the head, and the body behind it if so.
std::string& session::write_head(const response& x, bool with_body) {
  auto& buffer = terms_.send_buffer;
  buffer.clear();
  keep_alive_ = keep_alive_ && !x.open_ended;
  write_response(x, connection_header_of_reply(), with_body, buffer);
  streams_ = x.open_ended && with_body_;
  state_ = state::writing;
  with_body_ = true;
  return buffer;
}

connection_header session::connection_header_of_reply() const noexcept {
  if (!keep_alive_)
    return connection_header::close;
  return is_http_1_0_ ? connection_header::keep_alive : connection_header::none;
}

void session::stream(std::string_view bytes, timestamp now) {
  if (!streams_)
    return;
  if (state_ == state::streaming) {
    state_ = state::writing;
    on_sent(connection_.send(bytes));
  } else if (connection_.unsent_bytes() + bytes.size() <= stream_backlog_bytes_max) {
    connection_.append(bytes);
  } else {
    close();
  }
  proceed(now);
}

void session::end_stream(timestamp now) {
  if (!std::exchange(streams_, false))
    return;
  if (state_ == state::streaming)
    after_reply();
  proceed(now);
}

void session::on_sent(connection::progress x) {
  if (x == connection::progress::done)
    after_reply();
  else if (x == connection::progress::lost)
    close();
}

void session::after_reply() {
  phase_ = phase::none;
  if (streams_)
    state_ = state::streaming;
  else if (keep_alive_)
    state_ = state::reading;
  else if (must_linger_ || connection_.has_unread())
    linger();
  else
    close();
}

/// Closing a socket with unread bytes makes the kernel reset the connection, and the client may
/// lose the reply. So the client is told that this is all, and its bytes are read for a while.
void session::linger() {
  state_ = state::lingering;
  release(input_);
  connection_.assume_readable();
  connection_.shut_down();
}

std::size_t session::waiting_bytes() const noexcept {
  return heap_bytes(input_) + connection_.waiting_bytes();
}

session::stake session::current_stake() const noexcept {
  switch (current_phase()) {
  case phase::head:
  case phase::lingering:
    return stake::beginning;
  case phase::none:
  case phase::idle:
    return stake::idle;
  case phase::turn:
  case phase::writing:
    return stake::reply;
  case phase::streaming:
    return stake::stream;
  case phase::waiting:
    break;
  }
  return stake::answer;
}

session::phase session::current_phase() const noexcept {
  switch (state_) {
  case state::waiting:
    return phase::waiting;
  case state::writing:
    return phase::writing;
  case state::streaming:
    return phase::streaming;
  case state::lingering:
    return phase::lingering;
  default:
    if (waits_for_turn())
      return phase::turn;
    return input_.empty() ? phase::idle : phase::head;
  }
}

/// Begins a new deadline with each phase. Bytes that trickle in do not move it.
void session::set_deadline(timestamp now) {
  const auto current = current_phase();
  if (current == std::exchange(phase_, current))
    return;
  if (current == phase::lingering)
    deadline_ = now + linger_time;
  else
    deadline_ =
        now
        + std::chrono::duration_cast<timestamp>(
            current == phase::head ? terms_.settings.head_timeout : terms_.settings.idle_timeout);
}

void session::finish(timestamp now) {
  keep_alive_ = false;
  requests_left_ = requests_per_turn_max;
  connection_.assume_readable(); // there may be a request that no event has told of yet
  proceed(now);
  if (!closed() && (streams_ || (state_ == state::reading && input_.empty())))
    close();
}

void session::close() {
  if (closed())
    return;
  connection_.close();
  state_ = state::reading;
  release(input_);
  streams_ = false;
  request() = {};
}

} // namespace muster
