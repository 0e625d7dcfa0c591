// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE peer_storage_test

#include "actors/peers/peer_storage.hpp"
#include "actors/peers/peer_table.hpp"
#include "tests/support/heap.hpp"
#include "tests/support/records.hpp"

#include <caf/test/unit_test.hpp>

#include <memory>
#include <utility>

namespace {

using namespace muster;

using record = peer_record<family::ipv4>;
using storage = peer_storage<record>;

/// Before the first record of an array.
constexpr std::size_t head_bytes = 8;

record numbered(std::uint32_t x) {
  return test::a_record<family::ipv4>(x);
}

void fill(storage& x, std::uint32_t size) {
  while (x.size() < size)
    x.push_back(numbered(x.size()));
}

bool has_all(const storage& x) {
  for (std::uint32_t i = 0; i < x.size(); ++i)
    if (!x[i].same_endpoint(numbered(i)) || !x.records()[i].same_endpoint(numbered(i)))
      return false;
  return true;
}

} // namespace

CAF_TEST(one record takes no memory besides the storage) {
  CAF_CHECK_EQUAL(sizeof(storage), 40u);
  const auto before = test::heap_bytes_in_use();
  storage sut;
  CAF_CHECK_EQUAL(sut.size(), 0u);
  sut.push_back(numbered(0));
  CAF_CHECK(has_all(sut));
  CAF_CHECK_EQUAL(sut.bytes(), 0u);
  CAF_CHECK(!test::heap_is_counted || test::heap_bytes_in_use() == before);
}

CAF_TEST(a few records take no more than their size and many an eighth more at most) {
  storage sut;
  for (const auto size : {2u, 3u, 4u, 5u, 6u, 7u}) {
    fill(sut, size);
    CAF_CHECK_EQUAL(sut.bytes(), head_bytes + size * sizeof(record));
  }
  for (const auto size : {8u, 9u, 100u, 5000u}) {
    fill(sut, size);
    CAF_CHECK(sut.bytes() >= size * sizeof(record));
    CAF_CHECK(sut.bytes() <= head_bytes + (size + size / 8) * sizeof(record));
  }
  CAF_CHECK(has_all(sut));
}

CAF_TEST(zones end where it was noted for as long as there is an array) {
  storage sut;
  fill(sut, 1);
  CAF_CHECK(!sut.has_array());
  fill(sut, 2);
  CAF_CHECK(sut.has_array());
  CAF_CHECK(sut.ends() == zone_ends{});
  const zone_ends ends{1, 2, 3, 4};
  sut.ends() = ends;
  fill(sut, 100);
  CAF_CHECK(sut.ends() == ends);
  sut.shrink_to_fit();
  const storage moved{std::move(sut)};
  CAF_CHECK(moved.ends() == ends);
  CAF_CHECK(has_all(moved));
}

CAF_TEST(records are what they were while the storage grows and shrinks) {
  storage sut;
  for (const auto size : {1u, 2u, 40u, 3u, 2u, 1u, 0u, 1u, 2u, 9u}) {
    while (sut.size() > size)
      sut.pop_back();
    fill(sut, size);
    CAF_CHECK_EQUAL(sut.size(), size);
    CAF_CHECK(has_all(sut));
  }
}

CAF_TEST(the index counts and goes with the last record but one) {
  storage sut;
  fill(sut, 3);
  CAF_CHECK(sut.index() == nullptr);
  sut.set_index(std::make_unique<peer_index>(3));
  CAF_REQUIRE(sut.index() != nullptr);
  CAF_CHECK_EQUAL(sut.bytes(), head_bytes + 3 * sizeof(record) + sut.index()->bytes());
  sut.pop_back();
  CAF_CHECK(sut.index() != nullptr);
  sut.pop_back();
  CAF_CHECK(sut.index() == nullptr);
  CAF_CHECK(has_all(sut));
  sut.push_back(numbered(1));
  CAF_CHECK(sut.index() == nullptr);
}

CAF_TEST(a storage without its last records can give back their memory) {
  storage sut;
  fill(sut, 100);
  while (sut.size() > 5)
    sut.pop_back();
  CAF_CHECK(sut.bytes() >= 100 * sizeof(record));
  sut.shrink_to_fit();
  CAF_CHECK_EQUAL(sut.bytes(), head_bytes + 5 * sizeof(record));
  CAF_CHECK(has_all(sut));
}

CAF_TEST(a storage that was cleared or moved from has nothing) {
  for (const auto size : {0u, 1u, 50u}) {
    storage from;
    fill(from, size);
    storage sut{std::move(from)};
    CAF_CHECK_EQUAL(from.size(), 0u); // NOLINT(bugprone-use-after-move): that is the point
    CAF_CHECK_EQUAL(sut.size(), size);
    CAF_CHECK(has_all(sut));
    sut.clear();
    CAF_CHECK_EQUAL(sut.size(), 0u);
    CAF_CHECK_EQUAL(sut.bytes(), 0u);
  }
}

CAF_TEST(a storage that was cleared or moved from has no memory) {
  const auto come_and_go = [](std::uint32_t size) {
    storage from;
    fill(from, size);
    storage sut{std::move(from)};
    sut.clear();
  };
  // Small pieces that malloc keeps for the next time count as taken.
  come_and_go(50);
  const auto before = test::heap_bytes_in_use();
  for (const auto size : {0u, 1u, 50u}) {
    come_and_go(size);
    CAF_CHECK(!test::heap_is_counted || test::heap_bytes_in_use() == before);
  }
}
