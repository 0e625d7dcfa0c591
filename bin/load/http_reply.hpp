// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace muster::load {

/// How much of an HTTP reply is there.
enum class reply_state : std::uint8_t {
  /// The head or the body goes on.
  incomplete,
  complete,
  /// Not HTTP/1, or framed in a way that trackers do not use (chunks), or bytes too many.
  malformed,
};

/// A reply at the start of a buffer. The views are into that buffer.
struct http_reply {
  reply_state state = reply_state::incomplete;
  std::uint16_t status = 0;
  /// Whether the server says that it will close.
  bool closes = false;
  std::string_view body;
};

/// Reads a reply in place.
/// @param at_end  whether the server closed: a reply without a length ends there.
http_reply parse_http_reply(std::string_view bytes, bool at_end);

} // namespace muster::load
