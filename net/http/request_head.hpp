// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace muster {

enum class http_method : std::uint8_t { get, head, other };

/// What the tracker needs to know of a request. Views point into the bytes that were parsed.
struct request_head {
  http_method method = http_method::other;
  /// Without scheme, host, query and fragment.
  std::string_view path;
  /// What is behind the `?`, still encoded.
  std::string_view query;
  /// Whether the client wants to go on with this connection, which HTTP/1.0 has to ask for. Not so
  /// if a body follows, which nobody reads.
  bool keep_alive = false;
  bool is_http_1_0 = false;
  bool has_body = false;
  /// All values of the header that was asked for, joined as if they were one; empty: none.
  std::string forwarded;
  /// The values of these headers; empty: none.
  std::string_view accept;
  std::string_view accept_encoding;
  std::string_view if_none_match;
  std::string_view authorization;
};

/// How a request may be, and what is to be picked out of it.
struct request_limits {
  std::size_t line_bytes_max = 8192;
  std::size_t head_bytes_max = 16384;
  /// Name of the header that names the client behind a proxy; empty: it is not asked for.
  std::string_view forwarded_header;
};

enum class request_status : std::uint8_t {
  complete,
  incomplete,
  malformed,
  line_too_long,
  head_too_large,
};

/// How far the parser got.
struct parsed_request {
  request_status status = request_status::incomplete;
  /// Bytes that belong to the request; 0 unless it is complete.
  std::size_t size = 0;
};

/// Reads a request head off the front of `bytes`, with Beast's parser (RFC 9112).
///
/// Takes what clients really send: HTTP/1.0 without Host, lower-case header names, unescaped
/// brackets in the query, absolute-form targets, blank lines before the request. Takes nothing that
/// another parser may read in another way: folded lines, several Host or Content-Length, a
/// Transfer-Encoding that is not `chunked` or comes with HTTP/1.0 or a Content-Length.
parsed_request
parse_request_head(std::string_view bytes, const request_limits& limits, request_head& out);

} // namespace muster
