// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE swarm_list_test

#include "storage/swarm_list.hpp"
#include "tests/support/histories.hpp"

#include <caf/test/unit_test.hpp>

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

  [[nodiscard]] std::string with_prefix(std::string prefix) const {
    return list({swarm_sort::name, false, 100, 0, std::move(prefix)});
  }
};

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

CAF_TEST_FIXTURE_SCOPE_END()
