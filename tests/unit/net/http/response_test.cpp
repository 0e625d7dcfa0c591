// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE response_test

#include "net/http/response.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster;

std::string written(
    const response& x, connection_header connection = connection_header::none,
    bool with_body = true) {
  std::string out;
  write_response(x, connection, with_body, out);
  return out;
}

response of_status(std::uint16_t status) {
  return {status, "text/plain", ""};
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST(a response is written to the byte) {
  CAF_CHECK_EQUAL(
      written({.body = "d5:peers0:e"}), "HTTP/1.1 200 OK\r\n"
                                        "Content-Type: text/plain\r\n"
                                        "Content-Length: 11\r\n"
                                        "X-Content-Type-Options: nosniff\r\n"
                                        "\r\n"
                                        "d5:peers0:e");
}

CAF_TEST(a response that ends the connection says so) {
  CAF_CHECK(has(written({}, connection_header::close), "\r\nConnection: close\r\n"));
  CAF_CHECK(!has(written({}), "Connection"));
}

CAF_TEST(a response that keeps a connection of http 1 0 says so) {
  CAF_CHECK(has(written({}, connection_header::keep_alive), "\r\nConnection: keep-alive\r\n"));
}

CAF_TEST(the response to head has the headers alone) {
  const response x{.body = "twelve bytes"};
  const auto text = written(x, connection_header::none, false);
  CAF_CHECK(has(text, "\r\nContent-Length: 12\r\n"));
  CAF_CHECK(text.ends_with("\r\n\r\n"));
  CAF_CHECK_EQUAL(text + "twelve bytes", written(x));
}

CAF_TEST(an empty body has its length too) {
  CAF_CHECK(has(written({}), "\r\nContent-Length: 0\r\n"));
}

CAF_TEST(a body may hold any bytes) {
  const std::string body{"\0\r\n\r\n\xff", 6};
  const auto text = written({.body = body});
  CAF_CHECK(has(text, "\r\nContent-Length: 6\r\n"));
  CAF_CHECK(text.ends_with("\r\n\r\n" + body));
}

CAF_TEST(each status has its words) {
  CAF_CHECK(written(of_status(200)).starts_with("HTTP/1.1 200 OK\r\n"));
  CAF_CHECK(written(of_status(400)).starts_with("HTTP/1.1 400 Bad Request\r\n"));
  CAF_CHECK(written(of_status(404)).starts_with("HTTP/1.1 404 Not Found\r\n"));
  CAF_CHECK(written(of_status(405)).starts_with("HTTP/1.1 405 Method Not Allowed\r\n"));
  CAF_CHECK(written(of_status(431)).starts_with("HTTP/1.1 431 Request Header Fields Too Large"));
  CAF_CHECK(written(of_status(503)).starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
}

CAF_TEST(status 405 alone names the methods that are allowed) {
  CAF_CHECK(has(written(of_status(405)), "\r\nAllow: GET, HEAD\r\n"));
  CAF_CHECK(!has(written(of_status(404)), "Allow"));
}

CAF_TEST(status 503 says when to come back and says it once) {
  CAF_CHECK(has(written(of_status(503)), "\r\nRetry-After: 60\r\n"));
  const auto busy = written({.status = 503, .body = "", .headers = "Retry-After: 1\r\n"});
  CAF_CHECK(has(busy, "\r\nRetry-After: 1\r\n"));
  CAF_CHECK(!has(busy, "Retry-After: 60"));
  CAF_CHECK(!has(written(of_status(404)), "Retry-After"));
}

CAF_TEST(no response is open to be sniffed) {
  for (const std::uint16_t status : {200, 400, 404, 405, 414, 431, 503}) {
    CAF_CHECK(has(written(of_status(status)), "\r\nX-Content-Type-Options: nosniff\r\n"));
    CAF_CHECK(has(written(of_status(status)), "\r\nContent-Type: text/plain\r\n"));
  }
}

CAF_TEST(a page keeps its content type) {
  CAF_CHECK(
      has(written({200, "application/json", "{}"}), "\r\nContent-Type: application/json\r\n"));
}

CAF_TEST(more headers are written as they are among the others) {
  const response x{.body = "{}", .headers = "ETag: \"1\"\r\nVary: Accept\r\n"};
  const auto text = written(x, connection_header::close);
  CAF_CHECK(
      has(text, "\r\nX-Content-Type-Options: nosniff\r\nETag: \"1\"\r\nVary: Accept\r\n"
                "Connection: close\r\n\r\n{}"));
  CAF_CHECK(
      has(written(x, connection_header::none, false), "\r\nETag: \"1\"\r\nVary: Accept\r\n\r\n"));
}

CAF_TEST(an open ended response has no length and begins with its body) {
  const response x{.body = "first\n", .open_ended = true};
  const auto text = written(x, connection_header::close);
  CAF_CHECK(!has(text, "Content-Length"));
  CAF_CHECK(!has(text, "Transfer-Encoding"));
  CAF_CHECK(text.ends_with("\r\nConnection: close\r\n\r\nfirst\n"));
}

CAF_TEST(a response that says nothing has changed has no length and no body) {
  const response x{.status = 304, .body = "", .headers = "ETag: \"1\"\r\n"};
  const auto text = written(x);
  CAF_CHECK(text.starts_with("HTTP/1.1 304 Not Modified\r\n"));
  CAF_CHECK(!has(text, "Content-Length"));
  CAF_CHECK(text.ends_with("\r\nETag: \"1\"\r\n\r\n"));
}

CAF_TEST(a response that leads elsewhere has its length) {
  const auto text = written({.status = 302, .body = "/stats", .headers = "Location: /stats\r\n"});
  CAF_CHECK(text.starts_with("HTTP/1.1 302 Found\r\n"));
  CAF_CHECK(has(text, "\r\nContent-Length: 6\r\n"));
  CAF_CHECK(has(text, "\r\nLocation: /stats\r\n"));
}

CAF_TEST(a response is appended to what stands in the buffer) {
  std::string out = "before";
  write_response({}, connection_header::none, true, out);
  CAF_CHECK(out.starts_with("beforeHTTP/1.1 200 OK\r\n"));
}
