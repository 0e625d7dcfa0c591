// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE garbage_test

#include "bin/load/garbage.hpp"

#include <caf/test/unit_test.hpp>

#include <array>
#include <set>
#include <string>

using namespace muster::load;

namespace {

std::string http_garbage(std::uint64_t number) {
  std::string result = "left over";
  write_http_garbage(number, result);
  return result;
}

} // namespace

CAF_TEST(garbage has any size from none to all that fits) {
  std::array<std::uint8_t, 7> out{};
  std::set<std::size_t> sizes;
  for (std::uint64_t number = 0; number < 500; ++number)
    sizes.insert(write_garbage(number, out));
  CAF_CHECK_EQUAL(sizes.size(), 8u);
  CAF_CHECK_EQUAL(*sizes.begin(), 0u);
  CAF_CHECK_EQUAL(*sizes.rbegin(), 7u);
}

CAF_TEST(the same number makes the same garbage and another one other) {
  std::array<std::uint8_t, 64> first{};
  std::array<std::uint8_t, 64> again{};
  CAF_CHECK_EQUAL(write_garbage(3, first), write_garbage(3, again));
  CAF_CHECK(first == again);
  CAF_CHECK_EQUAL(http_garbage(3), http_garbage(3));
  std::set<std::string> different;
  for (std::uint64_t number = 0; number < 100; ++number)
    different.insert(http_garbage(number));
  CAF_CHECK(different.size() > 10u);
}

CAF_TEST(garbage over http ends once as a head does) {
  for (std::uint64_t number = 0; number < 200; ++number) {
    const auto text = http_garbage(number);
    CAF_REQUIRE(text.size() > 4);
    CAF_REQUIRE_EQUAL(text.find("\r\n\r\n"), text.size() - 4);
  }
}

CAF_TEST(garbage over http has each of its shapes) {
  std::set<std::string> beginnings;
  for (std::uint64_t number = 0; number < 200; ++number)
    beginnings.insert(http_garbage(number));
  for (const auto* shape :
       {"GET /announce\r\n\r\n", "GET /announce HTTP/9.9\r\n\r\n",
        "STEAL /announce HTTP/1.1\r\nConnection: close\r\n\r\n",
        "GET /announce HTTP/1.1\r\nno colon\r\n\r\n"})
    CAF_CHECK(beginnings.contains(shape));
  CAF_CHECK(beginnings.size() > 20u);
}
