// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE source_addresses_test

#include "bin/load/source_addresses.hpp"

#include <caf/test/unit_test.hpp>

#include <set>
#include <string>

namespace {

using namespace muster;
using namespace muster::load;

address parsed(const char* text) {
  return address::parse(text).value();
}

/// The addresses of clients at a server, as text; "kernel" for what the kernel chooses.
std::string
at(const source_settings& x, std::uint32_t count, std::uint32_t number,
   const char* server = "127.0.0.1") {
  CAF_REQUIRE(!source_addresses::find_error(x, count, parsed(server)));
  const auto result = source_addresses{x, count, parsed(server)}.at(number);
  return result ? to_string(*result) : "kernel";
}

bool is_wrong(const source_settings& x, std::uint32_t count, const char* server = "127.0.0.1") {
  return source_addresses::find_error(x, count, parsed(server)).has_value();
}

source_settings from(const char* first, std::uint32_t networks = 0) {
  return {parsed(first), networks};
}

} // namespace

CAF_TEST(the kernel chooses the only address if nobody else does) {
  CAF_CHECK_EQUAL(at({}, 1, 0), "kernel");
  CAF_CHECK_EQUAL(at({}, 1, 0, "::1"), "kernel");
  CAF_CHECK_EQUAL(at(from("127.9.8.7"), 1, 0), "127.9.8.7");
  CAF_CHECK_EQUAL(at(from("::1"), 1, 0, "::1"), "::1");
}

CAF_TEST(many addresses begin beside the server) {
  CAF_CHECK_EQUAL(at({}, 300, 0), "127.0.0.1");
  CAF_CHECK_EQUAL(at({}, 300, 254), "127.0.0.255");
  CAF_CHECK_EQUAL(at({}, 300, 255), "127.0.1.0");
  CAF_CHECK_EQUAL(at({}, 300, 299, "127.5.6.7"), "127.5.1.44");
}

CAF_TEST(many addresses follow the first one) {
  CAF_CHECK_EQUAL(at(from("127.66.0.250"), 10, 0), "127.66.0.250");
  CAF_CHECK_EQUAL(at(from("127.66.0.250"), 10, 9), "127.66.1.3");
}

CAF_TEST(addresses are spread over networks one after another) {
  const auto x = from("127.66.255.1", 3);
  CAF_CHECK_EQUAL(at(x, 7, 0), "127.66.255.1");
  CAF_CHECK_EQUAL(at(x, 7, 1), "127.67.0.1");
  CAF_CHECK_EQUAL(at(x, 7, 2), "127.67.1.1");
  CAF_CHECK_EQUAL(at(x, 7, 3), "127.66.255.2");
  CAF_CHECK_EQUAL(at(x, 7, 6), "127.66.255.3");
}

CAF_TEST(all addresses are different) {
  const auto x = from("127.66.0.1", 4);
  std::set<std::string> seen;
  for (std::uint32_t i = 0; i < 4 * source_addresses::hosts_per_network; ++i)
    seen.insert(at(x, 4 * source_addresses::hosts_per_network, i));
  CAF_CHECK_EQUAL(seen.size(), 4u * source_addresses::hosts_per_network);
}

CAF_TEST(each ipv6 address has a prefix of 64 bits and each network one of 48) {
  CAF_CHECK_EQUAL(at(from("2001:db8::1"), 3, 2, "::1"), "2001:db8:0:2::1");
  CAF_CHECK_EQUAL(at(from("2001:db8::1", 2), 4, 1, "::1"), "2001:db8:1::1");
  CAF_CHECK_EQUAL(at(from("2001:db8::1", 2), 4, 3, "::1"), "2001:db8:1:1::1");
}

CAF_TEST(addresses are of the family of the server) {
  CAF_CHECK(is_wrong(from("::1"), 1));
  CAF_CHECK(is_wrong(from("127.0.0.1"), 1, "::1"));
}

CAF_TEST(only loopback has many addresses without being told) {
  CAF_CHECK(is_wrong({}, 2, "::1"));
  CAF_CHECK(is_wrong({}, 2, "192.0.2.1"));
  CAF_CHECK(!is_wrong({}, 1, "192.0.2.1"));
  CAF_CHECK(!is_wrong(from("192.0.2.2"), 2, "192.0.2.1"));
}

CAF_TEST(a network has 254 addresses and there are no more networks than addresses) {
  CAF_CHECK(!is_wrong(from("127.66.0.1", 2), 508));
  CAF_CHECK(is_wrong(from("127.66.0.1", 2), 509));
  CAF_CHECK(!is_wrong(from("127.66.0.1", 8), 8));
  CAF_CHECK(is_wrong(from("127.66.0.1", 8), 7));
}
