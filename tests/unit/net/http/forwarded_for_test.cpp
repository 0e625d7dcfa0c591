// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE forwarded_for_test

#include "net/http/forwarded_for.hpp"

#include <caf/test/unit_test.hpp>

#include <array>
#include <string>

namespace {

using namespace muster;

const std::array trusted{
    *address_range::parse("10.0.0.0/8"), *address_range::parse("2001:db8:ffff::/48")};

/// The address found, as text; "none" if there is none.
std::string found(std::string_view header) {
  const auto result = forwarded_address(header, trusted);
  return result ? to_string(*result) : "none";
}

} // namespace

CAF_TEST(the address that the nearest proxy appended counts) {
  CAF_CHECK_EQUAL(found("203.0.113.7"), "203.0.113.7");
  CAF_CHECK_EQUAL(found("2001:db8::7"), "2001:db8::7");
}

CAF_TEST(what a client prepends does not count) {
  CAF_CHECK_EQUAL(found("198.51.100.1, 203.0.113.7"), "203.0.113.7");
  CAF_CHECK_EQUAL(found("198.51.100.1,198.51.100.2,203.0.113.7"), "203.0.113.7");
  CAF_CHECK_EQUAL(found("10.0.0.1, 203.0.113.7"), "203.0.113.7");
  CAF_CHECK_EQUAL(found("127.0.0.1, 203.0.113.7, 10.0.0.1"), "203.0.113.7");
}

CAF_TEST(garbage that a client prepends does not matter) {
  CAF_CHECK_EQUAL(found("unknown, 203.0.113.7"), "203.0.113.7");
  CAF_CHECK_EQUAL(found(",,, 203.0.113.7"), "203.0.113.7");
}

CAF_TEST(trusted proxies are passed over from the right) {
  CAF_CHECK_EQUAL(found("203.0.113.7, 10.0.0.1"), "203.0.113.7");
  CAF_CHECK_EQUAL(found("203.0.113.7, 10.0.0.1, 10.255.255.255"), "203.0.113.7");
  CAF_CHECK_EQUAL(found("203.0.113.7, 2001:db8:ffff::1, 10.0.0.1"), "203.0.113.7");
}

CAF_TEST(an address just outside of the trusted ranges is a client) {
  CAF_CHECK_EQUAL(found("203.0.113.7, 9.255.255.255"), "9.255.255.255");
  CAF_CHECK_EQUAL(found("203.0.113.7, 11.0.0.0"), "11.0.0.0");
  CAF_CHECK_EQUAL(found("203.0.113.7, 2001:db8:fffe:ffff::1"), "2001:db8:fffe:ffff::1");
}

CAF_TEST(an address may have a port) {
  CAF_CHECK_EQUAL(found("203.0.113.7:50000"), "203.0.113.7");
  CAF_CHECK_EQUAL(found("[2001:db8::7]:50000"), "2001:db8::7");
  CAF_CHECK_EQUAL(found("203.0.113.7:1, 10.0.0.1:2"), "203.0.113.7");
}

CAF_TEST(an address may be in brackets) {
  CAF_CHECK_EQUAL(found("[2001:db8::7]"), "2001:db8::7");
  CAF_CHECK_EQUAL(found("203.0.113.7, [2001:db8:ffff::1]"), "203.0.113.7");
}

CAF_TEST(blanks around an address do not matter) {
  CAF_CHECK_EQUAL(found("  203.0.113.7\t"), "203.0.113.7");
  CAF_CHECK_EQUAL(found("203.0.113.7 \t,\t 10.0.0.1 "), "203.0.113.7");
}

CAF_TEST(an ipv4 address in ipv6 form is the same address) {
  CAF_CHECK_EQUAL(found("::ffff:203.0.113.7"), "203.0.113.7");
  CAF_CHECK_EQUAL(found("203.0.113.7, ::ffff:10.0.0.1"), "203.0.113.7");
}

CAF_TEST(an address that cannot be read is none) {
  for (const auto* header :
       {"unknown", "203.0.113", "203.0.113.256", "203.0.113.7:", "203.0.113.7:65536",
        "203.0.113.7:x", "[2001:db8::7", "2001:db8::7]", "[2001:db8::7]x", "[]", "[203.0.113.7",
        "203.0.113.7 198.51.100.1", "for=203.0.113.7", "\"203.0.113.7\"", "fe80::1%eth0"})
    CAF_CHECK_EQUAL(found(header), "none");
}

CAF_TEST(an address that cannot be read is not passed over) {
  CAF_CHECK_EQUAL(found("203.0.113.7, unknown"), "none");
  CAF_CHECK_EQUAL(found("203.0.113.7, unknown, 10.0.0.1"), "none");
  CAF_CHECK_EQUAL(found("203.0.113.7,"), "none");
  CAF_CHECK_EQUAL(found("203.0.113.7,, 10.0.0.1"), "none");
}

CAF_TEST(a header without an address is none) {
  CAF_CHECK_EQUAL(found(""), "none");
  CAF_CHECK_EQUAL(found(" "), "none");
  CAF_CHECK_EQUAL(found(","), "none");
}

