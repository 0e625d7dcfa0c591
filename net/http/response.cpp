// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/http/response.hpp"

#include "net/protocol/decimal.hpp"

#include <boost/beast/http/status.hpp>

#include <ostream> // Boost's string_view, which the status text is, needs it and lacks it

namespace muster {

namespace {

void write_status_line(std::uint16_t status, std::string& out) {
  out += "HTTP/1.1 ";
  append_decimal(status, out);
  out += ' ';
  const auto reason =
      boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
  out.append(reason.data(), reason.size());
  out += "\r\n";
}

} // namespace

void write_response(
    const response& x, connection_header connection, bool with_body, std::string& out) {
  write_status_line(x.status, out);
  out += "Content-Type: ";
  out += x.content_type;
  // A response to a condition that did not hold has no body (RFC 9110, 15.4.5).
  if (!x.open_ended && x.status != 304) {
    out += "\r\nContent-Length: ";
    append_decimal(x.body.size(), out);
  }
  out += "\r\nX-Content-Type-Options: nosniff\r\n";
  out += x.headers;
  if (x.status == 405)
    out += "Allow: GET, HEAD\r\n";
  if (x.status == 503 && x.headers.find("Retry-After:") == std::string_view::npos)
    out += "Retry-After: 60\r\n";
  if (connection == connection_header::close)
    out += "Connection: close\r\n";
  else if (connection == connection_header::keep_alive)
    out += "Connection: keep-alive\r\n";
  out += "\r\n";
  if (with_body)
    out += x.body;
}

} // namespace muster
