// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE identifier_test

#include "net/protocol/identifier.hpp"
#include "tests/support/announces.hpp"

#include <caf/test/unit_test.hpp>

namespace {

using namespace muster;

constexpr std::string_view digits = "000102030405060708090a0b0c0d0e0f10ff7f80";

} // namespace

CAF_TEST(an info_hash is shown in 40 lower case digits) {
  info_hash x;
  CAF_REQUIRE(parse_hex(digits, x));
  CAF_CHECK_EQUAL(to_hex(x), digits);
  CAF_CHECK_EQUAL(x.bytes[17], 0xff);
  CAF_CHECK_EQUAL(x.view().size(), 20u);
}

CAF_TEST(digits of either case are read) {
  info_hash x;
  CAF_REQUIRE(parse_hex("000102030405060708090A0b0C0d0E0f10Ff7F80", x));
  CAF_CHECK_EQUAL(to_hex(x), digits);
}

CAF_TEST(other than 40 digits is no info_hash and changes nothing) {
  auto x = test::an_info_hash(0x11);
  CAF_CHECK(!parse_hex("", x));
  CAF_CHECK(!parse_hex(digits.substr(1), x));
  CAF_CHECK(!parse_hex(std::string{digits} + '0', x));
  CAF_CHECK(!parse_hex(std::string{digits} + std::string{digits.substr(0, 24)}, x));
  for (const char c : {'g', 'G', ' ', '-', '+', '\0', '/', ':', '@', '`'}) {
    auto text = std::string{digits};
    text.back() = c;
    CAF_CHECK(!parse_hex(text, x));
    text = digits;
    text.front() = c;
    CAF_CHECK(!parse_hex(text, x));
  }
  CAF_CHECK(x == test::an_info_hash(0x11));
}

CAF_TEST(info_hashes are ordered as unsigned bytes) {
  CAF_CHECK(test::an_info_hash(0x7f) < test::an_info_hash(0x80));
  auto x = test::an_info_hash(0);
  x.bytes.back() = 1;
  CAF_CHECK(test::an_info_hash(0) < x);
  CAF_CHECK(x < test::an_info_hash(1));
}

CAF_TEST(the plain hasher tells torrents apart that share their first bytes) {
  auto x = test::an_info_hash(0);
  auto y = x;
  y.bytes[10] = 1;
  CAF_CHECK_EQUAL(info_hash_hasher{}(x), info_hash_hasher{}(test::an_info_hash(0)));
  CAF_CHECK_NOT_EQUAL(info_hash_hasher{}(x), info_hash_hasher{}(y));
}
