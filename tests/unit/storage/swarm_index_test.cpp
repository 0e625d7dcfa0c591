// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE swarm_index_test

#include "storage/history_keys.hpp"
#include "storage/history_rows.hpp"
#include "storage/swarm_index.hpp"
#include "tests/support/histories.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace muster;
using test::a_minute;
using test::an_info_hash;
using test::first_day;

constexpr auto kind = record_kind::history;

/// More than are put in order in one go.
constexpr std::uint32_t many = 10'000;

swarm_sample numbered(std::uint32_t i) {
  swarm_sample result{{}, i, 1, 0};
  result.info_hash.bytes[0] = static_cast<std::uint8_t>(i);
  result.info_hash.bytes[1] = static_cast<std::uint8_t>(i >> 8);
  return result;
}

class fixture : public test::history_fixture {
public:
  [[nodiscard]] std::size_t rows_of_orders() const {
    const auto prefix = history_keys::orders_prefix();
    return test::keys_of(records->cursor(kind, prefix, history_keys::behind(prefix))).size();
  }

  /// Makes the store one that a muster without orders has written.
  void forget_orders() {
    const auto prefix = history_keys::orders_prefix();
    store_batch batch;
    batch.erase_range(kind, prefix, history_keys::behind(prefix));
    batch.erase(kind, history_keys::index());
    CAF_REQUIRE_EQUAL(test::message(records->write(batch, true)), "no error");
    restart();
  }

  void note_many() const {
    std::vector<swarm_sample> samples;
    for (std::uint32_t i = 0; i < many; ++i)
      samples.push_back(numbered(i));
    note(first_day, samples);
  }

  [[nodiscard]] swarm_page page(const swarm_query& query = {}) const {
    return test::value_of(past->swarms(query));
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(swarm_index_tests, fixture)

CAF_TEST(a swarm has one row in each order whatever it goes through) {
  note(first_day, {{an_info_hash(1), 1, 2, 3}});
  CAF_CHECK_EQUAL(rows_of_orders(), 4u);
  note(first_day + a_minute, {{an_info_hash(1), 2, 1, 3}});
  note(first_day + a_minute, {{an_info_hash(1), 9, 0, 4}, {an_info_hash(2), 0, 0, 0}});
  CAF_CHECK_EQUAL(rows_of_orders(), 8u);
  CAF_CHECK_EQUAL(page().total, 2u);
  end(first_day + a_minute, 1);
  CAF_CHECK_EQUAL(rows_of_orders(), 4u);
  CAF_CHECK_EQUAL(page().total, 1u);
  end(first_day + a_minute, 1);
  CAF_CHECK_EQUAL(page().total, 1u);
}

CAF_TEST(a swarm moves only in the orders in which it stands elsewhere) {
  swarm_index index{*records};
  CAF_REQUIRE_EQUAL(test::message(index.load()), "no error");
  const latest_row before{5, 6, 7, first_day, {}};
  auto after = before;
  store_batch batch;
  index.stage(an_info_hash(1), &before, &after, batch);
  CAF_CHECK_EQUAL(batch.size(), 0u);
  after.completed = 8;
  index.stage(an_info_hash(1), &before, &after, batch);
  CAF_CHECK_EQUAL(batch.size(), 2u);
  batch.clear();
  // A leecher becomes a seeder: there are as many peers as before.
  after = {6, 5, 7, first_day, {}};
  index.stage(an_info_hash(1), &before, &after, batch);
  CAF_CHECK_EQUAL(batch.size(), 4u);
}

CAF_TEST(how many swarms there are is known after a restart) {
  note_many();
  end(first_day, 7);
  const auto total = page().total;
  restart();
  CAF_CHECK_EQUAL(page().total, total);
  CAF_CHECK_EQUAL(page().rows.size(), 100u);
}

CAF_TEST(a store from before is put in order in slices and says until then that it is not ) {
  note_many();
  forget_orders();
  CAF_CHECK(page().is_being_sorted);
  CAF_CHECK(page({swarm_sort::name}).is_being_sorted);
  CAF_CHECK(page().rows.empty());
  // What needs no order is told meanwhile.
  const auto single = page({.limit = 1, .prefix = to_hex(numbered(77).info_hash)});
  CAF_REQUIRE_EQUAL(single.rows.size(), 1u);
  CAF_CHECK(single.rows[0] == numbered(77));
  CAF_CHECK_GREATER(prune(first_day), 2);
  const auto sorted = page({swarm_sort::seeders, true, 1});
  CAF_CHECK(!sorted.is_being_sorted);
  CAF_CHECK_EQUAL(sorted.total, many);
  CAF_CHECK_EQUAL(sorted.rows.at(0).seeders, many - 1);
  CAF_CHECK_EQUAL(rows_of_orders(), 4 * many);
}

CAF_TEST(a store without swarms is in order at once) {
  forget_orders();
  CAF_CHECK(!page().is_being_sorted);
  CAF_CHECK_EQUAL(page().total, 0u);
}

CAF_TEST(what changes while a store is put in order counts once) {
  note_many();
  forget_orders();
  CAF_REQUIRE(test::value_of(past->prune(first_day))); // a first slice, which others must follow
  std::vector<swarm_sample> changed;
  for (std::uint32_t i = 0; i < many; i += 2) {
    changed.push_back(numbered(i));
    changed.back().seeders += many;
  }
  auto added = numbered(many + 1);
  added.info_hash.bytes[19] = 1;
  changed.push_back(added);
  note(first_day + a_minute, changed);
  const std::vector<info_hash> ended{numbered(1).info_hash, numbered(many - 1).info_hash};
  CAF_REQUIRE_EQUAL(test::message(past->forget(ended, first_day + a_minute)), "no error");
  restart(); // the rest is done after a restart
  prune(first_day + a_minute);
  CAF_CHECK_EQUAL(page().total, many - 1);
  CAF_CHECK_EQUAL(rows_of_orders(), 4 * (many - 1));
}

CAF_TEST(a row that cannot be read is not listed and breaks nothing) {
  for (std::uint8_t i = 1; i <= 5; ++i)
    note(first_day, i, i);
  CAF_REQUIRE_EQUAL(put(kind, history_keys::latest(an_info_hash(3)), "?"), "no error");
  CAF_CHECK_EQUAL(page().rows.size(), 4u);
  // Noted again it has one place, though it is not known which one it had.
  note(first_day + a_minute, 3, 9);
  const auto rows = page({swarm_sort::seeders}).rows;
  CAF_REQUIRE_EQUAL(rows.size(), 5u);
  CAF_CHECK(rows[0].info_hash == an_info_hash(3));
  CAF_CHECK_EQUAL(page().total, 5u);
  CAF_REQUIRE_EQUAL(put(kind, history_keys::latest(an_info_hash(4)), "?"), "no error");
  end(first_day + a_minute, 4);
  CAF_CHECK_EQUAL(page().total, 4u);
  CAF_CHECK_EQUAL(page().rows.size(), 4u);
}

CAF_TEST(a row that cannot be read does not keep a store from being put in order) {
  for (std::uint8_t i = 1; i <= 5; ++i)
    note(first_day, i, i);
  CAF_REQUIRE_EQUAL(put(kind, history_keys::latest(an_info_hash(3)), "?"), "no error");
  forget_orders();
  prune(first_day);
  CAF_CHECK_EQUAL(page().rows.size(), 4u);
}

CAF_TEST_FIXTURE_SCOPE_END()
