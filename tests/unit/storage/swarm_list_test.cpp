// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE swarm_list_test

#include "storage/history_rows.hpp"
#include "storage/ranked_walk.hpp"
#include "storage/swarm_list.hpp"
#include "tests/support/histories.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace {

using namespace muster;
using test::an_info_hash;
using test::first_day;

class fixture : public test::history_fixture {
public:
  fixture() {
    note(
        first_day, {{an_info_hash(0x0a), 5, 0, 3},
                    {an_info_hash(0x0b), 1, 9, 2},
                    {an_info_hash(0xa0), 3, 3, 2},
                    {an_info_hash(0xff), 0, 1, 9}});
  }

  [[nodiscard]] swarm_page page(const swarm_query& query) const {
    return test::value_of(past->swarms(query));
  }

  [[nodiscard]] std::uint64_t total(const swarm_query& query) const {
    return page(query).total;
  }

  /// The first byte of each info_hash of the list.
  [[nodiscard]] std::string list(const swarm_query& query) const {
    std::string result;
    for (const auto& x : page(query).rows)
      result += to_hex(x.info_hash).substr(0, 2) + ' ';
    return result;
  }

  /// Notes swarms whose first byte is `first`, each with `step` seeders more than the one before.
  void note_numbered(
      std::size_t count, std::uint8_t first = 0xc0, std::uint32_t seeders_min = 100,
      std::uint32_t step = 1) const {
    std::vector<swarm_sample> samples(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      samples[i].seeders = seeders_min + step * i;
      samples[i].info_hash.bytes = {
          first, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)};
    }
    note(first_day, samples);
  }

  [[nodiscard]] std::string with_prefix(std::string prefix) const {
    return list({swarm_sort::name, false, 100, 0, std::move(prefix)});
  }
};

/// What a list must be, found in the simplest way.
std::vector<swarm_sample>
sorted_by(std::vector<swarm_sample> all, swarm_sort sort, bool descending) {
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.info_hash < b.info_hash;
  });
  if (sort == swarm_sort::name && descending)
    std::reverse(all.begin(), all.end());
  if (sort != swarm_sort::name)
    std::stable_sort(all.begin(), all.end(), [=](const auto& a, const auto& b) {
      return descending ? count_of(a, sort) > count_of(b, sort)
                        : count_of(a, sort) < count_of(b, sort);
    });
  return all;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(swarm_list_tests, fixture)

CAF_TEST(a list is sorted by what is asked for) {
  CAF_CHECK_EQUAL(list({swarm_sort::peers}), "0b a0 0a ff ");
  CAF_CHECK_EQUAL(list({swarm_sort::seeders}), "0a a0 0b ff ");
  CAF_CHECK_EQUAL(list({swarm_sort::leechers}), "0b a0 ff 0a ");
  CAF_CHECK_EQUAL(list({swarm_sort::completed}), "ff 0a 0b a0 ");
  CAF_CHECK_EQUAL(list({swarm_sort::name}), "ff a0 0b 0a ");
}

CAF_TEST(a list may be in ascending order) {
  CAF_CHECK_EQUAL(list({swarm_sort::peers, false}), "ff 0a a0 0b ");
  CAF_CHECK_EQUAL(list({swarm_sort::completed, false}), "0b a0 0a ff ");
  CAF_CHECK_EQUAL(list({swarm_sort::name, false}), "0a 0b a0 ff ");
}

CAF_TEST(a list has the present counts) {
  const auto rows = page({swarm_sort::name, false, 1}).rows;
  CAF_REQUIRE_EQUAL(rows.size(), 1u);
  CAF_CHECK(rows[0] == swarm_sample({an_info_hash(0x0a), 5, 0, 3}));
}

