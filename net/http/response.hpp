// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace muster {

/// What a client gets.
struct response {
  std::uint16_t status = 200;
  std::string_view content_type = "text/plain";
  std::string_view body;
  /// More headers, as complete lines.
  std::string_view headers = {};
  /// Whether the body goes on after `body`, until the connection ends.
  bool open_ended = false;
};

/// What a response says about its connection.
enum class connection_header : std::uint8_t { none, keep_alive, close };

/// Appends a response of HTTP/1.1. The content type is always there and binding, because replies
/// are bytes that a browser must not take for a page.
/// @param connection  whether the connection ends after this response, or goes on where clients
///                    do not take that for granted.
/// @param with_body   false for the answer to a HEAD request.
void write_response(
    const response& x, connection_header connection, bool with_body, std::string& out);

} // namespace muster
