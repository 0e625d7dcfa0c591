// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE persistence_test

#include "actors/interfaces.hpp"
#include "actors/persistence/messages.hpp"
#include "actors/runtime/lasting_address.hpp"
#include "actors/swarm/messages.hpp"
#include "tests/support/damage.hpp"
#include "tests/support/persistence_fixture.hpp"
#include "tests/support/stores.hpp"

#include <filesystem>
#include <fstream>
#include <vector>

namespace {

using namespace muster;
using namespace std::chrono_literals;
using test::an_announce;
using test::an_info_hash;

} // namespace

CAF_TEST_FIXTURE_SCOPE(persistence_tests, test::persistence_fixture)

CAF_TEST(swarms come back with their peers after a snapshot and a start) {
  announce(1);
  announce(1, 7000);
  announce(2);
  CAF_CHECK(snapshot());
  forget_swarms();
  start();
  CAF_CHECK_EQUAL(context.directory.size(), 2u);
  CAF_CHECK_EQUAL(leechers(1), 2u);
  CAF_CHECK_EQUAL(leechers(2), 1u);
  const auto noted = context.changes.take();
  CAF_CHECK_EQUAL(noted.swarms.population[0].downloaders, 3);
  CAF_CHECK_EQUAL(noted.swarms.active, 2);
}

CAF_TEST(swarms for which there is no memory are left out) {
  announce(1);
  announce(2);
  CAF_CHECK(snapshot());
  forget_swarms();
  announce(2, 7000);
  constexpr auto too_much = std::int64_t{1} << 57;
  context.memory.add(too_much);
  start();
  context.memory.add(-too_much);
  CAF_CHECK_EQUAL(context.directory.size(), 1u);
  CAF_CHECK_EQUAL(leechers(2), 2u);
  CAF_CHECK_EQUAL(memory->persistence.swarms_left_out, 1u);
  CAF_CHECK_EQUAL(memory->persistence.swarms_loaded, 1u);
}

CAF_TEST(a swarm that does not answer keeps no others from being loaded) {
  announce(1);
  announce(2);
  CAF_CHECK(snapshot());
  forget_swarms();
  const muster::announce waiting{an_announce().on_port(7000), clock.now(), 0};
  box.send(swarm_of(1), 1, waiting, &reactor); // which does not run it yet
  start();
  CAF_CHECK(memory->persistence.state == store_state::loading);
  CAF_CHECK(memory->persistence.is_loading);
  for (int i = 0; i < 2; ++i)
    pass(std::chrono::seconds{5});
  CAF_CHECK(memory->persistence.state == store_state::saving);
  CAF_CHECK_EQUAL(memory->persistence.swarms_loaded, 1u);
  CAF_CHECK_EQUAL(memory->persistence.swarms_left_out, 1u);
  reactor.run(); // its answer comes too late, and does no harm
  sched.run();
  CAF_CHECK(box->take_one().is<announced>());
  CAF_CHECK(memory->persistence.state == store_state::saving);
  CAF_CHECK_EQUAL(leechers(1), 2u);
  CAF_CHECK_EQUAL(leechers(2), 1u);
}

CAF_TEST(downloads of swarms that are left out are kept) {
  download(1);
  CAF_CHECK(snapshot());
  forget_swarms();
  constexpr auto too_much = std::int64_t{1} << 57;
  context.memory.add(too_much);
  start();
  context.memory.add(-too_much);
  CAF_CHECK_EQUAL(context.directory.size(), 0u);
  CAF_CHECK_EQUAL(context.directory.completed_count(an_info_hash(1)), 1u);
}

CAF_TEST(the store is saving when everything is loaded) {
  CAF_CHECK(memory->persistence.state == store_state::saving);
  CAF_CHECK(!context.departures.is_open());
  CAF_CHECK(has_logged("load_swarms"));
}

CAF_TEST(what was announced before it was loaded is kept) {
  announce(1, 1);
  announce(1, 2);
  snapshot();
  forget_swarms();
  context.departures.open();
  announce(1, 3);
  announce_to(
      swarm_of(1), an_announce().on_port(2).with_event(announce_event::stopped), clock.now());
  spawn();
  CAF_CHECK_EQUAL(leechers(1), 2u);
}