CAF_TEST(a part of the list is shown) {
  CAF_CHECK_EQUAL(list({swarm_sort::name, false, 2, 0}), "0a 0b ");
  CAF_CHECK_EQUAL(list({swarm_sort::name, false, 2, 2}), "a0 ff ");
  CAF_CHECK_EQUAL(list({swarm_sort::name, false, 2, 3}), "ff ");
  CAF_CHECK_EQUAL(list({swarm_sort::name, false, 2, 4}), "");
  CAF_CHECK_EQUAL(list({swarm_sort::name, true, 1, 1}), "a0 ");
  CAF_CHECK_EQUAL(list({swarm_sort::peers, true, 0, 0}), "");
}

CAF_TEST(the total does not depend on the part) {
  CAF_CHECK_EQUAL(total({swarm_sort::peers, true, 1, 3}), 4u);
  CAF_CHECK_EQUAL(total({swarm_sort::peers, true, 0, 9}), 4u);
  CAF_CHECK_EQUAL(total({swarm_sort::peers, true, 9, swarm_query::offset_max + 1}), 4u);
}

CAF_TEST(a prefix selects the swarms whose digits begin so) {
  CAF_CHECK_EQUAL(with_prefix(""), "0a 0b a0 ff ");
  CAF_CHECK_EQUAL(with_prefix("0"), "0a 0b ");
  CAF_CHECK_EQUAL(with_prefix("0b"), "0b ");
  CAF_CHECK_EQUAL(with_prefix("0b0"), "0b ");
  CAF_CHECK_EQUAL(with_prefix("0bb"), "");
  CAF_CHECK_EQUAL(with_prefix("f"), "ff ");
  CAF_CHECK_EQUAL(with_prefix("FF"), "ff ");
  CAF_CHECK_EQUAL(with_prefix(std::string(40, 'f')), "ff ");
  CAF_CHECK_EQUAL(total({swarm_sort::peers, true, 1, 0, "0"}), 2u);
}

CAF_TEST(what is no prefix selects none) {
  for (const auto& prefix : {std::string{"g"}, std::string{"0b "}, std::string(41, 'f')})
    CAF_CHECK_EQUAL(with_prefix(prefix), "");
}

CAF_TEST(at most a thousand swarms are shown) {
  std::vector<swarm_sample> many(1500);
  for (std::uint32_t i = 0; i < many.size(); ++i) {
    many[i].seeders = 100 + i * 7919 % 1500;
    many[i].info_hash.bytes[0] = static_cast<std::uint8_t>(i >> 8);
    many[i].info_hash.bytes[1] = static_cast<std::uint8_t>(i);
  }
  note(first_day, many);
  const auto shown = page({swarm_sort::seeders, true, 5000, 100});
  CAF_CHECK_EQUAL(shown.total, 1504u);
  CAF_REQUIRE_EQUAL(shown.rows.size(), swarm_query::limit_max);
  for (std::uint32_t i = 0; i < shown.rows.size(); ++i)
    CAF_CHECK_EQUAL(shown.rows[i].seeders, 1599 - 100 - i);
}

CAF_TEST(a list is that of all swarms sorted wherever it begins) {
  // A few have counts of their own; more than are turned round in memory have equal ones.
  std::vector<swarm_sample> all = page({.limit = 10}).rows;
  for (std::uint32_t i = 0; i < 500; ++i) {
    swarm_sample x{an_info_hash(static_cast<std::uint8_t>(i)), i % 3, i % 50 == 0 ? i : 1, i % 2};
    x.info_hash.bytes[2] = static_cast<std::uint8_t>(1 + (i >> 8));
    all.push_back(x);
  }
  note(first_day, all);
  for (const auto sort :
       {swarm_sort::peers, swarm_sort::seeders, swarm_sort::leechers, swarm_sort::completed,
        swarm_sort::name})
    for (const bool descending : {true, false}) {
      const auto sorted = sorted_by(all, sort, descending);
      for (const std::size_t offset : {0u, 1u, 63u, 64u, 65u, 300u, 503u, 504u}) {
        const auto found = page({sort, descending, 90, offset});
        const auto last = std::min(offset + 90, sorted.size());
        CAF_CHECK_EQUAL(found.total, sorted.size());
        CAF_CHECK(
            found.rows
            == std::vector<swarm_sample>(
                sorted.begin() + static_cast<std::ptrdiff_t>(offset),
                sorted.begin() + static_cast<std::ptrdiff_t>(last)));
      }
    }
}

