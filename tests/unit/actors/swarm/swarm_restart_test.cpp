// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE swarm_restart_test

#include "actors/swarm/messages.hpp"
#include "actors/swarm/swarm.hpp"
#include "tests/support/population.hpp"
#include "tests/support/swarm_fixture.hpp"

#include <vector>

namespace {

using namespace muster;
using test::an_announce;
using test::an_info_hash;

/// The shard of the swarms that are filled with ones.
const auto shard = swarm_directory::shard_number(test::an_info_hash(1));

struct fixture : test::swarm_fixture {
  caf::strong_actor_ptr sut = swarm_of(1);

  swarm& subject() {
    return static_cast<swarm&>(*sut->get());
  }

  /// What the swarm records now.
  recorded record() {
    box.send(sut, 0, record_query{}, nullptr);
    sched.run();
    return box->take_one().as<recorded>();
  }

  /// Gives a swarm back what was recorded.
  /// @returns what is noted of it.
  statistics_report restore_to(const caf::strong_actor_ptr& to, const swarm_record& x) {
    static_cast<void>(context.changes.take());
    box.send(to, 0, restore{x, timestamp{50}}, nullptr);
    sched.run();
    CAF_CHECK(box->take_one().is<restored>());
    return context.changes.take();
  }

  void stop(const caf::strong_actor_ptr& to) {
    announce_to(to, an_announce().with_event(announce_event::stopped));
  }

  /// Lets a new peer of the swarm download all of the torrent and leave.
  void download(const caf::strong_actor_ptr& to) {
    const auto peer = test::a_peer_id(++downloads);
    announce_to(to, an_announce().by_peer_id(peer));
    announce_to(to, an_announce().by_peer_id(peer).with_left(0));
    announce_to(to, an_announce().by_peer_id(peer).with_event(announce_event::stopped));
  }

  std::uint8_t downloads = 0;

