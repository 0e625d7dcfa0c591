// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE pending_requests_test

#include "net/udp/pending_requests.hpp"

#include <caf/test/unit_test.hpp>

#include <set>

namespace {

using namespace muster;

constexpr timestamp now{1000};

struct fixture {
  pending_requests sut{3};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(pending_requests_tests, fixture)

CAF_TEST(a request is found by its token until it is closed) {
  const auto token = sut.open(now);
  CAF_REQUIRE(sut.find(token) != nullptr);
  sut.find(token)->transaction_id = 7;
  CAF_CHECK_EQUAL(sut.find(token)->transaction_id, 7u);
  CAF_CHECK_EQUAL(sut.size(), 1u);
  sut.close(token);
  CAF_CHECK(sut.find(token) == nullptr);
  CAF_CHECK_EQUAL(sut.size(), 0u);
}

CAF_TEST(as many requests are open as there are slots and not one more) {
  std::set<std::uint64_t> tokens;
  for (int i = 0; i < 3; ++i)
    tokens.insert(sut.open(now));
  CAF_CHECK_EQUAL(tokens.size(), 3u);
  CAF_CHECK_EQUAL(tokens.count(0), 0u);
  CAF_CHECK_EQUAL(sut.open(now), 0u);
  sut.close(*tokens.begin());
  CAF_CHECK(sut.open(now) != 0);
}

CAF_TEST(an answer that comes too late does not reach the next request of the slot) {
  const auto first = sut.open(now);
  sut.close(first);
  const auto second = sut.open(now);
  CAF_CHECK_NOT_EQUAL(first, second);
  CAF_CHECK(sut.find(first) == nullptr);
  CAF_CHECK(sut.find(second) != nullptr);
}

CAF_TEST(what never was a token finds nothing) {
  sut.open(now);
  for (const std::uint64_t token :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{2}, slot_tokens::token_min - 1,
        slot_tokens::token_min + 3, slot_tokens::token_min * 2, ~std::uint64_t{0}})
    CAF_CHECK(sut.find(token) == nullptr);
}

CAF_TEST(every token is at least as large as promised) {
  for (int i = 0; i < 3; ++i)
    CAF_CHECK(sut.open(now) >= slot_tokens::token_min);
}

CAF_TEST(requests that were opened too long ago are closed) {
  const auto old = sut.open(now);
  const auto young = sut.open(now + timestamp{1});
  CAF_CHECK_EQUAL(sut.expire(now), 0u);
  CAF_CHECK_EQUAL(sut.expire(now + timestamp{1}), 1u);
  CAF_CHECK(sut.find(old) == nullptr);
  CAF_CHECK(sut.find(young) != nullptr);
  CAF_CHECK_EQUAL(sut.size(), 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()
