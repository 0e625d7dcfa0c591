// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE http_reply_test

#include "bin/load/http_reply.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace {

using namespace muster::load;

constexpr std::string_view good = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody";

reply_state state_of(std::string_view bytes, bool at_end = false) {
  return parse_http_reply(bytes, at_end).state;
}

bool is_malformed(std::string_view bytes) {
  return state_of(bytes) == reply_state::malformed;
}

} // namespace

CAF_TEST(a reply of the length it says is complete) {
  const auto x = parse_http_reply(good, false);
  CAF_CHECK(x.state == reply_state::complete);
  CAF_CHECK_EQUAL(x.status, 200);
  CAF_CHECK_EQUAL(x.body, "body");
  CAF_CHECK(!x.closes);
}

CAF_TEST(a reply is incomplete until its last byte) {
  for (std::size_t size = 0; size < good.size(); ++size)
    CAF_CHECK(state_of(good.substr(0, size)) == reply_state::incomplete);
}

CAF_TEST(a length is not overruled by the end of the connection) {
  CAF_CHECK(state_of(good.substr(0, good.size() - 1), true) == reply_state::incomplete);
}

CAF_TEST(bytes after the reply are malformed) {
  CAF_CHECK(is_malformed(std::string{good} + "x"));
}

CAF_TEST(a reply without a length ends with the connection) {
  const std::string_view bytes = "HTTP/1.0 200 OK\r\n\r\nbody";
  CAF_CHECK(state_of(bytes) == reply_state::incomplete);
  CAF_CHECK(state_of(bytes, true) == reply_state::complete);
  CAF_CHECK_EQUAL(parse_http_reply(bytes, true).body, "body");
}

CAF_TEST(field names and the word close are of either case) {
  const auto x =
      parse_http_reply("HTTP/1.1 200 OK\r\ncontent-LENGTH:2\r\nCONNECTION: Close\r\n\r\nok", false);
  CAF_CHECK(x.state == reply_state::complete);
  CAF_CHECK(x.closes);
  CAF_CHECK_EQUAL(x.body, "ok");
}

CAF_TEST(any status is read) {
  const auto x = parse_http_reply("HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n", false);
  CAF_CHECK(x.state == reply_state::complete);
  CAF_CHECK_EQUAL(x.status, 404);
  CAF_CHECK(x.body.empty());
}

CAF_TEST(what is not HTTP is malformed) {
  for (const auto* bytes :
       {"\r\n\r\n", "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 20x OK\r\n\r\n", "HTTP/1.1 2000\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "d8:intervali1800ee\r\n\r\n"})
    CAF_CHECK(is_malformed(bytes));
}

CAF_TEST(a length that cannot be told is malformed) {
  const std::string start = "HTTP/1.1 200 OK\r\n";
  for (const auto* fields :
       {"Content-Length: x\r\n", "Content-Length: -1\r\n", "Content-Length:\r\n",
        "Content-Length: 1 1\r\n", "Content-Length: 99999999999999999999\r\n",
        "Content-Length: 1\r\nContent-Length: 1\r\n", "Transfer-Encoding: chunked\r\n"})
    CAF_CHECK(is_malformed(start + fields + "\r\n"));
}

CAF_TEST(a head without end is malformed) {
  CAF_CHECK(state_of(std::string(16'384, 'x')) == reply_state::incomplete);
  CAF_CHECK(is_malformed(std::string(16'385, 'x')));
}