  void end(const caf::strong_actor_ptr& x) {
    box.send(x, 0, sweep{timestamp{1000}}, &reactor);
    reactor.run();
    CAF_CHECK_EQUAL(context.changes.take().swarms_ended, 1u);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(swarm_restart_tests, fixture)

CAF_TEST(a new swarm has no news) {
  CAF_CHECK(!subject().has_news());
  CAF_CHECK(context.directory.swarms_with_news(shard).empty());
}

CAF_TEST(an announce is news until it is recorded) {
  announce_to(sut, an_announce());
  CAF_CHECK(context.directory.swarms_with_news(shard) == std::vector{sut});
  const auto x = record();
  CAF_CHECK(x.info_hash == an_info_hash(1));
  CAF_CHECK_EQUAL(x.record.peers.size(), 1u);
  CAF_CHECK_EQUAL(x.counts.leechers, 1u);
  CAF_CHECK(!x.ended);
  CAF_CHECK(context.directory.swarms_with_news(shard).empty());
}

CAF_TEST(an announce that changes no count is news but no change of the counts) {
  announce_to(sut, an_announce());
  CAF_CHECK(record().counts_have_changed);
  announce_to(sut, an_announce(), timestamp{2});
  CAF_CHECK(subject().has_news());
  CAF_CHECK(!record().counts_have_changed);
}

CAF_TEST(a scrape is no news) {
  CAF_CHECK(ask(sut, scrape{}).is<scraped>());
  CAF_CHECK(!subject().has_news());
}

CAF_TEST(peers that expire are news) {
  announce_to(sut, an_announce());
  announce_to(sut, an_announce().on_port(1), timestamp{200});
  record();
  box.send(sut, 0, sweep{timestamp{150}}, &reactor);
  reactor.run();
  CAF_CHECK_EQUAL(context.changes.take().peers_expired, 1u);
  CAF_CHECK(record().counts_have_changed);
}

CAF_TEST(what could not be stored is news again) {
  announce_to(sut, an_announce());
  record();
  subject().set_news();
  CAF_CHECK(context.directory.swarms_with_news(shard) == std::vector{sut});
}

CAF_TEST(a swarm that was recorded is noted when it ends) {
  announce_to(sut, an_announce());
  record();
  end(sut);
  CAF_CHECK(context.directory.take_ended(shard) == std::vector{an_info_hash(1)});
  CAF_CHECK(context.directory.take_ended(shard).empty());
}

CAF_TEST(a swarm that was never recorded ends without a trace) {
  announce_to(sut, an_announce());
  end(sut);
  CAF_CHECK(context.directory.take_ended(shard).empty());
}

CAF_TEST(a count of downloads outlives the swarm and goes on with the next one) {
  for (std::uint32_t count = 1; count <= 3; ++count) {
    sut = swarm_of(1);
    download(sut);
    CAF_CHECK_EQUAL(context.directory.completed_count(an_info_hash(1)), 0u); // the swarm has it
    end(sut);
    CAF_CHECK_EQUAL(context.directory.completed_count(an_info_hash(1)), count);
    CAF_CHECK_EQUAL(
        ask(sut, scrape{}).as<scraped>().entry.counts.completed_count, count); // it came too late
  }
}

CAF_TEST(a torrent that nobody has downloaded leaves no count) {
  announce_to(sut, an_announce().with_left(0));
  stop(sut);
  end(sut);
  CAF_CHECK_EQUAL(context.directory.completed_count(an_info_hash(1)), 0u);
  CAF_CHECK(context.directory.take_ended(shard).empty());
}

CAF_TEST(a swarm with a count is noted when it ends although it was never recorded) {
  download(sut);
  end(sut);
  CAF_CHECK(context.directory.take_ended(shard) == std::vector{an_info_hash(1)});
}

CAF_TEST(a swarm that an operator ends leaves its count) {
  download(sut);
  box.send(sut, 0, caf::exit_msg{box.handle()->address(), caf::exit_reason::kill}, &reactor);
  reactor.run();
  CAF_CHECK_EQUAL(context.directory.completed_count(an_info_hash(1)), 1u);
}

CAF_TEST(counts are in the budget of memory until they are taken) {
  const auto bytes = [this] {
    return context.memory.figures().swarm_bytes;
  };
  const auto with_swarm = bytes();
  download(sut);
  end(sut);
  sut = nullptr;
  box->take();
  static_cast<void>(context.directory.take_ended(shard));
  CAF_CHECK_EQUAL(bytes(), completed_counts::count_bytes);
  sut = swarm_of(1);
  CAF_CHECK_EQUAL(bytes(), with_swarm);
}

CAF_TEST(a count from before a restart is kept unless the torrent has a swarm) {
  CAF_CHECK(!context.directory.keep_completed_count(an_info_hash(1), 5));
  CAF_CHECK(context.directory.keep_completed_count(an_info_hash(2), 5));
  CAF_CHECK_EQUAL(context.directory.completed_count(an_info_hash(2)), 5u);
}

CAF_TEST(a count from before a restart adds to that of a swarm that has come and gone since) {
  download(sut);
  end(sut);
  CAF_CHECK(context.directory.keep_completed_count(an_info_hash(1), 5));
  CAF_CHECK_EQUAL(context.directory.completed_count(an_info_hash(1)), 6u);
}

CAF_TEST(ended swarms that are given back are told again) {
  announce_to(sut, an_announce());
  record();
  end(sut);
  const auto ended = context.directory.take_ended(shard);
  context.directory.give_back_ended(shard, ended);
  CAF_CHECK(context.directory.take_ended(shard) == ended);
}

CAF_TEST(a swarm that has ended says so when it is asked for its record) {
  announce_to(sut, an_announce());
  end(sut);
  CAF_CHECK(record().ended);
}

CAF_TEST(a restored swarm has its peers and no news) {
  announce_to(sut, an_announce());
  const auto x = record();
  const auto other = swarm_of(2);
  CAF_CHECK_EQUAL(restore_to(other, x.record).swarms.active, 1);
  CAF_CHECK_EQUAL(ask(other, scrape{}).as<scraped>().entry.counts.leechers, 1u);
  CAF_CHECK(
      context.directory.swarms_with_news(swarm_directory::shard_number(an_info_hash(2))).empty());
}

CAF_TEST(a restored swarm is noted when it ends) {
  announce_to(sut, an_announce());
  const auto x = record();
  const auto other = swarm_of(2);
  restore_to(other, x.record);
  end(other);
  CAF_CHECK(
      context.directory.take_ended(swarm_directory::shard_number(an_info_hash(2)))
      == std::vector{an_info_hash(2)});
}

CAF_TEST(what is restored to a swarm that has ended reaches its successor) {
  announce_to(sut, an_announce());
  const auto x = record();
  const auto old = swarm_of(2);
  end(old);
  restore_to(old, x.record);
  CAF_CHECK_EQUAL(ask(swarm_of(2), scrape{}).as<scraped>().entry.counts.leechers, 1u);
}

CAF_TEST(a peer that leaves while swarms are being loaded does not come back) {
  announce_to(sut, an_announce());
  const auto x = record();
  context.departures.open();
  const auto other = swarm_of(2);
  stop(other);
  CAF_CHECK_EQUAL(restore_to(other, x.record).swarms.active, 0);
}

CAF_TEST(a peer that left before the restart and is back comes back) {
  announce_to(sut, an_announce());
  const auto x = record();
  const auto other = swarm_of(2);
  stop(other);
  CAF_CHECK_EQUAL(restore_to(other, x.record).swarms.active, 1);
}

CAF_TEST(everything can be made news) {
  announce_to(sut, an_announce());
  record();
  context.directory.set_news();
  CAF_CHECK(context.directory.swarms_with_news(shard) == std::vector{sut});
}

CAF_TEST(a record that there is no room for is not done and stays news) {
  announce_to(sut, an_announce());
  context.memory.note_attainable(100);
  box.send(sut, 0, record_query{}, nullptr);
  sched.run();
  CAF_CHECK(box->take_one().is<not_done>());
  CAF_CHECK(subject().has_news());
  CAF_CHECK_EQUAL(context.changes.take().requests_failed, 1u);
  context.memory.note_attainable(1000);
  const auto answer = record();
  CAF_CHECK_EQUAL(answer.record.peers.size(), 1u);
  CAF_CHECK(answer.counts_have_changed);
  CAF_CHECK(!subject().has_news());
}

CAF_TEST_FIXTURE_SCOPE_END()