CAF_TEST(of trusted proxies alone the left most is the client) {
  CAF_CHECK_EQUAL(found("10.0.0.1"), "10.0.0.1");
  CAF_CHECK_EQUAL(found("10.0.0.1, 10.0.0.2"), "10.0.0.1");
  CAF_CHECK_EQUAL(found("2001:db8:ffff::1, 10.0.0.2, 10.0.0.3"), "2001:db8:ffff::1");
  CAF_CHECK_EQUAL(found("unknown, 10.0.0.1"), "none");
}

// -- RFC 7239 -------------------------------------------------------------------------------------

namespace {

std::string found_7239(std::string_view header) {
  const auto result = forwarded_address(header, trusted, forwarded_syntax::rfc_7239);
  return result ? to_string(*result) : "none";
}

} // namespace

CAF_TEST(a header called Forwarded in any case has elements and every other one addresses) {
  for (const auto* name : {"Forwarded", "forwarded", "FORWARDED"})
    CAF_CHECK(forwarded_syntax_of(name) == forwarded_syntax::rfc_7239);
  for (const auto* name : {"X-Forwarded-For", "Forwarded-For", "Forwarde", "X-Real-IP", ""})
    CAF_CHECK(forwarded_syntax_of(name) == forwarded_syntax::addresses);
}

CAF_TEST(an element names its client in any way that RFC 7239 knows) {
  for (const auto* header :
       {"for=203.0.113.7", "For=203.0.113.7", "FOR=\"203.0.113.7\"", "for=\"203.0.113.7:50000\"",
        "for=203.0.113.7;proto=http;by=198.51.100.1", "proto=http;for=203.0.113.7",
        "proto=\"a;b,c\";host=\"x\\\"y\";for=203.0.113.7", "  for=203.0.113.7 ; proto=https  "})
    CAF_CHECK_EQUAL(found_7239(header), "203.0.113.7");
  for (const auto* header :
       {"for=\"[2001:db8::7]\"", "for=\"[2001:db8::7]:50000\"", "for=\"[2001:DB8::7]:1\""})
    CAF_CHECK_EQUAL(found_7239(header), "2001:db8::7");
}

CAF_TEST(of several elements the right most that is no trusted proxy counts) {
  CAF_CHECK_EQUAL(found_7239("for=198.51.100.1, for=203.0.113.7"), "203.0.113.7");
  CAF_CHECK_EQUAL(found_7239("for=203.0.113.7,for=10.0.0.1"), "203.0.113.7");
  CAF_CHECK_EQUAL(
      found_7239("for=203.0.113.7, for=\"[2001:db8:ffff::1]\";by=10.0.0.1 , for=10.0.0.2"),
      "203.0.113.7");
  CAF_CHECK_EQUAL(found_7239("for=unknown, for=203.0.113.7"), "203.0.113.7");
  CAF_CHECK_EQUAL(found_7239("for=10.0.0.9, for=10.0.0.1"), "10.0.0.9");
}

CAF_TEST(an element without an address is not passed over) {
  for (const auto* last :
       {"for=unknown", "for=_hidden", "for=\"_SEVKISEK:1\"", "proto=http", "by=203.0.113.9",
        "for=\"\"", "for=\"203.0.113.256\"", "for=\"2001:db8::7 \"", "for=203.0.113",
        "for=\"203.0.113\\.7\""}) {
    CAF_CHECK_EQUAL(found_7239(last), "none");
    CAF_CHECK_EQUAL(found_7239("for=203.0.113.7, " + std::string{last}), "none");
    CAF_CHECK_EQUAL(found_7239("for=203.0.113.7, " + std::string{last} + ", for=10.0.0.1"), "none");
  }
}

CAF_TEST(a malformed header names nobody) {
  for (const auto* header :
       {"",
        " ",
        ",",
        ";",
        "for",
        "for=",
        "=203.0.113.7",
        "203.0.113.7",
        "for=203.0.113.7,",
        ",for=203.0.113.7",
        "for=203.0.113.7;",
        ";for=203.0.113.7",
        "for=203.0.113.7;;proto=http",
        "for=203.0.113.7,,for=10.0.0.1",
        "for =203.0.113.7",
        "for= 203.0.113.7",
        "for=203.0.113.7 for=10.0.0.1",
        "for=203.0.113.7;for=198.51.100.1",
        "for=[2001:db8::7]",
        "for=203.0.113.7:50000",
        "for=\"203.0.113.7",
        "for=203.0.113.7\"",
        "for=\"203.0.113.7\\\"",
        "for='203.0.113.7",
        "for=\"203.0.113.7\"x",
        "f\"or\"=203.0.113.7"})
    CAF_CHECK_EQUAL(found_7239(header), "none");
}

CAF_TEST(a quote that a client leaves open does not hide what its proxy appends) {
  for (const auto* begun :
       {"for=198.51.100.1;x=\"", "for=\"198.51.100.1", "x=\"\\", "for=198.51.100.1;x=\"a\\\""})
    for (const auto* appended :
         {", for=203.0.113.7", ", for=\"203.0.113.7\"", ",for=\"[2001:db8::7]:80\";by=\"[::1]\""})
      CAF_CHECK_EQUAL(found_7239(begun + std::string{appended}), "none");
}
