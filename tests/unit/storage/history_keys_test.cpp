// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE history_keys_test

#include "storage/history_keys.hpp"
#include "tests/support/announces.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster;
using namespace muster::history_keys;
using test::an_info_hash;

constexpr auto minute = series_group::minute;
constexpr auto hour = series_group::hour;

} // namespace

CAF_TEST(times begin with their most significant byte) {
  CAF_CHECK_EQUAL(tracker(minute, timestamp{0x7f'01'02'10}), std::string("Tm\x7f\1\1\xd8"));
  CAF_CHECK_EQUAL(bucket(hour, timestamp{0x01020304}), std::string("Bh\1\2\3\4"));
}

CAF_TEST(a sample has the start of its period) {
  CAF_CHECK_EQUAL(tracker(minute, timestamp{119}), tracker(minute, timestamp{60}));
  CAF_CHECK_NOT_EQUAL(tracker(minute, timestamp{120}), tracker(minute, timestamp{119}));
  CAF_CHECK_EQUAL(tracker(hour, timestamp{7199}), tracker(hour, timestamp{3600}));
  CAF_CHECK_NOT_EQUAL(tracker(hour, timestamp{7200}), tracker(hour, timestamp{7199}));
}

CAF_TEST(keys sort by time) {
  CAF_CHECK_LESS(bucket(minute, timestamp{0xff}), bucket(minute, timestamp{0x100}));
  CAF_CHECK_LESS(bucket(minute, timestamp{0x7fffffff}), bucket(minute, timestamp{0x80000000}));
}

CAF_TEST(the samples of a swarm are neighbours within a bucket) {
  const auto a = swarm(minute, timestamp{}, an_info_hash(1), timestamp{60});
  const auto b = swarm(minute, timestamp{}, an_info_hash(1), timestamp{600});
  const auto c = swarm(minute, timestamp{}, an_info_hash(2), timestamp{60});
  const auto d = swarm(minute, timestamp{1}, an_info_hash(1), timestamp{60});
  CAF_CHECK_LESS(a, b);
  CAF_CHECK_LESS(b, c);
  CAF_CHECK_LESS(c, d);
  CAF_CHECK_EQUAL(a.size(), 30u);
}

CAF_TEST(a time and an info_hash are read from a key) {
  CAF_CHECK(time_of(tracker(minute, timestamp{600})) == timestamp{600});
  CAF_CHECK(time_of(swarm(hour, timestamp{}, an_info_hash(1), timestamp{7200})) == timestamp{7200});
  CAF_CHECK(swarm_of(latest(an_info_hash(7))) == an_info_hash(7));
}

CAF_TEST(in an order the largest count stands first and equal ones stand by info_hash) {
  const auto largest = ranked(swarm_sort::peers, 0xffff'ffff, an_info_hash(9));
  const auto large = ranked(swarm_sort::peers, 256, an_info_hash(1));
  const auto next = ranked(swarm_sort::peers, 256, an_info_hash(2));
  const auto small = ranked(swarm_sort::peers, 255, an_info_hash(0));
  CAF_CHECK_LESS(largest, large);
  CAF_CHECK_LESS(large, next);
  CAF_CHECK_LESS(next, small);
  CAF_CHECK_LESS(small, behind(order_prefix(swarm_sort::peers)));
  CAF_CHECK_LESS(rank_prefix(swarm_sort::peers, 256), large);
  CAF_CHECK_LESS(largest, rank_prefix(swarm_sort::peers, 256));
}

CAF_TEST(a count and an info_hash are read from a key of an order) {
  for (const auto count : {0u, 1u, 0x01020304u, 0xffff'ffffu}) {
    const auto key = ranked(swarm_sort::completed, count, an_info_hash(7));
    CAF_CHECK_EQUAL(count_of(key), count);
    CAF_CHECK(swarm_of(key) == an_info_hash(7));
  }
}

CAF_TEST(orders have keys of their own) {
  CAF_CHECK_EQUAL(order_prefix(swarm_sort::peers), "Op");
  CAF_CHECK_EQUAL(order_prefix(swarm_sort::seeders), "Os");
  CAF_CHECK_EQUAL(order_prefix(swarm_sort::leechers), "Ol");
  CAF_CHECK_EQUAL(order_prefix(swarm_sort::completed), "Oc");
}

CAF_TEST(periods are rounded to both sides) {
  constexpr timestamp period{60};
  CAF_CHECK(floor_to(period, timestamp{59}) == timestamp{0});
  CAF_CHECK(floor_to(period, timestamp{60}) == timestamp{60});
  CAF_CHECK(ceil_to(period, timestamp{60}) == timestamp{60});
  CAF_CHECK(ceil_to(period, timestamp{61}) == timestamp{120});
  CAF_CHECK(ceil_to(period, timestamp::max()) == floor_to(period, timestamp::max()));
}

CAF_TEST(what is behind a prefix is behind all keys that begin with it) {
  CAF_CHECK_LESS(samples_prefix(minute) + std::string(40, '\xff'), behind(samples_prefix(minute)));
  CAF_CHECK_LESS(behind(samples_prefix(hour)), samples_prefix(minute));
}