CAF_TEST(thousands of swarms are loaded in slices and none is left out) {
  auto x = an_info_hash(7);
  constexpr std::uint32_t count = 2 * swarm_loader::slice_records + 1;
  for (std::uint32_t i = 0; i < count; ++i) {
    x.bytes[10] = static_cast<std::uint8_t>(i >> 8);
    x.bytes[11] = static_cast<std::uint8_t>(i);
    announce_to(context.directory.find_or_spawn(sys, x), an_announce(), clock.now());
  }
  snapshot();
  forget_swarms();
  start();
  CAF_CHECK_EQUAL(context.directory.size(), count);
  CAF_CHECK_EQUAL(memory->persistence.swarms_loaded, count);
}

CAF_TEST(no peer is counted twice or left out however far loading was when the actor failed) {
  for (std::uint8_t i = 0; i < 10; ++i)
    announce(i);
  snapshot();
  // The actor has taken the answers of no swarm, of some, and of all but one.
  for (const int turns : {0, 5, 9}) {
    forget_swarms();
    static_cast<void>(context.changes.take());
    fail_while_loading(10, turns);
    spawn();
    CAF_CHECK_EQUAL(context.directory.size(), 10u);
    CAF_CHECK(context.changes.take().swarms.population[0].downloaders == 10);
  }
}

CAF_TEST(no download is counted twice however far loading was when the actor failed) {
  for (std::uint8_t i = 0; i <= 10; ++i)
    download(i);
  end_swarm(10); // of which the count alone is left
  snapshot();
  for (const int turns : {0, 5, 9}) {
    forget_swarms();
    fail_while_loading(10, turns);
    spawn();
    for (std::uint8_t i = 0; i < 10; ++i)
      CAF_CHECK_EQUAL(completed(i), 1u);
    CAF_CHECK_EQUAL(context.directory.completed_count(an_info_hash(10)), 1u);
  }
}

CAF_TEST(swarms of which all peers are too old are not loaded and deleted) {
  stop();
  put_old_swarm(9, 0);
  for (int i = 0; i < 2; ++i) {
    start();
    CAF_CHECK_EQUAL(context.directory.size(), 0u);
    stop();
  }
  const auto opened = store::open(folder.path("store"));
  CAF_CHECK(!std::get<std::unique_ptr<store>>(opened)->cursor(record_kind::swarms).valid());
}

CAF_TEST(counts of downloads outlive swarms and restarts and are deleted by nobody) {
  download(1);
  end_swarm(1);
  snapshot();
  for (int i = 0; i < 2; ++i) { // what was loaded is written again, or stays
    forget_swarms();
    start();
    CAF_CHECK_EQUAL(context.directory.size(), 0u);
    CAF_CHECK_EQUAL(context.directory.completed_count(an_info_hash(1)), 1u);
    snapshot();
  }
  announce(1);
  CAF_CHECK_EQUAL(completed(1), 1u);
}

CAF_TEST(the count of a swarm of which all peers are too old is kept) {
  stop();
  put_old_swarm(9, 7);
  for (int i = 0; i < 2; ++i) {
    start();
    CAF_CHECK_EQUAL(context.directory.size(), 0u);
    CAF_CHECK_EQUAL(context.directory.completed_count(an_info_hash(9)), 7u);
    forget_swarms();
  }
}

CAF_TEST(the count of a torrent that has come back before it was loaded is added) {
  download(1);
  end_swarm(1);
  snapshot();
  forget_swarms();
  context.departures.open();
  download(1);
  spawn();
  CAF_CHECK_EQUAL(completed(1), 2u);
}

CAF_TEST(a count is in the store while its torrent has come back and is not recorded yet) {
  download(1);
  end_swarm(1);
  snapshot();
  announce(1); // with the count, which the record of before still has
  end_swarm(1);
  announce(1);
  pass_round();
  forget_swarms();
  start();
  CAF_CHECK_EQUAL(completed(1), 1u);
}

CAF_TEST(a record that cannot be read is skipped and counted and logged with its key) {
  announce(1);
  snapshot();
  forget_swarms();
  put(record_kind::swarms, an_info_hash(0xab).view(), "garbage");
  put(record_kind::swarms, "short", "");
  put(record_kind::totals, "counters", "garbage");
  records.clear();
  start();
  CAF_CHECK_EQUAL(leechers(1), 1u);
  CAF_CHECK_EQUAL(memory->persistence.records_skipped, 3u);
  std::vector<std::string> keys;
  for (const auto& x : records)
    if (x.event == "skip_record")
      keys.push_back(x.fields[0].value);
  CAF_CHECK(
      keys == (std::vector<std::string>{"counters", "73686f7274", to_hex(an_info_hash(0xab))}));
}

