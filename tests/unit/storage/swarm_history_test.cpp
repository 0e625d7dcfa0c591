// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE swarm_history_test

#include "storage/history_keys.hpp"
#include "storage/swarm_history.hpp"
#include "tests/support/histories.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace muster;
using test::a_day;
using test::a_minute;
using test::an_hour;
using test::first_day;

constexpr auto by_minute = series_group::minute;
constexpr auto by_hour = series_group::hour;

/// What a sample is reckoned to occupy, and there are two tiers.
constexpr std::uint64_t bytes_per_row = 2 * 40;

class fixture : public test::history_fixture {
public:
  void limit_rows(std::uint64_t rows) {
    settings.disk_bytes_max = rows * bytes_per_row;
    restart();
  }

  /// How many samples of swarms there are in a tier.
  [[nodiscard]] std::size_t rows(series_group tier) const {
    const auto prefix = history_keys::samples_prefix(tier);
    return test::keys_of(
               records->cursor(record_kind::history, prefix, history_keys::behind(prefix)))
        .size();
  }

  /// How many samples the history believes there are.
  [[nodiscard]] std::size_t counted_rows(series_group tier) const {
    swarm_history other{*records, {}};
    CAF_REQUIRE_EQUAL(test::message(other.load()), "no error");
    return other.tier(tier).rows();
  }

  void check_rows(series_group tier, std::size_t count) const {
    CAF_CHECK_EQUAL(rows(tier), count);
    CAF_CHECK_EQUAL(counted_rows(tier), count);
  }

  /// Swarms number 1 to `count` have as many seeders as their number, and more as `more` says.
  void note_swarms(timestamp now, std::uint8_t count, std::uint32_t more = 0) const {
    for (std::uint8_t i = 1; i <= count; ++i)
      note(now, i, i + more);
  }

