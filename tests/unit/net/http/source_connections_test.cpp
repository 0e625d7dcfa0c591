// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE source_connections_test

#include "net/http/source_connections.hpp"

#include <caf/test/unit_test.hpp>

#include <memory>

namespace {

using namespace muster;

struct fixture {
  std::unique_ptr<source_connections> sut = std::make_unique<source_connections>(2, hash_key{5});
  address here = *address::parse("203.0.113.7");
  address there = *address::parse("203.0.113.8");
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(source_connections_tests, fixture)

CAF_TEST(a source has as many connections as the limit says) {
  CAF_CHECK(sut->open(here));
  CAF_CHECK(sut->open(here));
  CAF_CHECK(!sut->open(here));
  CAF_CHECK(sut->open(there));
}

CAF_TEST(a connection that was closed makes room for one and not more) {
  CAF_CHECK(sut->open(here));
  CAF_CHECK(sut->open(here));
  for (int i = 0; i < 10; ++i)
    CAF_CHECK(!sut->open(here));
  sut->close(here);
  CAF_CHECK(sut->open(here));
  CAF_CHECK(!sut->open(here));
}

CAF_TEST(a 64 of IPv6 is one source) {
  CAF_CHECK(sut->open(*address::parse("2001:db8::1")));
  CAF_CHECK(sut->open(*address::parse("2001:db8::2")));
  CAF_CHECK(!sut->open(*address::parse("2001:db8::3")));
}

CAF_TEST_FIXTURE_SCOPE_END()
