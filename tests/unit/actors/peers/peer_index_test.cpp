// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE peer_index_test

#include "actors/peers/peer_index.hpp"

#include <caf/test/unit_test.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace {

using namespace muster;

using positions = std::vector<std::uint32_t>;

/// The last slot of every index, because all bits are set.
constexpr std::uint64_t last_slot = ~std::uint64_t{0};

/// What an index says about a hash, in ascending order.
positions found(const peer_index& index, std::uint64_t hash) {
  positions result;
  index.visit(hash, [&](std::uint32_t position) {
    result.push_back(position);
    return false;
  });
  std::sort(result.begin(), result.end());
  return result;
}

/// Records that are nothing but their hash, without gaps, and the index over them.
class hashes {
public:
  explicit hashes(std::uint32_t count) : index_(count) {
    // nop
  }

  void insert(std::uint64_t hash) {
    index_.insert(hash, size());
    hashes_.push_back(hash);
  }

  /// Removes a record as tables do: the last one takes its place.
  void erase(std::uint32_t position) {
    index_.erase(hashes_[position], position, [this](std::uint32_t x) { return hashes_[x]; });
    if (position + 1 != size())
      index_.move(hashes_.back(), size() - 1, position);
    hashes_[position] = hashes_.back();
    hashes_.pop_back();
  }

  [[nodiscard]] std::uint32_t size() const {
    return static_cast<std::uint32_t>(hashes_.size());
  }

  [[nodiscard]] bool full() const {
    return size() == index_.capacity();
  }

  /// Whether every record is found by its hash, and once.
  [[nodiscard]] bool right() const {
    for (std::uint32_t i = 0; i < size(); ++i) {
      const auto there = found(index_, hashes_[i]);
      if (std::count(there.begin(), there.end(), i) != 1)
        return false;
    }
    return true;
  }

  [[nodiscard]] const peer_index& index() const {
    return index_;
  }

private:
  peer_index index_;
  std::vector<std::uint64_t> hashes_;
};

} // namespace

CAF_TEST(an index has room for as many records as asked for and for less than twice as many) {
  std::uint32_t too_small = 0;
  std::uint32_t too_large = 0;
  for (std::uint32_t count = 0; count < 5000; ++count) {
    const auto capacity = peer_index{count}.capacity();
    too_small += capacity < count ? 1 : 0;
    too_large += capacity > 2 * count + 6 ? 1 : 0;
  }
  CAF_CHECK_EQUAL(too_small, 0u);
  CAF_CHECK_EQUAL(too_large, 0u);
}

CAF_TEST(an index without records finds nothing) {
  const peer_index index{0};
  CAF_CHECK_EQUAL(found(index, 0), positions{});
  CAF_CHECK_EQUAL(found(index, last_slot), positions{});
}

CAF_TEST(a record is found by its hash and by no other home) {
  peer_index index{10};
  index.insert(3, 7);
  CAF_CHECK_EQUAL(found(index, 3), positions{7});
  CAF_CHECK_EQUAL(found(index, 2), positions{});
  CAF_CHECK_EQUAL(found(index, 4), positions{});
}

CAF_TEST(all records with one hash are found) {
  peer_index index{10};
  for (std::uint32_t i = 0; i < 5; ++i)
    index.insert(2, i);
  CAF_CHECK_EQUAL(found(index, 2), (positions{0, 1, 2, 3, 4}));
}

CAF_TEST(records that collide are found by either hash) {
  peer_index index{10};
  index.insert(2, 0);
  index.insert(2, 1);
  index.insert(3, 2);
  CAF_CHECK_EQUAL(found(index, 2), (positions{0, 1, 2}));
  CAF_CHECK_EQUAL(found(index, 3), (positions{1, 2}));
}

CAF_TEST(a visitor that has seen enough sees no more) {
  peer_index index{10};
  for (std::uint32_t i = 0; i < 5; ++i)
    index.insert(2, i);
  std::uint32_t visits = 0;
  index.visit(2, [&](std::uint32_t) { return ++visits == 2; });
  CAF_CHECK_EQUAL(visits, 2u);
}

CAF_TEST(a run goes on at the first slot when it reaches the last one) {
  hashes x{10};
  for (int i = 0; i < 4; ++i)
    x.insert(last_slot);
  x.insert(0);
  CAF_CHECK_EQUAL(found(x.index(), last_slot), (positions{0, 1, 2, 3, 4}));
  CAF_CHECK(x.right());
}

CAF_TEST(erasing a record closes the gap whichever of a run it is) {
  for (const std::uint64_t home : {std::uint64_t{1}, last_slot - 2, last_slot}) {
    for (std::uint32_t victim = 0; victim < 6; ++victim) {
      hashes x{10};
      // Three runs that have grown into one.
      for (const std::uint64_t offset : {0, 0, 1, 0, 2, 1})
        x.insert(home + offset);
      x.erase(victim);
      CAF_CHECK_EQUAL(x.size(), 5u);
      CAF_CHECK(x.right());
    }
  }
}

CAF_TEST(erasing a record leaves one that is in its home slot where it is) {
  peer_index index{10};
  const std::vector<std::uint64_t> hash{2, 3};
  index.insert(2, 0);
  index.insert(3, 1);
  index.erase(2, 0, [&](std::uint32_t x) { return hash[x]; });
  CAF_CHECK_EQUAL(found(index, 2), positions{});
  CAF_CHECK_EQUAL(found(index, 3), positions{1});
}

CAF_TEST(an erased record is not found any more) {
  hashes x{10};
  x.insert(5);
  x.insert(5);
  x.erase(1);
  CAF_CHECK_EQUAL(found(x.index(), 5), positions{0});
  x.erase(0);
  CAF_CHECK_EQUAL(found(x.index(), 5), positions{});
}

CAF_TEST(a record that has moved is found where it is now) {
  peer_index index{10};
  index.insert(2, 0);
  index.insert(2, 1);
  index.move(2, 1, 9);
  CAF_CHECK_EQUAL(found(index, 2), (positions{0, 9}));
}

CAF_TEST(a search in a full index ends whether it finds something or not ) {
  for (const std::uint32_t count : {0u, 1u, 24u, 36u, 200u}) {
    hashes x{count};
    while (!x.full())
      x.insert(last_slot);
    CAF_CHECK(x.right());
    CAF_CHECK_EQUAL(found(x.index(), last_slot).size(), x.size());
    CAF_CHECK(found(x.index(), last_slot / 2 + 1).size() <= x.size());
  }
}

CAF_TEST(an index stays right whatever comes and goes) {
  CAF_CHECK(rc::check([] {
    hashes x{*rc::gen::inRange(0u, 60u)};
    // Few homes, some at the end, so that runs meet and go round.
    const auto steps = *rc::gen::container<std::vector<int>>(150, rc::gen::inRange(0, 1000));
    for (const auto step : steps) {
      const auto choice = static_cast<std::uint32_t>(step);
      if (x.size() > 0 && (x.full() || choice % 5 < 2))
        x.erase(choice % x.size());
      else
        x.insert(last_slot - 4 + choice % 9);
      RC_ASSERT(x.right());
    }
  }));
}