  [[nodiscard]] std::size_t listed() const {
    return test::value_of(past->swarms({})).total;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(swarm_history_tests, fixture)

CAF_TEST(a change is a sample of its minute and one of its hour) {
  note(first_day, 1, 5);
  check_rows(by_minute, 1);
  check_rows(by_hour, 1);
  note(first_day + a_minute, 1, 6);
  check_rows(by_minute, 2);
  check_rows(by_hour, 1);
  note(first_day + an_hour, 1, 7);
  check_rows(by_minute, 3);
  check_rows(by_hour, 2);
}

CAF_TEST(what has not changed is no sample) {
  note(first_day, {{test::an_info_hash(1), 1, 2, 3}});
  note(first_day + a_minute, {{test::an_info_hash(1), 1, 2, 3}});
  restart();
  note(first_day + 2 * a_day, {{test::an_info_hash(1), 1, 2, 3}});
  check_rows(by_minute, 1);
  check_rows(by_hour, 1);
}

CAF_TEST(each of the counts is a change) {
  const auto swarm = test::an_info_hash(1);
  note(first_day, {{swarm, 1, 2, 3}});
  note(first_day + a_minute, {{swarm, 2, 2, 3}});
  note(first_day + 2 * a_minute, {{swarm, 2, 1, 3}});
  note(first_day + 3 * a_minute, {{swarm, 2, 1, 4}});
  check_rows(by_minute, 4);
}

CAF_TEST(many swarms are noted at once and in any order) {
  std::vector<swarm_sample> samples;
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    samples.push_back({{}, i, 1, 0});
    samples.back().info_hash.bytes[0] = static_cast<std::uint8_t>(i);
    samples.back().info_hash.bytes[9] = static_cast<std::uint8_t>(i >> 8);
  }
  note(first_day, samples);
  check_rows(by_minute, 10'000);
  CAF_CHECK_EQUAL(listed(), 10'000u);
}

CAF_TEST(nothing to note is noted) {
  note(first_day, {});
  check_rows(by_minute, 0);
}

CAF_TEST(a swarm that ended is not listed any more) {
  note_swarms(first_day, 2);
  end(first_day + a_minute, 1);
  CAF_CHECK_EQUAL(listed(), 1u);
  check_rows(by_minute, 3);
}

CAF_TEST(the end of a swarm that is not known is no sample) {
  end(first_day, 1);
  check_rows(by_minute, 0);
}

CAF_TEST(the end of a swarm without peers is no sample) {
  note(first_day, 1, 1);
  note(first_day + a_minute, 1, 0);
  end(first_day + 2 * a_minute, 1);
  check_rows(by_minute, 2);
  CAF_CHECK_EQUAL(listed(), 0u);
}

CAF_TEST(a swarm that comes back in the minute of its end is counted once) {
  note(first_day, 1, 5);
  end(first_day, 1);
  note(first_day + timestamp{1}, 1, 6);
  check_rows(by_minute, 1);
  check_rows(by_hour, 1);
  end(first_day + a_minute, 1);
  note(first_day + 2 * a_minute, 1, 7);
  check_rows(by_minute, 3);
  check_rows(by_hour, 1);
}

CAF_TEST(with room for all samples all swarms have some) {
  limit_rows(10);
  note_swarms(first_day, 10);
  prune(first_day);
  check_rows(by_minute, 10);
  CAF_CHECK_EQUAL(past->samples_dropped(), 0u);
  CAF_CHECK_EQUAL(past->peers_min(by_minute), 0u);
}

CAF_TEST(with one sample too many the smallest swarm loses its own) {
  limit_rows(10);
  note_swarms(first_day, 11);
  prune(first_day);
  check_rows(by_minute, 10);
  CAF_CHECK_EQUAL(past->peers_min(by_minute), 2u);
  CAF_CHECK_EQUAL(past->peers_min(by_hour), 2u);
  CAF_CHECK_EQUAL(past->samples_dropped(), 2u);
}

CAF_TEST(the number of peers that swarms need doubles until there is room) {
  limit_rows(10);
  note_swarms(first_day, 20);
  prune(first_day);
  CAF_CHECK_EQUAL(past->peers_min(by_minute), 16u);
  check_rows(by_minute, 10);
  CAF_CHECK_EQUAL(past->samples_dropped(), 20u);
  CAF_CHECK_EQUAL(listed(), 20u);
}

CAF_TEST(the oldest samples are the first to go) {
  limit_rows(5);
  note_swarms(first_day, 3);
  note_swarms(first_day + a_day, 3, 1);
  be_there(first_day, first_day + a_minute);
  be_there(first_day + a_day, first_day + a_day + a_minute);
  prune(first_day + a_day);
  check_rows(by_minute, 5);
  // Of swarm 1 both samples are too small. The later one stays.
  CAF_CHECK_EQUAL(seeders_of(1, first_day + a_day, first_day + a_day + a_minute), "0:2 ");
  CAF_CHECK_EQUAL(seeders_of(1, first_day, first_day + a_minute), "");
}

CAF_TEST(a swarm with fewer peers than are needed gets no sample and is listed) {
  limit_rows(2);
  note_swarms(first_day, 3);
  prune(first_day);
  const auto dropped = past->samples_dropped();
  note(first_day + a_minute, 1, 0);
  note(first_day + an_hour, 9, 1);
  check_rows(by_minute, 2);
  CAF_CHECK_EQUAL(past->samples_dropped(), dropped + 3);
  CAF_CHECK_EQUAL(listed(), 4u);
}

CAF_TEST(a sample that is not kept counts once in its hour) {
  limit_rows(2);
  note_swarms(first_day, 3);
  prune(first_day);
  const auto dropped = past->samples_dropped();
  const auto later = first_day + an_hour;
  note(later, 9, 1);
  note(later + a_minute, 9, 0);
  note(later + 2 * a_minute, 9, 1);
  CAF_CHECK_EQUAL(past->samples_dropped(), dropped + 3 + 1);
}

CAF_TEST(a swarm that falls below what is needed gets the sample that says so) {
  limit_rows(4);
  note_swarms(first_day, 5);
  prune(first_day);
  CAF_REQUIRE_EQUAL(past->peers_min(by_minute), 2u);
  be_there(first_day, first_day + 3 * a_minute);
  note(first_day + a_minute, 5, 1);
  note(first_day + 2 * a_minute, 5, 0);
  CAF_CHECK_EQUAL(seeders_of(5, first_day, first_day + 3 * a_minute), "0:5 1:1 2:0 ");
  note(first_day + 3 * a_minute, 5, 1);
  be_there(first_day + 3 * a_minute, first_day + 4 * a_minute);
  // What is known now is right, what was lost in between is not.
  CAF_CHECK_EQUAL(seeders_of(5, first_day, first_day + 4 * a_minute), "0:5 1:1 2:1 3:1 ");
}

CAF_TEST(what is needed is remembered over a restart) {
  limit_rows(10);
  note_swarms(first_day, 20);
  prune(first_day);
  restart();
  CAF_CHECK_EQUAL(past->peers_min(by_minute), 16u);
  note(first_day + a_minute, 99, 15);
  check_rows(by_minute, 10);
}

CAF_TEST(what is needed falls when there is much room) {
  limit_rows(10);
  note_swarms(first_day, 20);
  prune(first_day);
  CAF_REQUIRE_EQUAL(past->peers_min(by_minute), 16u);
  // After four days the minutes are gone, and each six hours half as many peers are needed.
  auto later = first_day + 4 * a_day;
  for (const auto needed : {8u, 4u, 2u, 0u, 0u}) {
    prune(later);
    CAF_CHECK_EQUAL(past->peers_min(by_minute), needed);
    later += a_day / 4;
  }
  CAF_CHECK_EQUAL(past->peers_min(by_hour), 16u);
}

CAF_TEST(what is needed does not fall before its time) {
  limit_rows(10);
  note_swarms(first_day, 20);
  prune(first_day);
  const auto later = first_day + 4 * a_day;
  prune(later);
  prune(later + a_day / 4 - timestamp{1});
  CAF_CHECK_EQUAL(past->peers_min(by_minute), 8u);
}

CAF_TEST(what is too old goes and does not count as dropped) {
  note_swarms(first_day, 5);
  note_swarms(first_day + a_day, 5, 1);
  prune(first_day + 3 * a_day);
  check_rows(by_minute, 10);
  // A bucket goes when the last sample that may be in it is too old.
  prune(first_day + 3 * a_day + a_day / 4 - timestamp{1});
  check_rows(by_minute, 10);
  prune(first_day + 3 * a_day + a_day / 4);
  check_rows(by_minute, 5);
  check_rows(by_hour, 10);
  prune(first_day + 380 * a_day);
  check_rows(by_minute, 0);
  check_rows(by_hour, 0);
  CAF_CHECK_EQUAL(past->samples_dropped(), 0u);
  CAF_CHECK_EQUAL(listed(), 5u);
}

CAF_TEST(pruning is done in slices) {
  std::vector<swarm_sample> samples(20'000);
  for (std::uint32_t i = 0; i < samples.size(); ++i) {
    samples[i].seeders = 1;
    samples[i].info_hash.bytes[0] = static_cast<std::uint8_t>(i >> 8);
    samples[i].info_hash.bytes[1] = static_cast<std::uint8_t>(i);
  }
  note(first_day, samples);
  limit_rows(100);
  CAF_CHECK_GREATER(prune(first_day), 8);
  check_rows(by_minute, 100);
  check_rows(by_hour, 100);
  CAF_CHECK_EQUAL(past->samples_dropped(), 2u * 19'900);
}

CAF_TEST(a sample that cannot be read goes when there is no room) {
  limit_rows(2);
  note_swarms(first_day + a_day, 3, 10);
  const auto key =
      history_keys::swarm(by_minute, first_day + a_day, test::an_info_hash(1), first_day + a_day);
  CAF_REQUIRE_EQUAL(put(record_kind::history, key, "?"), "no error");
  prune(first_day + a_day);
  check_rows(by_minute, 2);
  CAF_CHECK_EQUAL(past->peers_min(by_minute), 2u);
}

CAF_TEST_FIXTURE_SCOPE_END()
