// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE slot_tokens_test

#include "net/door/slot_tokens.hpp"

#include <caf/test/unit_test.hpp>

#include <limits>
#include <set>
#include <vector>

namespace {

using namespace muster;

constexpr auto last_generation = std::numeric_limits<std::uint32_t>::max();

std::vector<std::size_t> unused(slot_tokens& x) {
  std::vector<std::size_t> result;
  x.for_each_unused([&](std::size_t slot) { result.push_back(slot); });
  return result;
}

} // namespace

CAF_TEST(as many slots are taken as there are and not one more) {
  slot_tokens sut{3};
  std::set<std::uint64_t> tokens;
  for (int i = 0; i < 3; ++i)
    tokens.insert(sut.open());
  CAF_CHECK_EQUAL(tokens.size(), 3u);
  CAF_CHECK_EQUAL(tokens.count(0), 0u);
  CAF_CHECK(sut.is_full());
  CAF_CHECK_EQUAL(sut.open(), 0u);
  sut.close(*tokens.begin());
  CAF_CHECK(!sut.is_full());
  CAF_CHECK(sut.open() != 0);
}

CAF_TEST(a token is current until its slot is given back or has another request) {
  slot_tokens sut{2};
  const auto first = sut.open();
  CAF_CHECK(sut.is_current(first));
  const auto second = sut.renew(first);
  CAF_CHECK(!sut.is_current(first));
  CAF_CHECK(sut.is_current(second));
  sut.close(second);
  CAF_CHECK(!sut.is_current(second));
  const auto third = sut.open();
  CAF_CHECK_EQUAL(slot_tokens::slot_of(third), slot_tokens::slot_of(first));
  CAF_CHECK(!sut.is_current(first) && !sut.is_current(second) && sut.is_current(third));
}

CAF_TEST(a slot may be given back by any of its tokens) {
  slot_tokens sut{1};
  const auto first = sut.open();
  sut.renew(first);
  sut.close(first);
  CAF_CHECK_EQUAL(sut.size(), 0u);
}

CAF_TEST(generations that have all been used begin anew above the tokens of other things) {
  slot_tokens sut{2, last_generation - 1};
  const auto last = sut.open();
  CAF_CHECK_EQUAL(last >> slot_tokens::slot_bits, last_generation);
  const auto next = sut.renew(last);
  CAF_CHECK_EQUAL(next, slot_tokens::token_min | slot_tokens::slot_of(last));
  CAF_CHECK(sut.is_current(next) && !sut.is_current(last));
  sut.close(next);
  CAF_CHECK(sut.open() > slot_tokens::token_min);
}

CAF_TEST(what never was a token is not current) {
  slot_tokens sut{2};
  CAF_CHECK(!sut.is_current(0));
  static_cast<void>(sut.open());
  for (const std::uint64_t x :
       {std::uint64_t{0}, std::uint64_t{1}, slot_tokens::token_min - 1, slot_tokens::token_min + 1,
        slot_tokens::token_min * 2, ~std::uint64_t{0}})
    CAF_CHECK(!sut.is_current(x));
}

CAF_TEST(slots that are not needed any more are told once they have not been for a while) {
  slot_tokens sut{4};
  std::vector<std::uint64_t> tokens;
  for (int i = 0; i < 3; ++i)
    tokens.push_back(sut.open());
  for (const auto x : tokens)
    sut.close(x);
  CAF_CHECK(unused(sut).empty());
  CAF_CHECK_EQUAL(unused(sut).size(), 3u);
  static_cast<void>(sut.open()); // the one that was given back last
  CAF_CHECK(unused(sut) == (std::vector<std::size_t>{0, 1}));
}
