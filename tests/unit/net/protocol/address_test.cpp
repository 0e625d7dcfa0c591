// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE address_test

#include "net/protocol/address.hpp"
#include "tests/support/announces.hpp"

#include <caf/test/unit_test.hpp>

#include <vector>

namespace {

using namespace muster;
using test::an_address;

bool is_no_address(std::string_view text) {
  return !address::parse(text);
}

bool is_no_endpoint(std::string_view text) {
  return !parse_endpoint(text);
}

bool is_no_range(std::string_view text) {
  return !address_range::parse(text);
}

bool covers(std::string_view range, std::string_view text) {
  return address_range::parse(range).value().contains(an_address(text));
}

} // namespace

CAF_TEST(literal addresses of both families are read and shown) {
  CAF_CHECK_EQUAL(to_string(an_address("203.0.113.9")), "203.0.113.9");
  CAF_CHECK_EQUAL(to_string(an_address("2001:DB8:0:0::1")), "2001:db8::1");
  CAF_CHECK(an_address("203.0.113.9").family() == family::ipv4);
  CAF_CHECK(an_address("::").family() == family::ipv6);
  CAF_CHECK_EQUAL(an_address("1.2.3.4").bytes().size(), 4u);
  CAF_CHECK_EQUAL(an_address("::1").bytes().size(), 16u);
  CAF_CHECK_EQUAL(an_address("127.0.0.1").head(), 0x7f000001u);
}

CAF_TEST(what is no literal address is not resolved or guessed) {
  for (const auto* text :
       {"", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "0x1.2.3.4", "1.2.3.4 ",
        " 1.2.3.4", "1.2.3.4:80", "[::1]", ":::", "::1%lo", "fe80::1%1",
        "12345::", "1:2:3:4:5:6:7:8:9", "-1.2.3.4", "1.2.3.-4"})
    CAF_CHECK(is_no_address(text));
  CAF_CHECK(is_no_address(std::string(100, '1')));
}

CAF_TEST(a zero byte does not end an address early) {
  CAF_CHECK(is_no_address(std::string_view("1.2.3.4\0", 8)));
  CAF_CHECK(is_no_address(std::string_view("1.2.3.4\0.evil", 13)));
  CAF_CHECK(is_no_address(std::string_view("::1\0", 4)));
}

CAF_TEST(the longest literal address is read) {
  CAF_CHECK_EQUAL(
      to_string(an_address("0000:0000:0000:0000:0000:ffff:255.255.255.254")), "255.255.255.254");
}

CAF_TEST(an ipv4 address mapped into ipv6 is that ipv4 address) {
  CAF_CHECK(an_address("::ffff:192.0.2.1") == an_address("192.0.2.1"));
  CAF_CHECK(an_address("::ffff:c000:201").family() == family::ipv4);
  constexpr std::array<std::uint8_t, 16> mapped{0, 0, 0,    0,    0,   0, 0, 0,
                                                0, 0, 0xff, 0xff, 192, 0, 2, 1};
  CAF_CHECK(address::from_bytes(mapped) == an_address("192.0.2.1"));
  CAF_CHECK(an_address("::fffe:c000:201").family() == family::ipv6);
}

CAF_TEST(addresses behind 6to4 and Teredo stay as they are) {
  CAF_CHECK(an_address("2002:c000:201::1").family() == family::ipv6);
  CAF_CHECK(an_address("2001:0:4136:e378::1").family() == family::ipv6);
  CAF_CHECK(!is_private(an_address("2002:a00:1::1")));
  CAF_CHECK(!is_private(an_address("2001:0:4136:e378::1")));
}

CAF_TEST(private ipv4 networks are known from their first to their last address) {
  for (const auto* text :
       {"10.0.0.0", "10.255.255.255", "127.0.0.1", "127.255.255.255", "172.16.0.0",
        "172.31.255.255", "192.168.0.0", "192.168.255.255", "169.254.0.0", "169.254.255.255",
        "100.64.0.0", "100.127.255.255"})
    CAF_CHECK(is_private(an_address(text)));
  for (const auto* text :
       {"9.255.255.255", "11.0.0.0", "126.255.255.255", "128.0.0.0", "172.15.255.255", "172.32.0.0",
        "192.167.255.255", "192.169.0.0", "169.253.255.255", "169.255.0.0", "100.63.255.255",
        "100.128.0.0", "8.8.8.8"})
    CAF_CHECK(!is_private(an_address(text)));
}