CAF_TEST(totals go on after a start) {
  statistics_report seen;
  seen.traffic[0][0].scrapes = 5;
  caf::anon_send(counted, seen);
  sched.run();
  snapshot();
  forget_swarms();
  start();
  CAF_CHECK_EQUAL(memory->earlier.traffic[0][0].scrapes, 5u);
}

CAF_TEST(totals of earlier runs are counted once however often loading fails) {
  statistics_report seen;
  seen.traffic[0][0].scrapes = 5;
  caf::anon_send(counted, seen);
  announce(1);
  snapshot();
  forget_swarms();
  fail_while_loading(1, 0);
  spawn();
  CAF_CHECK_EQUAL(told_scrapes(), 5u);
}

CAF_TEST(nothing is saved before a statistics actor has taken the totals) {
  statistics_report seen;
  seen.traffic[0][0].scrapes = 5;
  caf::anon_send(counted, seen);
  snapshot();
  forget_swarms();
  const auto address = test::make_hidden<lasting_address>(sys);
  auto other = parts();
  other.statistics = caf::actor_cast<statistics_actor>(address);
  context.departures.open();
  sut = sys.spawn(persistence, other);
  pass(1s);
  CAF_CHECK(context.departures.is_open());
  static_cast<lasting_address&>(*address->get())
      .refer_to(caf::actor_cast<caf::strong_actor_ptr>(counted));
  pass(1s);
  CAF_CHECK(!context.departures.is_open());
  CAF_CHECK_EQUAL(told_scrapes(), 5u);
}

CAF_TEST(an actor that is started again while the tracker runs loads nothing and saves all) {
  announce(1);
  snapshot();
  announce(2);
  caf::anon_send_exit(sut, caf::exit_reason::kill);
  sched.run();
  sut = nullptr;
  spawn();
  CAF_CHECK(context.changes.take().swarms == swarm_changes{});
  CAF_CHECK(snapshot());
  forget_swarms();
  start();
  CAF_CHECK_EQUAL(context.directory.size(), 2u);
}

CAF_TEST(a store that cannot be opened is tried again) {
  stop();
  std::filesystem::remove_all(folder.path("store"));
  std::ofstream{folder.path("store")} << "in the way";
  start();
  CAF_CHECK(memory->persistence.state == store_state::failing);
  CAF_CHECK(!memory->persistence.reason.empty());
  CAF_CHECK(has_logged("fail_store"));
  CAF_CHECK(!snapshot());
  announce(1);
  std::filesystem::remove(folder.path("store"));
  pass(5s);
  CAF_CHECK(memory->persistence.state == store_state::saving);
  CAF_CHECK(memory->persistence.reason.empty());
  CAF_CHECK(snapshot());
}

CAF_TEST(a store of which a file is missing is failing until it is back and then all is loaded) {
  announce(1);
  snapshot();
  forget_swarms();
  const auto current = folder.path("store/CURRENT");
  std::filesystem::rename(current, folder.path("away"));
  start();
  CAF_CHECK(memory->persistence.state == store_state::failing);
  CAF_CHECK(memory->persistence.reason.find("finish the restore") != std::string::npos);
  pass(5s);
  CAF_CHECK(memory->persistence.state == store_state::failing);
  CAF_CHECK(memory->persistence.is_loading);
  std::filesystem::rename(folder.path("away"), current);
  pass(5s);
  CAF_CHECK(memory->persistence.state == store_state::saving);
  CAF_CHECK(!memory->persistence.is_loading);
  CAF_CHECK_EQUAL(leechers(1), 1u);
}

CAF_TEST(what was lost with a damaged log is counted and logged) {
  for (int i = 0; i < 256; ++i)
    announce(static_cast<std::uint8_t>(i));
  snapshot();
  forget_swarms();
  test::damage_log(folder.path("store"));
  records.clear();
  start();
  CAF_CHECK_LESS(context.directory.size(), 256u);
  CAF_CHECK(has_logged("skip_log"));
  CAF_CHECK_GREATER(memory->persistence.records_skipped, 0u);
  CAF_CHECK_GREATER(memory->persistence.log_bytes_dropped, 0u);
  CAF_CHECK(memory->persistence.state == store_state::saving);
}

CAF_TEST(a question is answered until whoever asks gives up and not after that) {
  announce(1);
  snapshot();
  list_query query{{}, sys.clock().now() + 1ns};
  CAF_CHECK_EQUAL(answer_to<swarm_page>(query).total, 1u);
  query.wanted_until = sys.clock().now();
  bool is_dropped = false;
  auto answer = self->request(sut, caf::infinite, query);
  sched.run();
  answer.receive([](const swarm_page&) {}, [&](const caf::error&) { is_dropped = true; });
  CAF_CHECK(is_dropped);
  snapshot();
  CAF_CHECK_EQUAL(memory->persistence.questions_dropped, 1u);
}

