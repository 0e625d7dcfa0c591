// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE front_door_test

#include "net/front_door.hpp"
#include "tests/support/swarm_fixture.hpp"

#include <set>
#include <string>

namespace {

using namespace muster;
using test::an_announce;
using test::an_info_hash;

constexpr std::uint64_t token = 77;

struct fixture : test::swarm_fixture {
  timestamp now{1'000'000};
  announce_settings announce_terms;
  admission_settings admission_terms;
  limit_settings limits;
  rate_limiter limiter{limits, hash_key{1}};
  front_door sut{
      front_door_parts{protocol::http, announce_terms, admission_terms, limits, limiter, directory},
      std::make_shared<const access_lists>(),
      box.handle().get(),
      reactor,
      now,
      7};

  /// The longest of many intervals that are told.
  std::uint32_t longest_interval() {
    std::uint32_t result = 0;
    for (int i = 0; i < 10'000; ++i)
      result = std::max(result, sut.next_intervals().interval);
    return result;
  }

  /// What a leecher at an address of its own gets.
  announce_reply announce_of(std::uint8_t high, std::uint8_t low) {
    const auto source = "203.0." + std::to_string(high) + "." + std::to_string(low);
    CAF_REQUIRE(!sut.forward(an_announce().from(source), token));
    reactor.run();
    return box->take_one().as<announced>().reply;
  }

  std::uint64_t refusals(refusal why) {
    return sut.report().refusals[static_cast<std::size_t>(why)];
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(front_door_tests, fixture)

CAF_TEST(every peer of a large swarm is shown) {
  sut.load(0);
  for (std::uint8_t high = 0; high < 5; ++high)
    for (std::uint8_t low = 0; low < 200; ++low)
      announce_of(high, low);
  std::set<std::string> shown;
  for (int i = 0; i < 1000; ++i) {
    const auto peers = announce_of(5, 0).peers;
    for (std::size_t at = 0; at < peers.size(); at += compact_ipv4_bytes)
      shown.insert(peers.substr(at, compact_ipv4_bytes));
  }
  CAF_CHECK_EQUAL(shown.size(), 1000u);
}

CAF_TEST(the time is that of the reactor whenever something is asked) {
  const auto is_admitted = [&] {
    return sut.admit(an_announce(), refusal::none) == refusal::none;
  };
  CAF_CHECK(is_admitted());
  for (int i = 0; i < 100'000 && is_admitted(); ++i)
    ; // until the source has used up its rate
  CAF_CHECK(!is_admitted());
  now += timestamp{1};
  CAF_CHECK(is_admitted());
}

// What a reactor that has too much to do leaves undone.

CAF_TEST(at 80 percent everything is as usual) {
  sut.load(80);
  CAF_CHECK_EQUAL(longest_interval(), 1980u);
  CAF_CHECK_EQUAL(sut.report().intervals_raised, 0u);
  CAF_CHECK(sut.admit_scrape(test::an_address("203.0.113.1"), refusal::none) == refusal::none);
  CAF_CHECK(!sut.forward(an_announce(), token));
}

CAF_TEST(at full load the interval is half as long again) {
  sut.load(100);
  CAF_CHECK_EQUAL(longest_interval(), 2970u);
  CAF_CHECK_EQUAL(sut.report().intervals_raised, 10'000u);
}

CAF_TEST(at 90 percent scrapes are refused) {
  sut.load(90);
  CAF_CHECK(
      sut.admit_scrape(test::an_address("203.0.113.1"), refusal::none) == refusal::overloaded);
  CAF_CHECK(!sut.forward(an_announce(), token));
  CAF_CHECK_EQUAL(refusals(refusal::overloaded), 1u);
}

CAF_TEST(at 95 percent new swarms are refused and known ones are served) {
  swarm_of(1);
  sut.load(95);
  CAF_CHECK(sut.forward(an_announce().of_torrent(an_info_hash(2)), token) == refusal::overloaded);
  CAF_CHECK(!sut.forward(an_announce().of_torrent(an_info_hash(1)), token));
  CAF_CHECK_EQUAL(directory.size(), 1u);
}

CAF_TEST(private sources are served whatever the load) {
  sut.load(100);
  CAF_CHECK(sut.admit_scrape(test::an_address("127.0.0.1"), refusal::none) == refusal::none);
  CAF_CHECK(!sut.forward(an_announce().from("10.0.0.1"), token));
}

CAF_TEST(who stops where nobody is needs no swarm) {
  sut.load(100);
  const auto outcome = sut.forward(an_announce().with_event(announce_event::stopped), token);
  CAF_CHECK(outcome == refusal::none);
  CAF_CHECK_EQUAL(directory.size(), 0u);
}

CAF_TEST_FIXTURE_SCOPE_END()
