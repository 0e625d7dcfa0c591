// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE request_head_test

#include "net/http/request_head.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace {

using namespace muster;
using namespace std::literals;

request_status status_of(std::string_view bytes, const request_limits& limits = {}) {
  request_head head;
  return parse_request_head(bytes, limits, head).status;
}

bool is_malformed(std::string_view bytes) {
  return status_of(bytes) == request_status::malformed;
}

/// A request that must be complete. `bytes` outlives the result.
request_head parsed(std::string_view bytes, const request_limits& limits = {}) {
  request_head head;
  const auto [status, size] = parse_request_head(bytes, limits, head);
  CAF_REQUIRE(status == request_status::complete);
  CAF_REQUIRE_EQUAL(size, bytes.size());
  return head;
}

std::string get(std::string_view target, std::string_view headers = "") {
  return "GET " + std::string{target} + " HTTP/1.1\r\n" + std::string{headers} + "\r\n";
}

} // namespace

// -- targets --------------------------------------------------------------------------------------

CAF_TEST(a target is split into path and query at the first question mark) {
  const auto text = get("/announce?a=b?c&d");
  const auto head = parsed(text);
  CAF_CHECK_EQUAL(head.path, "/announce");
  CAF_CHECK_EQUAL(head.query, "a=b?c&d");
}

CAF_TEST(a target without a question mark has no query) {
  const auto text = get("/healthz");
  CAF_CHECK_EQUAL(parsed(text).path, "/healthz");
  CAF_CHECK_EQUAL(parsed(text).query, "");
}

CAF_TEST(a fragment is cut off) {
  const auto behind_query = get("/announce?a=b#top?x");
  CAF_CHECK_EQUAL(parsed(behind_query).query, "a=b");
  const auto behind_path = get("/announce#top?a=b");
  CAF_CHECK_EQUAL(parsed(behind_path).path, "/announce");
  CAF_CHECK_EQUAL(parsed(behind_path).query, "");
}

CAF_TEST(an absolute target loses its scheme and host) {
  for (const auto* host : {"http://tracker", "http://tracker:6969", "HTTPS://[::1]:6969"}) {
    const auto text = get(host + "/announce?a=b"s);
    CAF_CHECK_EQUAL(parsed(text).path, "/announce");
    CAF_CHECK_EQUAL(parsed(text).query, "a=b");
  }
}

CAF_TEST(an absolute target without a path means the root) {
  const auto text = get("http://tracker");
  CAF_CHECK_EQUAL(parsed(text).path, "/");
  const auto with_query = get("http://tracker?a=b");
  CAF_CHECK_EQUAL(parsed(with_query).path, "");
  CAF_CHECK_EQUAL(parsed(with_query).query, "a=b");
}

CAF_TEST(a url within the query is left as it is) {
  const auto text = get("/announce?url=http://host/x");
  CAF_CHECK_EQUAL(parsed(text).path, "/announce");
  CAF_CHECK_EQUAL(parsed(text).query, "url=http://host/x");
}

CAF_TEST(brackets in the query need not be escaped) {
  const auto text = get("/announce?ipv6=[2001:db8::1]:6881");
  CAF_CHECK_EQUAL(parsed(text).query, "ipv6=[2001:db8::1]:6881");
}

CAF_TEST(escapes in the query are left as they are) {
  const auto text = get("/announce?info_hash=%00%26%3d%FF+%ff");
  CAF_CHECK_EQUAL(parsed(text).query, "info_hash=%00%26%3d%FF+%ff");
}

CAF_TEST(bytes above ascii may stand in the query) {
  const auto text = get("/announce?info_hash=\xff\x80");
  CAF_CHECK_EQUAL(parsed(text).query, "info_hash=\xff\x80");
}

CAF_TEST(a control character in the target is malformed) {
  CAF_CHECK(is_malformed(get("/announce?\x01")));
  CAF_CHECK(is_malformed(get("/announce?a\tb")));
  CAF_CHECK(is_malformed(get("/announce?"s + '\0')));
}

CAF_TEST(a space in the target is malformed) {
  CAF_CHECK(is_malformed(get("/announce?a b")));
}

// -- methods --------------------------------------------------------------------------------------

