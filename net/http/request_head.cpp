// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/http/request_head.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <utility>

namespace muster {

namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

/// Beast's parser, keeping only what the tracker needs: no header is copied.
class head_parser final : public http::basic_parser<true> {
public:
  head_parser(std::string_view bytes, std::string_view forwarded_header, request_head& out)
      : bytes_(bytes),
        forwarded_header_(forwarded_header.data(), forwarded_header.size()),
        out_(out) {
    // nop
  }

  [[nodiscard]] http::verb method() const noexcept {
    return method_;
  }

  [[nodiscard]] std::string_view target() const noexcept {
    return {target_.data(), target_.size()};
  }

  [[nodiscard]] bool is_http_1_0() const noexcept {
    return version_ == 10;
  }

private:
  void on_request_impl(
      http::verb method, beast::string_view, beast::string_view target, int version,
      beast::error_code&) override {
    method_ = method;
    target_ = target;
    version_ = version;
  }

  void on_field_impl(
      http::field field, beast::string_view name, beast::string_view value,
      beast::error_code& error) override {
    if (is_folded(name, value) || !is_unambiguous(field, value)) {
      error = http::error::bad_value;
      return;
    }
    if (auto* kept = kept_field(field); kept != nullptr)
      *kept = {value.data(), value.size()};
    if (forwarded_header_.empty() || !beast::iequals(name, forwarded_header_))
      return;
    if (!out_.forwarded.empty())
      out_.forwarded += ',';
    out_.forwarded.append(value.data(), value.size());
  }

  std::string_view* kept_field(http::field field) noexcept {
    switch (field) {
    case http::field::accept:
      return &out_.accept;
    case http::field::accept_encoding:
      return &out_.accept_encoding;
    case http::field::if_none_match:
      return &out_.if_none_match;
    case http::field::authorization:
      return &out_.authorization;
    default:
      return nullptr;
    }
  }

  /// Says whether a value goes on in another line, which some read as another header (RFC 9112,
  /// 5.2). Beast copies such a value, unless its first line is empty.
  [[nodiscard]] bool is_folded(beast::string_view name, beast::string_view value) const noexcept {
    const auto* colon = name.data() + name.size();
    return value.data() < colon || value.data() >= bytes_.data() + bytes_.size()
           || std::find(colon, value.data(), '\n') != value.data();
  }

  /// Says whether everybody who reads this header takes the same from it: whose the request is, and
  /// where it ends. Else what one takes for a body, another takes for a request (RFC 9112, 11.2).
  bool is_unambiguous(http::field field, beast::string_view value) noexcept {
    switch (field) {
    case http::field::host:
      return !std::exchange(has_host_, true);
    case http::field::content_length:
      return !std::exchange(has_length_, true) && std::all_of(value.begin(), value.end(), is_digit);
    case http::field::transfer_encoding:
      // Where the body ends is known from no other coding (6.3), and in HTTP/1.0 not at all (6.1).
      return version_ == 11 && beast::iequals(value, "chunked");
    default:
      return true;
    }
  }

  static bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
  }

  void on_response_impl(int, beast::string_view, int, beast::error_code&) override {
  }

  void on_header_impl(beast::error_code&) override {
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>&, beast::error_code&) override {
  }

  std::size_t on_body_impl(beast::string_view body, beast::error_code&) override {
    return body.size();
  }

  void on_chunk_header_impl(std::uint64_t, beast::string_view, beast::error_code&) override {
  }

  std::size_t
  on_chunk_body_impl(std::uint64_t, beast::string_view body, beast::error_code&) override {
    return body.size();
  }

  void on_finish_impl(beast::error_code&) override {
  }

  std::string_view bytes_;
  beast::string_view forwarded_header_;
  request_head& out_;
  http::verb method_ = http::verb::unknown;
  beast::string_view target_;
  int version_ = 0;
  bool has_host_ = false;
  bool has_length_ = false;
};

http_method method_of(http::verb verb) {
  switch (verb) {
  case http::verb::get:
    return http_method::get;
  case http::verb::head:
    return http_method::head;
  default:
    return http_method::other;
  }
}

/// Cuts scheme and host off an absolute-form target, which proxies may send (RFC 9112, 3.2.2).
std::string_view without_authority(std::string_view target) {
  const auto scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string_view::npos)
    return target;
  const auto path = target.find_first_of("/?", scheme + 3);
  return path == std::string_view::npos ? std::string_view{"/"} : target.substr(path);
}

void split_target(std::string_view target, request_head& out) {
  target = without_authority(target);
  target = target.substr(0, target.find('#'));
  const auto question = target.find('?');
  out.path = target.substr(0, question);
  out.query = question == std::string_view::npos ? "" : target.substr(question + 1);
}

/// Blank lines that a client sent after the body of the request before (RFC 9112, 2.2), and the
/// first half of one whose second half is still on its way.
std::size_t blank_prefix(std::string_view bytes) {
  std::size_t result = 0;
  while (bytes.substr(result).starts_with("\r\n"))
    result += 2;
  return bytes.substr(result) == "\r" ? result + 1 : result;
}

/// Says whether a line ends without a carriage return. Beast looks at lines when it has all of
/// them, and who ends them so may never send what it takes for the end.
bool has_bare_line_feed(std::string_view bytes) {
  for (auto at = bytes.find('\n'); at != std::string_view::npos; at = bytes.find('\n', at + 1))
    if (at == 0 || bytes[at - 1] != '\r')
      return true;
  return false;
}

request_status check_size(std::string_view bytes, const request_limits& limits, bool complete) {
  const auto line = std::min(bytes.find('\r'), bytes.size());
  if (line > limits.line_bytes_max)
    return request_status::line_too_long;
  if (bytes.size() > limits.head_bytes_max)
    return request_status::head_too_large;
  return complete ? request_status::complete : request_status::incomplete;
}

} // namespace

parsed_request
parse_request_head(std::string_view bytes, const request_limits& limits, request_head& out) {
  const auto blank = blank_prefix(bytes);
  if (blank > limits.head_bytes_max)
    return {request_status::head_too_large, 0};
  bytes.remove_prefix(blank);
  head_parser parser{bytes, limits.forwarded_header, out};
  parser.skip(true);
  parser.header_limit(static_cast<std::uint32_t>(limits.head_bytes_max));
  beast::error_code error;
  const auto size = parser.put(boost::asio::const_buffer{bytes.data(), bytes.size()}, error);
  if (error == http::error::need_more || error == http::error::header_limit) {
    const auto status = check_size(bytes, limits, false);
    const bool is_wrong = status == request_status::incomplete && has_bare_line_feed(bytes);
    return {is_wrong ? request_status::malformed : status, 0};
  }
  if (error)
    return {request_status::malformed, 0};
  const auto status = check_size(bytes.substr(0, size), limits, true);
  if (status != request_status::complete)
    return {status, 0};
  split_target(parser.target(), out);
  out.method = method_of(parser.method());
  out.has_body = parser.chunked() || parser.content_length().value_or(0) > 0;
  out.is_http_1_0 = parser.is_http_1_0();
  out.keep_alive = parser.keep_alive() && !out.has_body;
  return {status, blank + size};
}

} // namespace muster