CAF_TEST(a store that is damaged stays failing and the tracker goes on) {
  stop();
  store_settings small;
  small.write_buffer_bytes = 64U << 10;
  test::make_damaged_store(folder.path("store"), small);
  auto other = parts();
  other.records = test::opened_store(folder.path("store"), small);
  sut = sys.spawn(persistence, other);
  sched.run();
  CAF_REQUIRE(test::write_until_tidied(*other.records));
  announce(1);
  records.clear();
  for (int round = 0; round < 3; ++round) {
    pass_round();
    CAF_CHECK(memory->persistence.state == store_state::failing);
    CAF_CHECK(memory->persistence.reason.starts_with("the store is damaged"));
  }
  CAF_CHECK_EQUAL(records.size(), 1u); // says once that it failed, and never that it recovered
  CAF_CHECK(!snapshot());
  CAF_CHECK_EQUAL(leechers(1), 1u);
}

CAF_TEST(the list of swarms has what was saved last) {
  announce(1);
  announce(2);
  announce(2, 7000);
  snapshot();
  const auto found = answer_to<swarm_page>(list_query{});
  CAF_CHECK_EQUAL(found.total, 2u);
  CAF_REQUIRE_EQUAL(found.rows.size(), 2u);
  CAF_CHECK(found.rows[0].info_hash == an_info_hash(2));
  CAF_CHECK_EQUAL(found.rows[0].leechers, 2u);
}

CAF_TEST(a swarm that was saved when it was empty leaves the list with the next start) {
  download(1);
  announce_to(swarm_of(1), an_announce().with_event(announce_event::stopped), clock.now());
  announce(2);
  snapshot();
  CAF_CHECK_EQUAL(answer_to<swarm_page>(list_query{}).total, 2u);
  forget_swarms(); // before a sweep has come
  start();
  const auto found = answer_to<swarm_page>(list_query{});
  CAF_CHECK_EQUAL(found.total, 1u);
  CAF_REQUIRE_EQUAL(found.rows.size(), 1u);
  CAF_CHECK(found.rows[0].info_hash == an_info_hash(2));
  CAF_CHECK_EQUAL(context.directory.completed_count(an_info_hash(1)), 1u);
}

CAF_TEST(an empty swarm to which somebody comes before it is loaded is listed) {
  download(1);
  announce_to(swarm_of(1), an_announce().with_event(announce_event::stopped), clock.now());
  snapshot();
  forget_swarms();
  context.departures.open();
  announce(1);
  spawn();
  snapshot();
  const auto found = answer_to<swarm_page>(list_query{});
  CAF_REQUIRE_EQUAL(found.rows.size(), 1u);
  CAF_CHECK_EQUAL(found.rows[0].leechers, 1u);
  CAF_CHECK_EQUAL(found.rows[0].completed, 1u);
}

CAF_TEST(samples are kept and told) {
  tracker_sample sample;
  sample.time = timestamp{clock.now().count() / 60 * 60};
  sample.seconds = 60;
  sample.seeders = 7;
  sample.traffic.resize(1);
  self->send(sut, sample);
  sched.run();
  const auto found = answer_to<series>(
      series_query{sample.time, sample.time + timestamp{60}, series_group::minute});
  CAF_REQUIRE_EQUAL(found.tracker.size(), 1u);
  CAF_CHECK_EQUAL(found.tracker[0].seeders, 7u);
}

CAF_TEST(a backup is a store with everything that is known) {
  announce(1);
  bool is_done = false;
  auto answer = self->request(sut, caf::infinite, backup{folder.path("copy")});
  sched.run();
  answer.receive([&](const done&) { is_done = true; }, [](const caf::error&) {});
  CAF_CHECK(is_done);
  const auto copy = store::open(folder.path("copy"));
  const auto cursor = std::get<std::unique_ptr<store>>(copy)->cursor(record_kind::swarms);
  CAF_REQUIRE(cursor.valid());
  CAF_CHECK(cursor.key() == an_info_hash(1).view());
}

CAF_TEST(a backup into a folder that exists is refused) {
  bool fails = false;
  auto answer = self->request(sut, caf::infinite, backup{folder.path("store")});
  sched.run();
  answer.receive([](const done&) {}, [&](const caf::error&) { fails = true; });
  CAF_CHECK(fails);
}

CAF_TEST_FIXTURE_SCOPE_END()
