// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "actors/log/log.hpp"
#include "actors/persistence/messages.hpp"
#include "actors/persistence/persistence.hpp"
#include "actors/runtime/actor_account.hpp"
#include "actors/statistics/messages.hpp"
#include "actors/statistics/statistics.hpp"
#include "actors/swarm/messages.hpp"
#include "storage/store.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/swarm_fixture.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <vector>

namespace muster::test {

/// The snapshot interval of the fixture, and what a shard gets of it.
inline constexpr auto snapshot_interval = std::chrono::seconds{60};
inline constexpr auto between_ticks =
    std::chrono::microseconds{snapshot_interval} / int{swarm_directory::shard_count};

/// A tracker without network: swarms, statistics and persistence, on a store in a folder.
struct persistence_fixture : swarm_fixture {
  scratch_folder folder;
  std::vector<log_record> records;
  muster::log log{log_level::info, 1000, [this](log_record x) {
                    records.push_back(std::move(x));
                  }};
  tracker_clock clock;
  actor_accounts accounts;
  std::shared_ptr<statistics_memory> memory = std::make_shared<statistics_memory>();
  statistics_actor counted = sys.spawn(
      muster::statistics,
      statistics_parts{
          memory, &context.changes, [this] { return context.look(); }, clock, &log, &accounts});
  std::shared_ptr<persistence_memory> kept;
  std::optional<memory_use> (*memory_use_now)() = read_memory_use;
  persistence_actor sut;

  persistence_fixture() {
    start();
  }

  ~persistence_fixture() override {
    stop();
    caf::anon_send_exit(counted, caf::exit_reason::kill);
    sched.run();
  }

  /// Starts the actor, as at the start of a tracker.
  void start() {
    context.departures.open();
    kept = std::make_shared<persistence_memory>();
    spawn();
  }

  void spawn() {
    sut = sys.spawn(persistence, parts());
    sched.run();
  }

  persistence_parts parts() {
    return {&context,
            clock,
            counted,
            &log,
            {true, snapshot_interval, {}},
            folder.path("store"),
            {},
            nullptr,
            kept,
            memory_use_now};
  }

  /// Lets the actor begin to load, and fail so many turns of it and of swarms later.
  void fail_while_loading(std::size_t swarms, int turns) {
    context.departures.open();
    kept = std::make_shared<persistence_memory>();
    sut = sys.spawn(persistence, parts());
    while (context.directory.size() < swarms)
      sched.run_once();
    for (int i = 0; i < turns; ++i)
      sched.run_once();
    caf::anon_send_exit(sut, caf::exit_reason::kill);
    sched.run();
    CAF_REQUIRE(context.departures.is_open());
  }

  void stop() {
    caf::anon_send_exit(sut, caf::exit_reason::user_shutdown);
    sut = nullptr;
    sched.run();
  }

  /// Forgets all swarms, as the end of a process does.
  void forget_swarms() {
    stop();
    context.directory.clear();
    *memory = {};
  }

  /// Lets time pass in which rounds go on.
  void pass(std::chrono::microseconds time) {
    advance_time(time);
    sched.run();
  }

  void pass_round() {
    for (std::size_t i = 0; i < swarm_directory::shard_count; ++i)
      pass(between_ticks);
  }

  /// What the actor answers. (The `request` of CAF's fixture waits until no timer is left.)
  template <class Answer, class Query>
  Answer answer_to(const Query& query) {
    Answer result;
    auto answer = self->request(sut, caf::infinite, query);
    sched.run();
    answer.receive(
        [&](const Answer& x) { result = x; }, [](const caf::error&) { CAF_FAIL("no answer"); });
    return result;
  }

  /// The scrapes that the statistics actor tells.
  std::uint64_t told_scrapes() {
    std::uint64_t result = 0;
    auto answer = self->request(counted, caf::infinite, figures_query{});
    sched.run();
    answer.receive(
        [&](const figures& x) { result = x.totals.traffic[0][0].scrapes; },
        [](const caf::error&) { CAF_FAIL("no figures"); });
    return result;
  }

  bool snapshot() {
    bool result = false;
    auto answer = self->request(sut, caf::infinite, snapshot_now{});
    sched.run();
    answer.receive([&](const done&) { result = true; }, [](const caf::error&) {});
    return result;
  }

  void announce(std::uint8_t torrent, std::uint16_t port = 6881) {
    announce_to(swarm_of(torrent), an_announce().on_port(port), clock.now());
  }

  /// Announces a peer in each of so many swarms of the shard that is saved first.
  void announce_in_first_shard(std::size_t swarms) {
    for (std::size_t i = 0; i < swarms; ++i)
      announce_to(
          context.directory.find_or_spawn(sys, an_info_hash_of_first_shard(i)), an_announce(),
          clock.now());
  }

  /// Lets the only peer of a torrent leave, and the sweeper come.
  void end_swarm(std::uint8_t torrent) {
    announce_to(swarm_of(torrent), an_announce().with_event(announce_event::stopped), clock.now());
    box.send(swarm_of(torrent), 0, sweep{clock.now()}, nullptr);
    sched.run();
    CAF_CHECK(context.directory.find(an_info_hash(torrent)) == nullptr);
  }

  /// Lets the only peer of a torrent, which is a new client, complete its download.
  void download(std::uint8_t torrent) {
    const auto client = a_peer_id(++downloads);
    announce_to(swarm_of(torrent), an_announce().by_peer_id(client), clock.now());
    announce_to(swarm_of(torrent), an_announce().by_peer_id(client).with_left(0), clock.now());
  }

  std::uint8_t downloads = 0;

  std::uint32_t completed(std::uint8_t torrent) {
    const auto found = context.directory.find(an_info_hash(torrent));
    return found ? ask(found, scrape{}).as<scraped>().entry.counts.completed_count : 0;
  }

  std::uint32_t leechers(std::uint8_t torrent) {
    const auto found = context.directory.find(an_info_hash(torrent));
    return found ? ask(found, scrape{}).as<scraped>().entry.counts.leechers : 0;
  }

  bool has_logged(std::string_view event) const {
    return std::any_of(
        records.begin(), records.end(), [&](const log_record& x) { return x.event == event; });
  }

  /// Puts a record into the store while no actor has it open.
  void put(record_kind kind, std::string_view key, std::string_view value) {
    const auto opened = store::open(folder.path("store"));
    store_batch batch;
    batch.put(kind, key, value);
    CAF_REQUIRE(!std::get<std::unique_ptr<store>>(opened)->write(batch, true));
  }

  /// Puts a swarm into the store whose only peer is too old to be loaded.
  void put_old_swarm(std::uint8_t torrent, std::uint32_t completed_count) {
    swarm_record old;
    old.completed_count = completed_count;
    old.peers.resize(1);
    old.peers[0].endpoint = {203, 0, 113, 1, 1, 1};
    old.peers[0].last_seen = clock.now() - timestamp{200};
    put(record_kind::swarms, an_info_hash(torrent).view(), write_swarm_record(old));
  }
};

} // namespace muster::test