CAF_TEST(the largest offset has rows and a larger one has none) {
  note_numbered(swarm_query::offset_max);
  CAF_CHECK_EQUAL(page({swarm_sort::peers, true, 10, swarm_query::offset_max}).rows.size(), 4u);
  CAF_CHECK(page({swarm_sort::peers, true, 10, swarm_query::offset_max + 1}).rows.empty());
}

CAF_TEST(as many matches as are counted have an exact total and with one more it says so) {
  note_numbered(matches_max - 1);
  CAF_CHECK_EQUAL(page({.limit = 1, .prefix = "c"}).total, matches_max - 1);
  CAF_CHECK(page({.limit = 1, .prefix = "c"}).total_is_exact);
  note_numbered(matches_max + 1);
  const auto found = page({swarm_sort::seeders, true, 3, 1, "c"});
  CAF_CHECK_EQUAL(found.total, matches_max);
  CAF_CHECK(!found.total_is_exact);
  CAF_CHECK(!found.is_cut);
  // All are there all the same, in their order.
  CAF_REQUIRE_EQUAL(found.rows.size(), 3u);
  CAF_CHECK_EQUAL(found.rows[0].seeders, 100 + matches_max - 1);
  const auto last = page({swarm_sort::name, true, 1, 0, "c"});
  CAF_CHECK_EQUAL(last.rows.at(0).seeders, 100 + matches_max);
  CAF_CHECK_EQUAL(page({.limit = 1}).total, matches_max + 5);
  CAF_CHECK(page({.limit = 1}).total_is_exact);
}

CAF_TEST(a part for which too many others would have to be passed ends early and says so) {
  // All have counts of their own, and upwards those with the prefix come last.
  constexpr auto passed_max = ranked_walk::looks_max;
  note_numbered(matches_max + 1, 0xd0, 1'000'000);
  note_numbered(passed_max - 4);
  for (const bool descending : {true, false}) {
    const auto whole = page({swarm_sort::seeders, descending, 5, 0, "d"});
    CAF_CHECK_EQUAL(whole.rows.size(), 5u);
    CAF_CHECK(!whole.is_cut);
  }
  note_numbered(passed_max - 3);
  CAF_CHECK_EQUAL(page({swarm_sort::seeders, true, 5, 0, "d"}).rows.size(), 5u);
  const auto cut = page({swarm_sort::seeders, false, 5, 0, "d"});
  CAF_CHECK(cut.is_cut);
  CAF_CHECK(cut.rows.empty());
}

CAF_TEST(among many with equal counts those with a prefix are found at once) {
  // Before and behind them are more than may be passed one by one.
  constexpr auto many = ranked_walk::looks_max + 1;
  note_numbered(many, 0x10, 100, 0);
  note_numbered(matches_max + 1, 0xd0, 100, 0);
  note_numbered(many, 0xe0, 100, 0);
  note_numbered(1, 0xf0, 99);
  for (const bool descending : {true, false}) {
    const auto found = page({swarm_sort::seeders, descending, 5, 1, "d"});
    CAF_CHECK(!found.is_cut);
    CAF_REQUIRE_EQUAL(found.rows.size(), 5u);
    CAF_CHECK_EQUAL(found.rows[0].info_hash.bytes[0], 0xd0);
    CAF_CHECK_EQUAL(found.rows[0].info_hash.bytes[2], 1u); // the first one is left out
    const auto last = page({swarm_sort::seeders, descending, 5, matches_max, "d"});
    CAF_CHECK(!last.is_cut);
    CAF_CHECK_EQUAL(last.rows.size(), 1u);
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