CAF_TEST(get and head are told from all other methods) {
  CAF_CHECK(parsed("GET / HTTP/1.1\r\n\r\n").method == http_method::get);
  CAF_CHECK(parsed("HEAD / HTTP/1.1\r\n\r\n").method == http_method::head);
  for (const auto* method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW", "get", "GETS"}) {
    const auto text = method + " / HTTP/1.1\r\n\r\n"s;
    CAF_CHECK(parsed(text).method == http_method::other);
  }
}

CAF_TEST(targets that are no path are left to other methods) {
  CAF_CHECK_EQUAL(parsed("OPTIONS * HTTP/1.1\r\n\r\n").path, "*");
  CAF_CHECK_EQUAL(parsed("CONNECT host:443 HTTP/1.1\r\n\r\n").path, "host:443");
}

// -- versions and connections ---------------------------------------------------------------------

CAF_TEST(a connection of http 1 1 is kept unless the client says close) {
  CAF_CHECK(parsed("GET / HTTP/1.1\r\n\r\n").keep_alive);
  CAF_CHECK(parsed("GET / HTTP/1.1\r\nConnection: keep-alive\r\n\r\n").keep_alive);
  CAF_CHECK(!parsed("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").keep_alive);
  CAF_CHECK(!parsed("GET / HTTP/1.1\r\nconnection: Close\r\n\r\n").keep_alive);
  CAF_CHECK(!parsed("GET / HTTP/1.1\r\nConnection: TE, close\r\n\r\n").keep_alive);
}

