// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE source_connections_test

#include "net/http/source_connections.hpp"

#include <caf/test/unit_test.hpp>

#include <memory>
#include <string>
#include <utility>

namespace {

using namespace muster;
using verdict = source_connections::verdict;

struct fixture {
  std::unique_ptr<source_connections> sut =
      std::make_unique<source_connections>(source_connections::limits{2, 5, 1000}, hash_key{5});

  source_connections::place place(std::string_view source, bool exempt = false) const {
    return sut->place_of(*address::parse(source), exempt);
  }

  bool opens(std::string_view source) {
    return sut->open(place(source)) == verdict::counted;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(source_connections_tests, fixture)

CAF_TEST(a source has as many connections as the limit says) {
  CAF_CHECK(opens("203.0.113.7"));
  CAF_CHECK(opens("203.0.113.7"));
  CAF_CHECK(sut->open(place("203.0.113.7")) == verdict::source_has_enough);
  CAF_CHECK(opens("203.0.113.8"));
}

CAF_TEST(a connection that was closed makes room for one and not more) {
  CAF_CHECK(opens("203.0.113.7"));
  CAF_CHECK(opens("203.0.113.7"));
  for (int i = 0; i < 10; ++i)
    CAF_CHECK(!opens("203.0.113.7"));
  sut->close(place("203.0.113.7"));
  CAF_CHECK(opens("203.0.113.7"));
  CAF_CHECK(!opens("203.0.113.7"));
}

CAF_TEST(a 64 of IPv6 is one source) {
  CAF_CHECK(opens("2001:db8::1"));
  CAF_CHECK(opens("2001:db8::2"));
  CAF_CHECK(!opens("2001:db8::3"));
}

CAF_TEST(a network has as many connections as its limit says) {
  using pair = std::pair<std::string, std::string>;
  for (const auto& [prefix, suffix] : {pair{"203.0.113.", ""}, pair{"2001:db8:1:", "::1"}}) {
    int opened = 0;
    for (int i = 1; i <= 9; ++i)
      opened += opens(prefix + std::to_string(i) + suffix) ? 1 : 0;
    CAF_CHECK_EQUAL(opened, 5);
    CAF_CHECK(sut->open(place(prefix + "20" + suffix)) == verdict::network_has_enough);
    CAF_CHECK_EQUAL(sut->of_network(place(prefix + "1" + suffix)), 5u);
  }
  CAF_CHECK(opens("203.0.114.1"));
  CAF_CHECK(opens("2001:db8:2:1::1"));
}

CAF_TEST(a source without limits is counted and always let in) {
  for (int i = 0; i < 9; ++i)
    CAF_CHECK(sut->open(place("10.0.0.1", true)) == verdict::counted);
  CAF_CHECK_EQUAL(sut->of_network(place("10.0.0.1")), 9u);
  sut->add_bytes(place("10.0.0.1"), 5000);
  CAF_CHECK(!sut->has_too_many_bytes(place("10.0.0.1", true)));
}

CAF_TEST(as many bytes may wait for a source as the limit says and not one more) {
  sut->add_bytes(place("203.0.113.7"), 1000);
  CAF_CHECK(!sut->has_too_many_bytes(place("203.0.113.7")));
  sut->add_bytes(place("203.0.113.7"), 1);
  CAF_CHECK(sut->has_too_many_bytes(place("203.0.113.7")));
  CAF_CHECK(!sut->has_too_many_bytes(place("203.0.113.8")));
  sut->add_bytes(place("203.0.113.7"), -1001);
  CAF_CHECK(!sut->has_too_many_bytes(place("203.0.113.7")));
}

CAF_TEST_FIXTURE_SCOPE_END()
