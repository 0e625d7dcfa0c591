// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE swarm_test

#include "actors/peers/peer_listing.hpp"
#include "actors/swarm/messages.hpp"
#include "actors/swarm/swarm.hpp"
#include "tests/support/population.hpp"
#include "tests/support/reports.hpp"
#include "tests/support/swarm_fixture.hpp"

#include <string>
#include <vector>

namespace {

using namespace muster;
using test::an_announce;
using test::an_info_hash;
using test::check_same;
using texts = std::vector<std::string>;

constexpr auto ipv4 = static_cast<std::size_t>(family::ipv4);

struct fixture : test::swarm_fixture {
  caf::strong_actor_ptr sut = swarm_of(1);

  /// Sends a sweep and returns what is noted of it.
  statistics_report sweep_at(std::uint32_t now_seconds) {
    box.send(sut, 0, sweep{timestamp{now_seconds}}, &reactor);
    reactor.run();
    return context.changes.take();
  }

  /// Makes the swarm end at a sweep.
  void end_by_sweep() {
    CAF_REQUIRE_EQUAL(sweep_at(1).swarms_ended, 1u);
    CAF_REQUIRE(context.directory.find(an_info_hash(1)) == nullptr);
  }

  /// Sends an exit message with a reason, which ends the swarm.
  void end_by_exit() {
    box.send(sut, 0, caf::exit_msg{box.handle()->address(), caf::exit_reason::kill}, &reactor);
    reactor.run();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(swarm_tests, fixture)

CAF_TEST(an announce is answered with the same request id) {
  box.send(sut, 42, announce{an_announce(), timestamp{1}, 0}, &reactor);
  reactor.run();
  const auto answer = box->take_one();
  CAF_CHECK_EQUAL(answer.request_id, 42u);
  CAF_CHECK(answer.sender == sut);
  const auto& content = answer.as<announced>();
  CAF_CHECK_EQUAL(
      test::to_text(content.reply.counts), "0 seeders, 1 leechers, 1 downloaders, 0 completed");
  CAF_CHECK(content.changes.population[ipv4] == (population{1, 0, 0}));
}

CAF_TEST(requests from several connections are answered each with its own id) {
  for (std::uint16_t id = 1; id <= 5; ++id)
    box.send(sut, id, announce{an_announce().on_port(id), timestamp{1}, 0}, &reactor);
  reactor.run();
  const auto answers = box->take();
  CAF_REQUIRE_EQUAL(answers.size(), 5u);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    CAF_CHECK_EQUAL(answers[i].request_id, i + 1);
    CAF_CHECK_EQUAL(answers[i].as<announced>().reply.counts.leechers, i + 1);
  }
}

CAF_TEST(peers of one torrent see each other and those of another do not ) {
  announce_to(sut, an_announce().from("198.51.100.1"));
  announce_to(swarm_of(2), an_announce().from("198.51.100.2"));
  CAF_CHECK_EQUAL(test::shown(announce_to(sut, an_announce()).reply), texts{"198.51.100.1:6881"});
}

CAF_TEST(the seed of the announce chooses the peers) {
  for (int i = 0; i < 200; ++i)
    announce_to(sut, an_announce().from("198.51.100." + std::to_string(i)));
  const auto choice = [&](std::uint32_t seed) {
    const auto answer = ask(sut, announce{an_announce().with_numwant(5), timestamp{1}, seed});
    return test::shown(answer.as<announced>().reply);
  };
  CAF_CHECK_EQUAL(choice(1000), choice(1000));
  CAF_CHECK_NOT_EQUAL(choice(1000), choice(2'000'000'000));
}

CAF_TEST(the limit of peers per address is that of the settings) {
  for (std::uint16_t port = 1; port <= 8; ++port)
    CAF_CHECK(announce_to(sut, an_announce().on_port(port)).reply.listed);
  CAF_CHECK(!announce_to(sut, an_announce().on_port(9)).reply.listed);
}

CAF_TEST(a scrape is answered with the counts and the same request id) {
  announce_to(sut, an_announce().on_port(1));
  announce_to(sut, an_announce().on_port(1).with_left(0));
  announce_to(sut, an_announce().on_port(2).with_event(announce_event::paused));
  box.send(sut, 43, scrape{}, &reactor);
  reactor.run();
  const auto answer = box->take_one();
  CAF_CHECK_EQUAL(answer.request_id, 43u);
  const auto& entry = answer.as<scraped>().entry;
  CAF_CHECK(entry.info_hash == an_info_hash(1));
  CAF_CHECK_EQUAL(test::to_text(entry.counts), "1 seeders, 1 leechers, 0 downloaders, 1 completed");
}

CAF_TEST(a message that no swarm knows is not answered) {
  box.send(sut, 44, std::string{"hello"}, &reactor);
  reactor.run();
  CAF_CHECK(box->take().empty());
  CAF_CHECK_EQUAL(announce_to(sut, an_announce()).reply.counts.leechers, 1u);
}

// -- sweeps ---------------------------------------------------------------------------------------

CAF_TEST(a sweep before anybody is silent for too long changes nothing) {
  announce_to(sut, an_announce(), timestamp{1000});
  for (const auto now : {0U, 1000U, 1001U})
    check_same(sweep_at(now), statistics_report{});
}

CAF_TEST(a peer that was silent for exactly its lifetime stays and a second later it goes) {
  announce_to(sut, an_announce(), timestamp{1000});
  announce_to(sut, an_announce().on_port(2).with_left(0), timestamp{1001});
  CAF_CHECK_EQUAL(sweep_at(1100).peers_expired, 0u);
  const auto noted = sweep_at(1101);
  CAF_CHECK_EQUAL(noted.peers_expired, 1u);
  CAF_CHECK(noted.swarms.population[ipv4] == (population{-1, 0, 0}));
  CAF_CHECK_EQUAL(noted.swarms_ended, 0u);
  CAF_CHECK(context.directory.find(an_info_hash(1)) == sut);
}

CAF_TEST(a peer of the first second goes after its lifetime too) {
  announce_to(sut, an_announce(), timestamp{0});
  CAF_CHECK_EQUAL(sweep_at(99).peers_expired, 0u);
  CAF_CHECK_EQUAL(sweep_at(100).peers_expired, 0u);
  CAF_CHECK_EQUAL(sweep_at(101).peers_expired, 1u);
}

CAF_TEST(a swarm whose last peer expires ends and leaves the directory) {
  announce_to(sut, an_announce(), timestamp{1000});
  box.monitor(sut);
  const auto noted = sweep_at(1101);
  CAF_CHECK_EQUAL(box->take_one().as<caf::down_msg>().reason, caf::error{caf::exit_reason::normal});
  CAF_CHECK_EQUAL(noted.peers_expired, 1u);
  CAF_CHECK_EQUAL(noted.swarms_ended, 1u);
  CAF_CHECK(context.directory.find(an_info_hash(1)) == nullptr);
  CAF_CHECK_EQUAL(context.directory.size(), 0u);
}

CAF_TEST(a swarm whose last peer has stopped ends at the next sweep whatever the family) {
  for (const auto* source : {"203.0.113.1", "2001:db8::1"}) {
    sut = swarm_of(1);
    announce_to(sut, an_announce().from(source));
    announce_to(sut, an_announce().from(source).with_event(announce_event::stopped));
    CAF_CHECK(context.directory.find(an_info_hash(1)) == sut);
    const auto noted = sweep_at(2);
    CAF_CHECK_EQUAL(noted.swarms_ended, 1u);
    CAF_CHECK_EQUAL(noted.peers_expired, 0u);
    CAF_CHECK(noted.swarms == swarm_changes{});
    CAF_CHECK(context.directory.find(an_info_hash(1)) == nullptr);
  }
}

CAF_TEST(a swarm ends once) {
  end_by_sweep();
  check_same(sweep_at(2), statistics_report{});
  check_same(sweep_at(1000), statistics_report{});
}

CAF_TEST(announces are answered between two slices of a sweep) {
  for (std::uint32_t i = 0; i <= peer_set::peers_per_slice; ++i)
    announce_to(
        sut, an_announce().from("10.0." + std::to_string(i / 256) + '.' + std::to_string(i % 256)));
  box.send(sut, 0, sweep{timestamp{1000}}, &reactor);
  box.send(sut, 1, announce{an_announce().from("10.1.0.0"), timestamp{1000}, 0}, &reactor);
  CAF_CHECK(reactor.turn(2) == caf::resumable::resume_later);
  CAF_CHECK_EQUAL(box->take_one().as<announced>().reply.counts.leechers, 2u);
  reactor.run();
  const auto noted = context.changes.take();
  CAF_CHECK_EQUAL(noted.peers_expired, peer_set::peers_per_slice + 1);
  CAF_CHECK_EQUAL(noted.swarms_ended, 0u);
}

CAF_TEST(a sweep is not answered) {
  sweep_at(1);
  CAF_CHECK(box->take().empty());
}

// -- messages that come too late ------------------------------------------------------------------

CAF_TEST(an announce that reaches a swarm after its end is answered by a fresh one) {
  end_by_sweep();
  box.send(sut, 45, announce{an_announce(), timestamp{1}, 0}, &reactor);
  reactor.run();
  const auto answer = box->take_one();
  CAF_CHECK_EQUAL(answer.request_id, 45u);
  CAF_CHECK(answer.sender != sut);
  CAF_CHECK(answer.sender == context.directory.find(an_info_hash(1)));
  CAF_CHECK_EQUAL(answer.as<announced>().reply.counts.leechers, 1u);
}

CAF_TEST(announces behind the sweep that ends a swarm all reach the same fresh one) {
  box.send(sut, 0, sweep{timestamp{1}}, &reactor);
  for (std::uint16_t id = 1; id <= 3; ++id)
    box.send(sut, id, announce{an_announce().on_port(id), timestamp{1}, 0}, &reactor);
  reactor.run();
  const auto answers = box->take();
  CAF_REQUIRE_EQUAL(answers.size(), 3u);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    CAF_CHECK_EQUAL(answers[i].request_id, i + 1);
    CAF_CHECK(answers[i].sender == context.directory.find(an_info_hash(1)));
    CAF_CHECK_EQUAL(answers[i].as<announced>().reply.counts.leechers, i + 1);
  }
  CAF_CHECK_EQUAL(context.directory.size(), 1u);
}

CAF_TEST(an announce that comes too late runs on the reactor that sent it) {
  end_by_sweep();
  box.send(sut, 46, announce{an_announce(), timestamp{1}, 0}, &reactor);
  reactor.run();
  CAF_CHECK(!sched.has_job());
  CAF_CHECK_EQUAL(box->take().size(), 1u);
}

CAF_TEST(a scrape that reaches a swarm after its end is told of no peers and wakes no swarm) {
  announce_to(sut, an_announce());
  announce_to(sut, an_announce().with_left(0));
  end_by_exit();
  box.send(sut, 47, scrape{}, &reactor);
  reactor.run();
  const auto answer = box->take_one();
  CAF_CHECK_EQUAL(answer.request_id, 47u);
  CAF_CHECK(answer.as<scraped>().entry.info_hash == an_info_hash(1));
  CAF_CHECK(answer.as<scraped>().entry.counts == (swarm_counts{.completed_count = 1}));
  CAF_CHECK_EQUAL(context.directory.size(), 0u);
}

// -- exits ----------------------------------------------------------------------------------------

CAF_TEST(an exit message ends a swarm and takes its peers out of the totals) {
  announce_to(sut, an_announce().on_port(1));
  announce_to(sut, an_announce().on_port(1).with_left(0));
  announce_to(sut, an_announce().on_port(2));
  announce_to(sut, an_announce().from("2001:db8::1").with_event(announce_event::paused));
  box.monitor(sut);
  end_by_exit();
  CAF_CHECK_EQUAL(box->take_one().as<caf::down_msg>().reason, caf::error{caf::exit_reason::kill});
  CAF_CHECK(context.directory.find(an_info_hash(1)) == nullptr);
  const auto report = context.changes.take();
  CAF_CHECK(report.swarms.population[ipv4] == (population{-1, 0, -1}));
  CAF_CHECK(report.swarms.population[1 - ipv4] == (population{0, -1, 0}));
  CAF_CHECK(report.swarms.completed == per_family<std::uint32_t>{});
  CAF_CHECK_EQUAL(report.swarms_ended, 1u);
  CAF_CHECK_EQUAL(report.peers_expired, 0u);
}

CAF_TEST(a second exit message takes nothing out of the totals) {
  announce_to(sut, an_announce());
  end_by_exit();
  end_by_exit();
  CAF_CHECK_EQUAL(context.changes.take().swarms_ended, 1u);
}

CAF_TEST(an exit message to a swarm that a sweep has ended takes nothing out of the totals) {
  end_by_sweep();
  end_by_exit();
  check_same(context.changes.take(), statistics_report{});
}

CAF_TEST(an exit message without a reason leaves the swarm as it is) {
  announce_to(sut, an_announce());
  box.send(sut, 0, caf::exit_msg{box.handle()->address(), {}}, &reactor);
  reactor.run();
  CAF_CHECK(context.directory.find(an_info_hash(1)) == sut);
  check_same(context.changes.take(), statistics_report{});
}

CAF_TEST(an announce after an exit is answered by a fresh swarm without the old peers) {
  announce_to(sut, an_announce().from("198.51.100.1"));
  end_by_exit();
  const auto answer = announce_to(sut, an_announce());
  CAF_CHECK_EQUAL(test::shown(answer.reply), texts{});
  CAF_CHECK_EQUAL(answer.reply.counts.leechers, 1u);
}

// -- where it runs --------------------------------------------------------------------------------

CAF_TEST(a swarm runs on the reactor that woke it or else on the scheduler of CAF) {
  box.send(sut, 1, announce{an_announce(), timestamp{1}, 0}, &reactor);
  CAF_CHECK_EQUAL(reactor.waiting(), 1u);
  CAF_CHECK(!sched.has_job());
  reactor.run();
  box.send(sut, 2, announce{an_announce(), timestamp{1}, 0}, nullptr);
  CAF_CHECK_EQUAL(reactor.waiting(), 0u);
  expect((announce), from(box.handle()).to(sut).with(_));
  CAF_CHECK_EQUAL(box->take_all<announced>().size(), 2u);
}

CAF_TEST(a swarm takes 256 bytes of the heap with its control block and what malloc adds) {
  CAF_CHECK_LESS_OR_EQUAL(sizeof(caf::actor_storage<swarm>) + sizeof(void*), 256u);
}

CAF_TEST(an operator is told the peers and what was dropped of them) {
  announce_to(sut, an_announce().from("203.0.113.1"));
  announce_to(sut, an_announce().from("203.0.113.2"));
  const auto listing = ask(sut, list_peers{timestamp{2}, 10, {}}).as<peer_listing>();
  CAF_CHECK_EQUAL(listing.peers.size(), 2u);
  const auto dropped = ask(sut, drop_peers{test::an_address("203.0.113.1")}).as<peers_dropped>();
  CAF_CHECK_EQUAL(dropped.peers, 1u);
  CAF_CHECK((context.changes.take().swarms.population[ipv4] == population{-1, 0, 0}));
}

CAF_TEST(an operator who asks too late is told that there is nobody) {
  end_by_sweep();
  CAF_CHECK_EQUAL(ask(sut, list_peers{timestamp{2}, 10, {}}).as<peer_listing>().matching, 0u);
  CAF_CHECK_EQUAL(
      ask(sut, drop_peers{test::an_address("203.0.113.1")}).as<peers_dropped>().peers, 0u);
}

CAF_TEST_FIXTURE_SCOPE_END()