CAF_TEST(a connection of http 1 0 is never kept) {
  CAF_CHECK(!parsed("GET / HTTP/1.0\r\n\r\n").keep_alive);
  CAF_CHECK(!parsed("GET / HTTP/1.0\r\nConnection: close\r\n\r\n").keep_alive);
  CAF_CHECK(parsed("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keep_alive);
  CAF_CHECK(parsed("GET / HTTP/1.0\r\nconnection: Keep-Alive\r\n\r\n").is_http_1_0);
  CAF_CHECK(!parsed("GET / HTTP/1.1\r\n\r\n").is_http_1_0);
}

CAF_TEST(other versions are malformed) {
  for (const auto* version :
       {"HTTP/0.9", "HTTP/1.2", "HTTP/2.0", "HTTP/11", "http/1.1", "RTSP/1.0"})
    CAF_CHECK(is_malformed("GET / "s + version + "\r\n\r\n"));
}

CAF_TEST(a request without a version is malformed) {
  CAF_CHECK(is_malformed("GET /announce\r\n\r\n"));
}

// -- headers --------------------------------------------------------------------------------------

CAF_TEST(a request needs no host) {
  CAF_CHECK_EQUAL(parsed("GET /announce HTTP/1.0\r\n\r\n").path, "/announce");
  CAF_CHECK_EQUAL(parsed("GET /announce HTTP/1.1\r\n\r\n").path, "/announce");
}

CAF_TEST(a host may be an ipv6 address without brackets) {
  CAF_CHECK(parsed("GET / HTTP/1.1\r\nHost: fd99::1:6969\r\n\r\n").keep_alive);
  CAF_CHECK(parsed("GET / HTTP/1.1\r\nHost: [fd99::1]:6969\r\n\r\n").keep_alive);
}

CAF_TEST(header names may be in any case) {
  CAF_CHECK(!parsed("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").keep_alive);
  CAF_CHECK(!parsed("GET / HTTP/1.1\r\nHOST: x\r\nCONNECTION: close\r\n\r\n").keep_alive);
}

CAF_TEST(a header line without a colon is malformed) {
  CAF_CHECK(is_malformed("GET / HTTP/1.1\r\nHost\r\n\r\n"));
}

CAF_TEST(a space within a header name is malformed) {
  CAF_CHECK(is_malformed("GET / HTTP/1.1\r\nHo st: x\r\n\r\n"));
}

CAF_TEST(a header with a line end inside that is no line end is malformed) {
  CAF_CHECK(is_malformed("GET / HTTP/1.1\r\nHost: x\ry\r\n\r\n"));
}

CAF_TEST(a header that goes on in another line is malformed) {
  for (const auto* header :
       {"Accept: text/html,\r\n application/json\r\n",
        "Accept: text/html,\r\n\tapplication/json\r\n", "Accept:\r\n text/html\r\n",
        "Accept: \r\n \r\n\ttext/csv\r\n", "Accept:\r\n \r\n", "Accept: text/html\r\n \r\n",
        "X-Forwarded-For: 192.0.2.1,\r\n 192.0.2.2\r\n"})
    CAF_CHECK(is_malformed(get("/", header)));
  CAF_CHECK(is_malformed("GET / HTTP/1.1\r\n Host: x\r\n\r\n"));
}

CAF_TEST(a header that is as empty as can be is not folded) {
  for (const auto* header : {"Accept:\r\n", "Accept: \t \r\n", "Accept:\r\nCookie:\r\n"})
    CAF_CHECK(parsed(get("/", header)).keep_alive);
}

CAF_TEST(a line that ends without a carriage return is malformed) {
  CAF_CHECK(is_malformed("GET / HTTP/1.1\nHost: x\n\n"));
  CAF_CHECK(is_malformed("GET / HTTP/1.1\r\nHost: x\n\r\n"));
  CAF_CHECK(is_malformed("GET / HTTP/1.1\r\nHost: x\nAccept: y\r\n\r\n"));
  CAF_CHECK(is_malformed("\nGET / HTTP/1.1\r\n\r\n"));
  // At once, and not when the head is over in the right way.
  CAF_CHECK(is_malformed("GET / HTTP/1.1\n"));
  CAF_CHECK(is_malformed("GET / HTTP/1.1\r\nHost: x\r\n\n"));
}

CAF_TEST(a blank before or behind the name of a header is malformed) {
  for (const auto* header :
       {"Host : x\r\n", "Host\t: x\r\n", "Content-Length : 5\r\n", "\x0bHost: x\r\n", ": x\r\n"})
    CAF_CHECK(is_malformed(get("/", header)));
}

CAF_TEST(a control character in a header is malformed) {
  for (const char c : {'\0', '\x01', '\x0b', '\x1f', '\x7f'}) {
    CAF_CHECK(is_malformed(get("/", "Host: x"s + c + "y\r\n")));
    CAF_CHECK(is_malformed(get("/", "Ho"s + c + "st: x\r\n")));
    CAF_CHECK(is_malformed(get("/a"s + c)));
  }
  CAF_CHECK(parsed(get("/", "Host: x\r\nCookie: a\tb\xff\r\n")).keep_alive);
}

CAF_TEST(a second host is malformed even if it says the same) {
  CAF_CHECK(is_malformed(get("/", "Host: x\r\nHost: y\r\n")));
  CAF_CHECK(is_malformed(get("/", "Host: x\r\nhost: x\r\n")));
}

// -- the header that names the client -------------------------------------------------------------

CAF_TEST(the header that was asked for is picked out whatever its case) {
  const request_limits limits{8192, 16384, "X-Real-Client"};
  const auto text = get("/announce", "Host: x\r\nx-REAL-client: 192.0.2.1\r\nAccept: */*\r\n");
  CAF_CHECK_EQUAL(parsed(text, limits).forwarded, "192.0.2.1");
}

CAF_TEST(all values of the header that was asked for are joined in order) {
  const request_limits limits{8192, 16384, "X-Forwarded-For"};
  const auto text =
      get("/", "X-Forwarded-For: 192.0.2.1, 192.0.2.2\r\nX-Forwarded-For: 192.0.2.3\r\n");
  CAF_CHECK_EQUAL(parsed(text, limits).forwarded, "192.0.2.1, 192.0.2.2,192.0.2.3");
}

CAF_TEST(a header of another name is not picked out) {
  const request_limits limits{8192, 16384, "X-Forwarded-For"};
  const auto text = get("/", "X-Forwarded-Foo: 192.0.2.1\r\nForwarded: for=192.0.2.1\r\n");
  CAF_CHECK_EQUAL(parsed(text, limits).forwarded, "");
}

CAF_TEST(no header is picked out unless one was asked for) {
  const auto text = get("/", "X-Forwarded-For: 192.0.2.1\r\n");
  CAF_CHECK_EQUAL(parsed(text).forwarded, "");
}

// -- bodies ---------------------------------------------------------------------------------------

CAF_TEST(a body of known size is noticed and ends the connection) {
  const auto head = parsed("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n");
  CAF_CHECK(head.has_body);
  CAF_CHECK(!head.keep_alive);
}

CAF_TEST(a body of no bytes is none) {
  const auto head = parsed("GET / HTTP/1.1\r\nContent-Length: 0\r\n\r\n");
  CAF_CHECK(!head.has_body);
  CAF_CHECK(head.keep_alive);
}

CAF_TEST(a body in chunks is noticed and ends the connection) {
  const auto head = parsed("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
  CAF_CHECK(head.has_body);
  CAF_CHECK(!head.keep_alive);
}

CAF_TEST(a body is not part of the head) {
  request_head head;
  const auto result =
      parse_request_head("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nGET /", {}, head);
  CAF_CHECK(result.status == request_status::complete);
  CAF_CHECK_EQUAL(result.size, "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n"s.size());
}

CAF_TEST(a transfer coding that does not say where the body ends is malformed) {
  for (const auto* coding :
       {"xchunked", "gzip", "identity", "chunked, identity", "gzip, chunked", "chunked, chunked",
        "chunkedx", "\"chunked\"", "chunked;a=b", ",chunked", "chunked,", ""})
    CAF_CHECK(is_malformed(get("/", "Transfer-Encoding: "s + coding + "\r\n")));
  CAF_CHECK(is_malformed(get("/", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")));
  CAF_CHECK(is_malformed(get("/", "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n")));
  CAF_CHECK(is_malformed("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"));
  CAF_CHECK(parsed(get("/", "transfer-encoding:\t ChunKed \r\n")).has_body);
}

CAF_TEST(a body whose size is told in two ways is malformed) {
  for (const auto* headers :
       {"Content-Length: 5\r\nContent-Length: 5\r\n", "Content-Length: 5, 5\r\n",
        "Content-Length: 0\r\nContent-Length: 0\r\n", "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 0\r\nTransfer-Encoding: identity\r\n"})
    CAF_CHECK(is_malformed(get("/", headers)));
  for (const auto* length : {"", "+5", "-5", "5 ", "0x5", "5;", "5 6", "5.0", "\xb2"})
    CAF_CHECK_EQUAL(
        is_malformed(get("/", "Content-Length: "s + length + "\r\n")), length != "5 "sv);
}

CAF_TEST(a body whose size is unclear is malformed) {
  CAF_CHECK(is_malformed("GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n"));
  CAF_CHECK(is_malformed("GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"));
  CAF_CHECK(is_malformed("GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"));
  CAF_CHECK(
      is_malformed("GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"));
  CAF_CHECK(is_malformed("GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n"));
}

// -- where a request begins and ends --------------------------------------------------------------

CAF_TEST(a request is incomplete until its last byte) {
  const auto text = get("/announce?info_hash=%00", "Host: tracker\r\nConnection: close\r\n");
  for (std::size_t size = 0; size < text.size(); ++size)
    CAF_CHECK(status_of(std::string_view{text}.substr(0, size)) == request_status::incomplete);
  CAF_CHECK(status_of(text) == request_status::complete);
}

CAF_TEST(what follows a request is left alone) {
  const auto one = get("/announce?a=b");
  for (const auto& rest : {get("/scrape"), "garbage"s, "\r\n"s, "\0"s}) {
    const auto both = one + rest;
    request_head head;
    const auto result = parse_request_head(both, {}, head);
    CAF_CHECK(result.status == request_status::complete);
    CAF_CHECK_EQUAL(result.size, one.size());
    CAF_CHECK_EQUAL(head.query, "a=b");
  }
}

CAF_TEST(blank lines before a request belong to it) {
  const auto text = "\r\n\r\n" + get("/announce");
  CAF_CHECK_EQUAL(parsed(text).path, "/announce");
}

CAF_TEST(a blank line before a request may arrive in pieces) {
  CAF_CHECK(status_of("\r") == request_status::incomplete);
  CAF_CHECK(status_of("\r\n") == request_status::incomplete);
  CAF_CHECK(status_of("\r\n\r") == request_status::incomplete);
  CAF_CHECK(status_of("\r\n\r\nG") == request_status::incomplete);
  CAF_CHECK(is_malformed("\rGET / HTTP/1.1\r\n\r\n"));
}

CAF_TEST(bare garbage is malformed) {
  CAF_CHECK(is_malformed("garbage\r\n\r\n"));
  CAF_CHECK(is_malformed(" / HTTP/1.1\r\n\r\n"));
  CAF_CHECK(is_malformed("GET  / HTTP/1.1\r\n\r\n"));
  CAF_CHECK(is_malformed("GET / HTTP/1.1 \r\n\r\n"));
  CAF_CHECK(is_malformed("d8:announce3:abce"));
  CAF_CHECK(is_malformed("\x16\x03\x01\x02"s + '\0'));
  CAF_CHECK(is_malformed(std::string(20, '\0')));
}
