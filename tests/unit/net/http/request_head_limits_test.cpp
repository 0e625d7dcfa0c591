// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE request_head_limits_test

#include "net/http/request_head.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace {

using namespace muster;
using namespace std::string_literals;

request_status status_of(std::string_view bytes, const request_limits& limits = {}) {
  request_head head;
  return parse_request_head(bytes, limits, head).status;
}

std::string get(std::string_view target, std::string_view headers = "") {
  return "GET " + std::string{target} + " HTTP/1.1\r\n" + std::string{headers} + "\r\n";
}

/// A request whose first line has this many bytes, not counting the line's end.
std::string request_with_line_of(std::size_t size) {
  const auto rest = "GET / HTTP/1.1"s.size();
  return get("/" + std::string(size - rest, 'a'));
}

/// A request of this many bytes, most of them in a header.
std::string request_of(std::size_t size) {
  const auto rest = get("/announce", "Cookie: \r\n").size();
  return get("/announce", "Cookie: " + std::string(size - rest, 'c') + "\r\n");
}

} // namespace

CAF_TEST(a request line may have 8192 bytes and not one more) {
  CAF_CHECK(status_of(request_with_line_of(8192)) == request_status::complete);
  CAF_CHECK(status_of(request_with_line_of(8193)) == request_status::line_too_long);
}

CAF_TEST(a request line is too long as soon as its bytes have arrived) {
  const auto text = request_with_line_of(8193);
  CAF_CHECK(status_of(std::string_view{text}.substr(0, 8192)) == request_status::incomplete);
  CAF_CHECK(status_of(std::string_view{text}.substr(0, 8193)) == request_status::line_too_long);
}

CAF_TEST(a head may have 16384 bytes and not one more) {
  CAF_CHECK(status_of(request_of(16384)) == request_status::complete);
  CAF_CHECK(status_of(request_of(16385)) == request_status::head_too_large);
}

CAF_TEST(a head is too large as soon as its bytes have arrived) {
  const auto text = request_of(20000);
  CAF_CHECK(status_of(std::string_view{text}.substr(0, 16384)) == request_status::incomplete);
  CAF_CHECK(status_of(std::string_view{text}.substr(0, 16385)) == request_status::head_too_large);
}

CAF_TEST(bytes behind a head do not make it too large) {
  request_head head;
  const auto result = parse_request_head(request_of(16384) + std::string(16384, 'x'), {}, head);
  CAF_CHECK(result.status == request_status::complete);
  CAF_CHECK_EQUAL(result.size, 16384u);
}

CAF_TEST(a line that is too long is told before a head that is too large) {
  CAF_CHECK(status_of(request_with_line_of(20000)) == request_status::line_too_long);
}

CAF_TEST(limits are as they were set) {
  const request_limits limits{100, 200, ""};
  CAF_CHECK(status_of(request_with_line_of(100), limits) == request_status::complete);
  CAF_CHECK(status_of(request_with_line_of(101), limits) == request_status::line_too_long);
  CAF_CHECK(status_of(request_of(200), limits) == request_status::complete);
  CAF_CHECK(status_of(request_of(201), limits) == request_status::head_too_large);
}

CAF_TEST(blank lines may be as large as a head and not one byte more) {
  std::string blank_lines;
  while (blank_lines.size() < 16384)
    blank_lines += "\r\n";
  CAF_CHECK(status_of(blank_lines) == request_status::incomplete);
  CAF_CHECK(status_of(blank_lines + "\r") == request_status::head_too_large);
  CAF_CHECK(status_of(blank_lines + "\r\n" + get("/")) == request_status::head_too_large);
}

CAF_TEST(headers may be many as long as they fit) {
  std::string headers;
  while (headers.size() < 16000)
    headers += "a:b\r\n";
  CAF_CHECK(status_of(get("/", headers)) == request_status::complete);
}
