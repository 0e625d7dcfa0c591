// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE front_door_test

#include "actors/swarm/messages.hpp"
#include "net/door/front_door.hpp"
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
  retry_backoff backoff{hash_key{2}};
  front_door sut{
      front_door_parts{
          protocol::http, announce_terms, admission_terms, limits, limiter, backoff, context},
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

  /// Announces until the source of `an_announce()` has used up its rate.
  void use_up_announces() {
    for (std::uint32_t i = 0; i < limits.announces_burst; ++i) {
      announce_request request = an_announce();
      CAF_REQUIRE(sut.admit(request, refusal::none) == refusal::none);
    }
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

CAF_TEST(a torrent without a swarm is scraped with its count of downloads and no swarm is spawned) {
  context.directory.keep_completed_count(an_info_hash(1), 5);
  scrape_gathering asked;
  asked.begin() = {{an_info_hash(1), {}}, {an_info_hash(2), {}}};
  CAF_CHECK(sut.scrape(asked, token));
  CAF_CHECK(asked.entries()[0].counts == (swarm_counts{.completed_count = 5}));
  CAF_CHECK(asked.entries()[1].counts == swarm_counts{});
  CAF_CHECK_EQUAL(context.directory.size(), 0u);
}

CAF_TEST(a scrape waits for the swarms that there are) {
  swarm_of(2);
  scrape_gathering asked;
  asked.begin() = {{an_info_hash(1), {}}, {an_info_hash(2), {}}};
  CAF_CHECK(!sut.scrape(asked, token));
  reactor.run();
  CAF_CHECK(asked.take(box->take_one().as<scraped>().entry));
}

CAF_TEST(a torrent that comes back goes on with its count of downloads) {
  context.directory.keep_completed_count(an_info_hash(), 5);
  CAF_REQUIRE(!sut.forward(an_announce(), token));
  reactor.run();
  CAF_CHECK_EQUAL(box->take_one().as<announced>().reply.counts.completed_count, 5u);
}

CAF_TEST(the time is that of the reactor whenever something is asked) {
  const auto is_admitted = [&] {
    announce_request request = an_announce();
    return sut.admit(request, refusal::none) == refusal::none;
  };
  CAF_CHECK(is_admitted());
  for (int i = 0; i < 100'000 && is_admitted(); ++i)
    ; // until the source has used up its rate
  CAF_CHECK(!is_admitted());
  now += timestamp{1};
  CAF_CHECK(is_admitted());
}

// What no swarm gets.

CAF_TEST(what no swarm gets is refused unless nothing is wrong with it) {
  CAF_CHECK(front_door::at_once(announce_event::started, refusal::none) == outcome::reply);
  CAF_CHECK(front_door::at_once(announce_event::stopped, refusal::none) == outcome::reply);
  for (const auto event :
       {announce_event::none, announce_event::started, announce_event::completed})
    CAF_CHECK(front_door::at_once(event, refusal::tracker_full) == outcome::refuse);
}

CAF_TEST(who stops always succeeds and may be told what was wrong) {
  for (std::size_t i = 1; i < refusal_count; ++i)
    CAF_CHECK(
        front_door::at_once(announce_event::stopped, static_cast<refusal>(i)) == outcome::warning);
}

// What is beyond a rate.

CAF_TEST(beyond its rate a source may say that it has stopped or completed and nothing else) {
  use_up_announces();
  for (const auto event : {announce_event::none, announce_event::started, announce_event::paused}) {
    announce_request request = an_announce().with_event(event);
    CAF_CHECK(sut.admit(request, refusal::none) == refusal::too_many_requests);
  }
  for (const auto event : {announce_event::stopped, announce_event::completed}) {
    announce_request request = an_announce().with_event(event);
    CAF_CHECK(sut.admit(request, refusal::none) == refusal::none);
    CAF_CHECK(request.unless_known == refusal::too_many_requests);
    CAF_CHECK_EQUAL(request.numwant, 0u); // so it costs little
    CAF_CHECK(sut.admit(request, refusal::invalid_port) == refusal::invalid_port);
  }
}

CAF_TEST(within its rate nothing is held against a source) {
  announce_request request = an_announce().with_event(announce_event::completed);
  CAF_CHECK(sut.admit(request, refusal::none) == refusal::none);
  CAF_CHECK(request.unless_known == refusal::none);
  CAF_CHECK_EQUAL(request.numwant, 50u);
}

CAF_TEST(beyond its rate a source starts no swarm) {
  const auto with = [](announce_event event) {
    return an_announce().with_event(event).beyond_its_rate();
  };
  CAF_CHECK(sut.forward(with(announce_event::stopped), token) == refusal::none);
  CAF_CHECK(sut.forward(with(announce_event::completed), token) == refusal::too_many_requests);
  CAF_CHECK_EQUAL(context.directory.size(), 0u);
  CAF_CHECK_EQUAL(refusals(refusal::too_many_requests), 1u);
}

CAF_TEST(what a swarm refuses is counted as refused and not as unlisted) {
  swarm_of(0xaa);
  const auto request = an_announce().with_event(announce_event::completed).beyond_its_rate();
  CAF_REQUIRE(!sut.forward(request, token));
  reactor.run();
  sut.count(box->take_one().as<announced>());
  CAF_CHECK_EQUAL(refusals(refusal::too_many_requests), 1u);
  CAF_CHECK_EQUAL(sut.report().peers_unlisted, 0u);
  CAF_CHECK(sut.report().swarms == swarm_changes{});
}

// When a client that is refused may ask again.

CAF_TEST(a refusal that passes has an interval of as many minutes as it says) {
  for (std::size_t i = 1; i < refusal_count; ++i) {
    const auto why = static_cast<refusal>(i);
    const auto minutes = info(why).retry_in;
    if (!minutes)
      continue;
    for (int repeat = 0; repeat < 100; ++repeat) {
      const auto [intervals, retry_in] = sut.next_times(why, test::an_address("203.0.113.1"));
      CAF_CHECK(retry_in == minutes);
      CAF_CHECK_EQUAL(intervals.interval, intervals.min_interval);
      CAF_CHECK_GREATER_OR_EQUAL(intervals.interval, *minutes * 54u);
      CAF_CHECK_LESS_OR_EQUAL(intervals.interval, *minutes * 66u);
    }
  }
}

CAF_TEST(those who are refused do not come back all at once) {
  std::set<std::uint32_t> told;
  for (int i = 0; i < 1000; ++i)
    told.insert(
        sut.next_times(refusal::overloaded, test::an_address("203.0.113.1")).intervals.interval);
  CAF_CHECK_EQUAL(*told.begin(), 270u);
  CAF_CHECK_EQUAL(*told.rbegin(), 330u);
}

CAF_TEST(a refusal for good has the intervals of any reply) {
  const auto [intervals, retry_in] =
      sut.next_times(refusal::invalid_port, test::an_address("203.0.113.1"));
  CAF_CHECK(!retry_in);
  CAF_CHECK_GREATER_OR_EQUAL(intervals.interval, 1620u);
  const auto half = (intervals.interval + 1) / 2;
  CAF_CHECK_EQUAL(intervals.min_interval, half > 900 ? half : 900u);
}

CAF_TEST(a torrent that is not registered is asked for soon and then less and less) {
  announce_terms.interval_jitter_percent = 0;
  const auto told = [this](std::uint32_t seconds) {
    now += timestamp{seconds};
    const auto [intervals, retry_in] = sut.next_times(
        refusal::unregistered_torrent, test::an_address("203.0.113.1"), an_info_hash(1));
    CAF_CHECK_EQUAL(intervals.interval, intervals.min_interval);
    CAF_CHECK(retry_in == (intervals.interval + 59) / 60);
    return intervals.interval;
  };
  CAF_CHECK_EQUAL(told(0), 60u);
  CAF_CHECK_EQUAL(told(60), 120u);
  CAF_CHECK_EQUAL(told(120), 240u);
  CAF_CHECK_EQUAL(told(3000), 1800u);
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
  CAF_CHECK_EQUAL(context.directory.size(), 1u);
}

CAF_TEST(private sources are served whatever the load) {
  sut.load(100);
  CAF_CHECK(sut.admit_scrape(test::an_address("127.0.0.1"), refusal::none) == refusal::none);
  CAF_CHECK(!sut.forward(an_announce().from("10.0.0.1"), token));
}

CAF_TEST(who stops before its swarm is loaded is noted whatever the load and starts no swarm) {
  sut.load(100);
  context.departures.open();
  const auto stopped = an_announce().with_event(announce_event::stopped);
  CAF_CHECK(sut.forward(stopped, token) == refusal::none);
  CAF_CHECK_EQUAL(context.directory.size(), 0u);
  CAF_CHECK_EQUAL(context.departures.take(an_info_hash()).size(), 1u);
  context.departures.close();
}

CAF_TEST(notes of who stops are limited like new swarms) {
  context.departures.open();
  std::uint32_t noted = 0;
  while (sut.forward(an_announce().with_event(announce_event::stopped), token) == refusal::none)
    ++noted;
  CAF_CHECK_EQUAL(noted, limits.new_swarms_burst);
  CAF_CHECK_EQUAL(refusals(refusal::too_many_new_swarms), 1u);
  context.departures.close();
}

CAF_TEST(who stops where nobody is needs no swarm) {
  sut.load(100);
  const auto outcome = sut.forward(an_announce().with_event(announce_event::stopped), token);
  CAF_CHECK(outcome == refusal::none);
  CAF_CHECK_EQUAL(context.directory.size(), 0u);
}

CAF_TEST_FIXTURE_SCOPE_END()