CAF_TEST(private ipv6 networks are known from their first to their last address) {
  for (const auto* text :
       {"::1", "fc00::", "fdff:ffff::1", "fe80::", "febf:ffff::1", "::ffff:10.0.0.1"})
    CAF_CHECK(is_private(an_address(text)));
  for (const auto* text :
       {"::", "::2", "1::1", "fbff:ffff::1", "fe00::1", "fe7f::1", "fec0::1", "2606:4700::1",
        "::ffff:8.8.8.8"})
    CAF_CHECK(!is_private(an_address(text)));
}

CAF_TEST(link local addresses of ipv6 need a scope) {
  CAF_CHECK(is_scoped(an_address("fe80::1")));
  CAF_CHECK(is_scoped(an_address("febf::1")));
  CAF_CHECK(!is_scoped(an_address("fec0::1")));
  CAF_CHECK(!is_scoped(an_address("fe7f::1")));
  CAF_CHECK(!is_scoped(an_address("169.254.0.1")));
}

CAF_TEST(an endpoint is an address and a port) {
  CAF_CHECK(parse_endpoint("1.2.3.4:80") == (endpoint{an_address("1.2.3.4"), 80}));
  CAF_CHECK(parse_endpoint("[::1]:65535") == (endpoint{an_address("::1"), 65535}));
  CAF_CHECK(parse_endpoint("0.0.0.0:0") == (endpoint{an_address("0.0.0.0"), 0}));
  CAF_CHECK(parse_endpoint("[::ffff:1.2.3.4]:80") == parse_endpoint("1.2.3.4:80"));
  CAF_CHECK_EQUAL(to_string(*parse_endpoint("1.2.3.4:80")), "1.2.3.4:80");
  CAF_CHECK_EQUAL(to_string(*parse_endpoint("[::1]:80")), "[::1]:80");
}

CAF_TEST(what is no endpoint is not guessed) {
  for (const auto* text :
       {"", ":", ":80", "80", "1.2.3.4", "1.2.3.4:", "1.2.3.4:65536", "1.2.3.4:-1", "1.2.3.4:+1",
        "1.2.3.4: 80", "1.2.3.4:80x", "::1:80", "[::1]", "[::1]80", "::1]:80", "[::1:80", "[]:80",
        "[1.2.3.4]:80", "localhost:80"})
    CAF_CHECK(is_no_endpoint(text));
}

CAF_TEST(a range has the addresses of its prefix and no others) {
  CAF_CHECK(covers("10.0.0.0/8", "10.255.255.255"));
  CAF_CHECK(!covers("10.0.0.0/8", "11.0.0.0"));
  CAF_CHECK(covers("192.0.2.128/25", "192.0.2.128"));
  CAF_CHECK(!covers("192.0.2.128/25", "192.0.2.127"));
  CAF_CHECK(covers("2001:db8::/33", "2001:db8:7fff::1"));
  CAF_CHECK(!covers("2001:db8::/33", "2001:db8:8000::1"));
  CAF_CHECK(covers("10.9.8.7/8", "10.0.0.0"));
}

CAF_TEST(a range may be all addresses of a family or a single one) {
  CAF_CHECK(covers("0.0.0.0/0", "255.255.255.255"));
  CAF_CHECK(covers("::/0", "ffff::1"));
  CAF_CHECK(covers("192.0.2.1", "192.0.2.1"));
  CAF_CHECK(!covers("192.0.2.1", "192.0.2.0"));
  CAF_CHECK(covers("192.0.2.1/32", "192.0.2.1"));
  CAF_CHECK(covers("::1/128", "::1"));
  CAF_CHECK(!covers("::1/128", "::2"));
}

CAF_TEST(a range of one family has no address of the other) {
  CAF_CHECK(!covers("0.0.0.0/0", "::1"));
  CAF_CHECK(!covers("::/0", "192.0.2.1"));
  CAF_CHECK(!covers("::/0", "::ffff:192.0.2.1"));
  CAF_CHECK(covers("10.0.0.0/8", "::ffff:10.0.0.1"));
}

CAF_TEST(what is no range is not guessed) {
  for (const auto* text :
       {"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8 ",
        "10.0.0.0/8/8", "10.0.0/8", "::/129", "::/256", "[::]/0", "::ffff:10.0.0.0/104"})
    CAF_CHECK(is_no_range(text));
}

CAF_TEST(ranges are asked one after the other) {
  const std::vector ranges{
      address_range::parse("10.0.0.0/8").value(), address_range::parse("fc00::/7").value()};
  CAF_CHECK(contains(ranges, an_address("10.1.2.3")));
  CAF_CHECK(contains(ranges, an_address("fd00::1")));
  CAF_CHECK(!contains(ranges, an_address("192.0.2.1")));
  CAF_CHECK(!contains({}, an_address("10.1.2.3")));
}
