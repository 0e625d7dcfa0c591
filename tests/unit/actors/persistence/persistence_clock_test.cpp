// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE persistence_clock_test

#include "actors/persistence/clock_doubt.hpp"
#include "actors/persistence/messages.hpp"
#include "storage/newest_time.hpp"
#include "tests/support/persistence_fixture.hpp"

namespace {

using namespace muster;
using test::an_announce;
using test::an_info_hash;

constexpr std::chrono::seconds days_800 = std::chrono::days{800};

struct fixture : test::persistence_fixture {
  /// Ends the actor and starts it on a machine whose clock is set so far from that of the last run.
  void start_with_clock(std::chrono::seconds from_now) {
    forget_swarms();
    clock = clock_at(from_now);
    records.clear();
    start();
  }

  /// With a clock that is right, and a store that nobody has written to for long.
  void start_with_old_store() {
    const auto long_ago = clock.now() - std::chrono::duration_cast<timestamp>(days_800);
    stop();
    store_batch batch;
    put_newest_time(long_ago, batch);
    CAF_REQUIRE(!std::get<0>(store::open(folder.path("store")))->write(batch, true));
    start();
  }

  static tracker_clock clock_at(std::chrono::seconds from_now) {
    return tracker_clock{std::chrono::system_clock::now().time_since_epoch() + from_now};
  }

  void sample(timestamp time) {
    tracker_sample x;
    x.time = time;
    x.seconds = 60;
    x.traffic.resize(1);
    self->send(sut, x);
    sched.run();
  }

  std::size_t samples_around(timestamp time) {
    const timestamp hour{3600};
    return answer_to<series>(series_query{time - hour, time + hour, series_group::minute})
        .tracker.size();
  }

  bool is_in_doubt() const {
    return !memory->persistence.clock_doubt.empty();
  }

  bool trust_by_operator() {
    bool result = false;
    auto answer = self->request(sut, caf::infinite, trust_clock{});
    sched.run();
    answer.receive([&](const done&) { result = true; }, [](const caf::error&) {});
    return result;
  }

  std::optional<timestamp> stored_time() {
    stop();
    const auto opened = store::open(folder.path("store"));
    return std::get<0>(read_newest_time(*std::get<std::unique_ptr<store>>(opened)));
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(persistence_clock_tests, fixture)

CAF_TEST(a store says of when it is after each round) {
  const auto before = clock.now();
  CAF_CHECK(snapshot());
  const auto time = stored_time();
  CAF_REQUIRE(time.has_value());
  CAF_CHECK(*time >= before && *time <= clock.now());
}

CAF_TEST(a start with the clock far ahead erases nothing) {
  const auto right = clock.now();
  announce(1);
  announce(2);
  sample(right);
  CAF_CHECK(snapshot());
  start_with_clock(days_800);
  CAF_CHECK(is_in_doubt());
  CAF_CHECK(has_logged("doubt_clock"));
  CAF_CHECK_EQUAL(context.directory.size(), 0u);
  pass_round();
  pass(std::chrono::minutes{2}); // pruning had its turn
  CAF_CHECK(snapshot());
  start_with_clock(std::chrono::seconds{0});
  CAF_CHECK(!is_in_doubt());
  CAF_CHECK_EQUAL(context.directory.size(), 2u);
  CAF_CHECK_EQUAL(samples_around(right), 1u);
  CAF_CHECK_EQUAL(answer_to<swarm_page>(list_query{}).total, 2u);
}

CAF_TEST(a start with the clock far behind erases nothing and samples nothing) {
  const auto right = clock.now();
  announce(1);
  sample(right);
  CAF_CHECK(snapshot());
  start_with_clock(-days_800);
  CAF_CHECK(is_in_doubt());
  CAF_CHECK_EQUAL(leechers(1), 1u); // seen in the future, which is now
  announce(2);
  sample(clock.now());
  CAF_CHECK(snapshot());
  CAF_CHECK_EQUAL(samples_around(clock.now()), 0u);
  start_with_clock(std::chrono::seconds{0});
  CAF_CHECK(!is_in_doubt());
  CAF_CHECK_EQUAL(samples_around(right), 1u);
}

CAF_TEST(a time in doubt does not become that of the store) {
  CAF_CHECK(snapshot());
  start_with_clock(days_800);
  CAF_CHECK(snapshot());
  const auto time = stored_time();
  CAF_REQUIRE(time.has_value());
  CAF_CHECK(*time < clock_at({}).now() + timestamp{60});
}

CAF_TEST(while the clock is in doubt swarms are saved but neither sampled nor deleted) {
  announce(1);
  CAF_CHECK(snapshot());
  start_with_clock(-days_800);
  announce(2);
  end_swarm(1);
  CAF_CHECK(snapshot());
  CAF_CHECK_EQUAL(answer_to<swarm_page>(list_query{}).total, 1u);
  start_with_clock(std::chrono::seconds{0});
  CAF_CHECK(context.directory.find(an_info_hash(1)) != nullptr);
}

CAF_TEST(a clock in doubt is believed after an hour and what was left undone is done) {
  start_with_old_store();
  announce(1);
  announce(2);
  CAF_CHECK(snapshot());
  end_swarm(1);
  pass(clock_doubt_time - std::chrono::seconds{1});
  CAF_CHECK(is_in_doubt());
  CAF_CHECK_EQUAL(answer_to<swarm_page>(list_query{}).total, 0u);
  pass(std::chrono::seconds{1});
  CAF_CHECK(!is_in_doubt());
  CAF_CHECK(has_logged("trust_clock"));
  announce(2, 7000);
  CAF_CHECK(snapshot());
  CAF_CHECK_EQUAL(answer_to<swarm_page>(list_query{}).total, 1u);
  forget_swarms();
  start();
  CAF_CHECK(!is_in_doubt());
  CAF_CHECK_EQUAL(context.directory.size(), 1u);
}

CAF_TEST(a clock that was set since the start is not believed after an hour) {
  CAF_CHECK(snapshot());
  start_with_clock(days_800);
  pass(clock_doubt_time + std::chrono::seconds{1});
  CAF_CHECK(is_in_doubt());
  CAF_CHECK(memory->persistence.clock_doubt.find("restart musterd") != std::string::npos);
}

CAF_TEST(an operator cannot make the tracker trust a clock that was set since the start) {
  CAF_CHECK(snapshot());
  start_with_clock(days_800);
  CAF_CHECK(!trust_by_operator());
  CAF_CHECK(is_in_doubt());
  CAF_CHECK(snapshot());
  CAF_CHECK(stored_time() < clock_at({}).now() + timestamp{60});
}

CAF_TEST(an operator can say that the clock is right) {
  start_with_old_store();
  CAF_CHECK(trust_by_operator());
  CAF_CHECK(!is_in_doubt());
  sample(clock.now());
  CAF_CHECK_EQUAL(samples_around(clock.now()), 1u);
  CAF_CHECK(trust_by_operator()); // no harm in saying it twice
  CAF_CHECK(snapshot());
  CAF_CHECK(stored_time() > clock_at({}).now() - timestamp{60});
}

CAF_TEST(an actor that fails does not begin to doubt again) {
  start_with_old_store();
  CAF_CHECK(trust_by_operator());
  caf::anon_send_exit(sut, caf::exit_reason::kill);
  sched.run();
  spawn();
  CAF_CHECK(!is_in_doubt());
}

CAF_TEST_FIXTURE_SCOPE_END()
