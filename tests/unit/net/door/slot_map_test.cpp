// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE slot_map_test

#include "net/door/slot_map.hpp"

#include <caf/test/unit_test.hpp>

#include <memory>
#include <set>
#include <vector>

namespace {

using namespace muster;

struct request {
  int opened = 0;
  std::unique_ptr<int> moves_but_is_not_copied;
};

struct fixture {
  slot_map<request> sut{3};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(slot_map_tests, fixture)

CAF_TEST(a request is found by its token until it is closed) {
  const auto token = sut.open();
  CAF_REQUIRE(sut.find(token) != nullptr);
  sut.find(token)->opened = 7;
  CAF_CHECK_EQUAL(sut.find(token)->opened, 7);
  CAF_CHECK_EQUAL(sut.size(), 1u);
  sut.close(token);
  CAF_CHECK(sut.find(token) == nullptr);
  CAF_CHECK_EQUAL(sut.size(), 0u);
}

CAF_TEST(as many requests are open as there are slots and not one more) {
  std::set<std::uint64_t> tokens;
  for (int i = 0; i < 3; ++i)
    tokens.insert(sut.open());
  CAF_CHECK_EQUAL(tokens.size(), 3u);
  CAF_CHECK_EQUAL(tokens.count(0), 0u);
  CAF_CHECK_EQUAL(sut.open(), 0u);
  sut.close(*tokens.begin());
  CAF_CHECK(sut.open() != 0);
}

CAF_TEST(an answer that comes too late does not reach the next request of the slot) {
  const auto first = sut.open();
  sut.close(first);
  const auto second = sut.open();
  CAF_CHECK_NOT_EQUAL(first, second);
  CAF_CHECK(sut.find(first) == nullptr);
  CAF_CHECK(sut.find(second) != nullptr);
}

CAF_TEST(what never was a token finds nothing) {
  static_cast<void>(sut.open());
  for (const std::uint64_t token :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{2}, slot_tokens::token_min - 1,
        slot_tokens::token_min + 3, slot_tokens::token_min * 2, ~std::uint64_t{0}})
    CAF_CHECK(sut.find(token) == nullptr);
}

CAF_TEST(every token is at least as large as promised) {
  for (int i = 0; i < 3; ++i)
    CAF_CHECK(sut.open() >= slot_tokens::token_min);
}

CAF_TEST(requests that were opened too long ago are closed) {
  const auto old = sut.open();
  const auto young = sut.open();
  sut.at(old).opened = 1;
  sut.at(young).opened = 2;
  const auto close_before = [&](int time) {
    return sut.close_if([&](const request& x) { return x.opened < time; });
  };
  CAF_CHECK_EQUAL(close_before(1), 0u);
  CAF_CHECK_EQUAL(close_before(2), 1u);
  CAF_CHECK(sut.find(old) == nullptr);
  CAF_CHECK(sut.find(young) != nullptr);
  CAF_CHECK_EQUAL(sut.size(), 1u);
  CAF_CHECK_EQUAL(close_before(2), 0u);
}

CAF_TEST(a value is found by its slot while that is taken and whatever its token is now) {
  const auto first = sut.open();
  sut.find(first)->opened = 7;
  const auto second = sut.tokens().renew(first);
  CAF_CHECK(sut.find(first) == nullptr);
  CAF_REQUIRE(sut.find(second) != nullptr);
  CAF_CHECK(sut.find_slot(first) == sut.find(second));
  sut.close(second);
  CAF_CHECK(sut.find_slot(first) == nullptr);
  CAF_CHECK_EQUAL(sut.at(first).opened, 7); // for the next one in the slot
}

CAF_TEST(what is open can be gone through and closed meanwhile) {
  std::vector<std::uint64_t> tokens{sut.open(), sut.open(), sut.open()};
  for (int i = 0; i < 3; ++i)
    sut.at(tokens[static_cast<std::size_t>(i)]).opened = i;
  sut.close(tokens[1]);
  std::vector<int> seen;
  sut.for_each([&](request& x) {
    seen.push_back(x.opened);
    if (x.opened == 0)
      sut.close(tokens[2]);
  });
  CAF_CHECK(seen == std::vector<int>{0});
}

CAF_TEST_FIXTURE_SCOPE_END()
