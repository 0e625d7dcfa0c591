// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE request_head_fields_test

#include "net/http/request_head.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace {

using namespace muster;

/// The head of a request with these headers, and the bytes that it refers to.
struct parsed {
  explicit parsed(std::string_view headers)
      : bytes("GET / HTTP/1.1\r\n" + std::string{headers} + "\r\n") {
    CAF_REQUIRE(parse_request_head(bytes, {}, head).status == request_status::complete);
  }

  parsed(const parsed&) = delete;
  parsed& operator=(const parsed&) = delete;

  std::string bytes;
  request_head head;
};

} // namespace

CAF_TEST(the headers that pages depend on are found whatever their case) {
  for (const auto* headers :
       {"Accept: text/csv\r\nAccept-Encoding: gzip\r\nIf-None-Match: \"1\"\r\n"
        "Authorization: Basic eDp5\r\n",
        "accept: text/csv\r\naccept-encoding: gzip\r\nif-none-match: \"1\"\r\n"
        "authorization: Basic eDp5\r\n",
        "AUTHORIZATION: Basic eDp5\r\nIF-NONE-MATCH: \"1\"\r\nACCEPT-ENCODING: gzip\r\n"
        "ACCEPT: text/csv\r\n"}) {
    const parsed x{headers};
    CAF_CHECK_EQUAL(x.head.accept, "text/csv");
    CAF_CHECK_EQUAL(x.head.accept_encoding, "gzip");
    CAF_CHECK_EQUAL(x.head.if_none_match, "\"1\"");
    CAF_CHECK_EQUAL(x.head.authorization, "Basic eDp5");
  }
}

CAF_TEST(headers that are not there are empty) {
  const parsed x{"Host: tracker\r\nAccept-Language: de\r\nX-Accept: text/csv\r\nIf-Match: \"1\"\r\n"
                 "Proxy-Authorization: Basic eDp5\r\n"};
  CAF_CHECK_EQUAL(x.head.accept, "");
  CAF_CHECK_EQUAL(x.head.accept_encoding, "");
  CAF_CHECK_EQUAL(x.head.if_none_match, "");
  CAF_CHECK_EQUAL(x.head.authorization, "");
}

CAF_TEST(a header without a value is empty) {
  const parsed x{"Accept:\r\nAccept-Encoding: \r\nIf-None-Match: \t \r\nAuthorization:\r\n"};
  CAF_CHECK_EQUAL(x.head.accept, "");
  CAF_CHECK_EQUAL(x.head.accept_encoding, "");
  CAF_CHECK_EQUAL(x.head.if_none_match, "");
  CAF_CHECK_EQUAL(x.head.authorization, "");
}

CAF_TEST(blanks around a value do not belong to it and those within do) {
  const parsed x{"Accept: \t text/html, */*;q=0.8 \t \r\n"};
  CAF_CHECK_EQUAL(x.head.accept, "text/html, */*;q=0.8");
}

CAF_TEST(a value is where it arrived and not a copy) {
  const parsed x{"Accept: text/csv\r\n"};
  CAF_CHECK(x.head.accept.data() == x.bytes.data() + x.bytes.find("text/csv"));
}

CAF_TEST(the last header of a name counts) {
  const parsed x{"Accept: text/html\r\nAccept: text/csv\r\n"};
  CAF_CHECK_EQUAL(x.head.accept, "text/csv");
}
