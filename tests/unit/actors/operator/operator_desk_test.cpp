// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE operator_desk_test

#include "actors/admission/messages.hpp"
#include "actors/interfaces.hpp"
#include "actors/log/log.hpp"
#include "actors/log/logger.hpp"
#include "actors/log/messages.hpp"
#include "actors/operator/messages.hpp"
#include "actors/operator/operator_desk.hpp"
#include "actors/persistence/messages.hpp"
#include "tests/support/counting_statistics.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/swarm_fixture.hpp"

#include <filesystem>

namespace {

using namespace muster;
using test::an_announce;
using test::an_info_hash;

std::shared_ptr<log_output> opened(const std::string& path) {
  auto result = std::make_shared<log_output>(path);
  CAF_CHECK(!result->open());
  return result;
}

struct fixture : test::swarm_fixture {
  test::scratch_folder folder;
  muster::log log{log_level::info, 100, [this](log_record x) {
                    caf::anon_send(logger_, std::move(x));
                  }};
  actor_accounts accounts;
  statistics_actor figures_ = sys.spawn(test::counting_statistics, std::uint64_t{7});
  logger_actor logger_ = sys.spawn(logger, log_settings{}, opened(folder.path("log")), &log);
  test::post_office server{sys};
  std::shared_ptr<operator_desk_memory> memory = std::make_shared<operator_desk_memory>(
      operator_desk_memory{list_overrides{std::make_shared<access_lists>()}, "reactors = 0\n", {}});
  int stops = 0;
  operator_actor sut = sys.spawn(operator_desk, parts());

  ~fixture() override {
    for (const auto& x : {caf::actor_cast<caf::actor>(sut), caf::actor_cast<caf::actor>(logger_)})
      caf::anon_send_exit(x, caf::exit_reason::kill);
    run();
  }

  operator_desk_parts parts() {
    return {
        &context,
        &accounts,
        &log,
        tracker_clock{},
        figures_,
        logger_,
        {},
        "musterd 1.2.3",
        memory,
        [this] {
          ++stops;
        }};
  }

  void serve() {
    caf::anon_send(sut, serving_began{{caf::actor_cast<door_actor>(server.handle())}});
    run();
  }

  /// The lists that the network actor was told last.
  std::shared_ptr<const access_lists> told_lists() {
    return server->take_all<access_lists_loaded>().at(0).lists;
  }

  /// Starts a swarm with some peers.
  void announce_some(std::uint8_t fill, std::initializer_list<const char*> sources) {
    for (const auto* source : sources)
      announce_to(
          swarm_of(fill), an_announce().of_torrent(an_info_hash(fill)).from(source), timestamp{1});
    box->take();
  }

  std::string last_log_line() {
    run();
    return request<log_page>(sut, log_query{}).lines.back();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(operator_desk_tests, fixture)

CAF_TEST(the status has the figures) {
  statistics_report x;
  x.swarms.population[1] = {3, 1, 5};
  x.connections.accepted = 7;
  x.connections.closed = 4;
  x.refusals[1] = 2;
  caf::anon_send(figures_, x);
  announce_some(1, {"203.0.113.1"});
  const auto status = request<status_report>(sut, status_query{});
  CAF_CHECK_EQUAL(status.version, "musterd 1.2.3");
  CAF_CHECK_EQUAL(status.swarms, 7u);
  CAF_CHECK_EQUAL(status.leechers, 4u);
  CAF_CHECK_EQUAL(status.seeders, 5u);
  CAF_CHECK_EQUAL(status.connections, 3u);
  CAF_CHECK_EQUAL(status.refusals, 2u);
  CAF_CHECK(!status.draining);
}

CAF_TEST(a gauge below zero is told as zero) {
  statistics_report x;
  x.swarms.population[0] = {-1, 0, -1};
  x.swarms.population[1] = {2, 0, 3};
  x.connections.closed = 1;
  caf::anon_send(figures_, x);
  const auto status = request<status_report>(sut, status_query{});
  CAF_CHECK_EQUAL(status.leechers, 2u);
  CAF_CHECK_EQUAL(status.seeders, 3u);
  CAF_CHECK_EQUAL(status.connections, 0u);
}

CAF_TEST(actors are those that have accounts and all swarms in one row) {
  const auto account = accounts.open("logger", "own thread");
  account->count_arrived();
  announce_some(1, {"203.0.113.1"});
  const auto rows = request<actor_list>(sut, actors_query{}).rows;
  CAF_REQUIRE_EQUAL(rows.size(), 2u);
  CAF_CHECK_EQUAL(rows[0].kind, "logger");
  CAF_CHECK_EQUAL(rows[0].waiting, 1u);
  CAF_CHECK_EQUAL(rows[1].kind, "swarm");
  CAF_CHECK_EQUAL(rows[1].count, 7u); // as the statistics say
}

CAF_TEST(all swarms are listed page by page) {
  for (std::uint8_t fill = 1; fill <= 3; ++fill)
    announce_some(fill, {"203.0.113.1"});
  auto page = request<swarm_listing>(sut, swarms_query{0, 2});
  CAF_CHECK_EQUAL(page.rows.size(), 2u);
  CAF_CHECK(page.next_shard != 0);
  page = request<swarm_listing>(sut, swarms_query{page.next_shard, 2});
  CAF_REQUIRE_EQUAL(page.rows.size(), 1u);
  CAF_CHECK(page.rows[0].info_hash == an_info_hash(3));
  CAF_CHECK_EQUAL(page.rows[0].counts.leechers, 1u);
  CAF_CHECK_EQUAL(page.next_shard, 0u);
}

CAF_TEST(the peers of one swarm are listed) {
  announce_some(1, {"203.0.113.1", "203.0.113.2"});
  const auto found = request<peer_listings>(sut, swarm_details_query{an_info_hash(1), 1});
  CAF_REQUIRE_EQUAL(found.swarms.size(), 1u);
  CAF_CHECK_EQUAL(found.swarms[0].matching, 2u);
  CAF_CHECK_EQUAL(found.swarms[0].peers.size(), 1u);
  CAF_CHECK(request<peer_listings>(sut, swarm_details_query{an_info_hash(2), 1}).swarms.empty());
}

CAF_TEST(the swarms of an address are found) {
  announce_some(1, {"203.0.113.1"});
  announce_some(2, {"203.0.113.2"});
  announce_some(3, {"203.0.113.1", "203.0.113.2"});
  CAF_CHECK_EQUAL(request<peer_listings>(sut, address_query{"203.0.113.1"}).swarms.size(), 2u);
  CAF_CHECK(request<peer_listings>(sut, address_query{"203.0.113.3"}).swarms.empty());
  CAF_CHECK(request<peer_listings>(sut, address_query{"nowhere"}).swarms.empty());
}

CAF_TEST(a swarm of more than ten thousand peers is listed as a whole) {
  constexpr int peers = 10'001;
  for (int i = 0; i < peers; ++i) {
    const auto source = "198.18." + std::to_string(i / 256) + '.' + std::to_string(i % 256);
    announce_to(
        swarm_of(1), an_announce().of_torrent(an_info_hash(1)).from(source).with_numwant(0),
        timestamp{1});
    box->take();
  }
  const auto found =
      request<peer_listings>(sut, swarm_details_query{an_info_hash(1), ~std::uint32_t{0}});
  CAF_REQUIRE_EQUAL(found.swarms.size(), 1u);
  CAF_CHECK_EQUAL(found.swarms[0].peers.size(), std::size_t{peers});
}

CAF_TEST(the peers of an address are dropped and not counted any more) {
  announce_some(1, {"203.0.113.1"});
  announce_some(2, {"203.0.113.1", "203.0.113.2"});
  const auto result = request<command_result>(sut, kick_address{"203.0.113.1"});
  CAF_CHECK(result.done);
  CAF_CHECK_EQUAL(result.text, "2 peers dropped");
  run();
  CAF_CHECK((context.changes.take().swarms.population[0] == population{-2, 0, 0}));
  CAF_CHECK(request<peer_listings>(sut, address_query{"203.0.113.1"}).swarms.empty());
  CAF_CHECK(last_log_line().ends_with("event=kick_peers address=203.0.113.1 peers=2"));
}

CAF_TEST(an address without peers and what is no address are told) {
  CAF_CHECK(!request<command_result>(sut, kick_address{"203.0.113.1"}).done);
  CAF_CHECK(!request<command_result>(sut, kick_address{"nowhere"}).done);
}

CAF_TEST(a swarm can be ended) {
  announce_some(1, {"203.0.113.1"});
  CAF_CHECK(request<command_result>(sut, kick_swarm{an_info_hash(1)}).done);
  run();
  CAF_CHECK(context.directory.find(an_info_hash(1)) == nullptr);
  CAF_CHECK(!request<command_result>(sut, kick_swarm{an_info_hash(1)}).done);
}

CAF_TEST(network actors are told what is denied and allowed) {
  serve();
  CAF_CHECK(request<command_result>(sut, deny_torrent{an_info_hash(1)}).done);
  CAF_CHECK(!told_lists()->admits(an_info_hash(1)));
  CAF_CHECK(request<command_result>(sut, allow_torrent{an_info_hash(1)}).done);
  CAF_CHECK(told_lists()->admits(an_info_hash(1)));
  CAF_CHECK(last_log_line().ends_with("event=allow_torrent info_hash=" + to_hex(an_info_hash(1))));
}

CAF_TEST(new lists from the files keep what operators have denied) {
  serve();
  request<command_result>(sut, deny_torrent{an_info_hash(1)});
  server->take();
  auto files = std::make_shared<access_lists>();
  files->denied.insert(an_info_hash(2));
  caf::anon_send(sut, access_lists_loaded{files});
  run();
  const auto lists = told_lists();
  CAF_CHECK(!lists->admits(an_info_hash(1)));
  CAF_CHECK(!lists->admits(an_info_hash(2)));
  CAF_CHECK(lists->admits(an_info_hash(3)));
}

CAF_TEST(the log level changes if it is one) {
  CAF_CHECK(request<command_result>(sut, change_log_level{"error"}).done);
  CAF_CHECK(!log.enabled(log_level::warning));
  CAF_CHECK(!request<command_result>(sut, change_log_level{"loud"}).done);
  CAF_CHECK(log.enabled(log_level::error));
}

CAF_TEST(the configuration is the one that was read last) {
  CAF_CHECK_EQUAL(
      request<configuration_text>(sut, configuration_query{}).text, std::string{"reactors = 0\n"});
  caf::anon_send(sut, configuration_loaded{"reactors = 1\n"});
  CAF_CHECK_EQUAL(
      request<configuration_text>(sut, configuration_query{}).text, std::string{"reactors = 1\n"});
}

CAF_TEST(draining ends the tracker when the last network actor has no client) {
  CAF_CHECK(!request<command_result>(sut, drain{}).done);
  serve();
  CAF_CHECK(request<command_result>(sut, drain{}).done);
  CAF_CHECK_EQUAL(server->take_all<drain_serving>().size(), 1u);
  CAF_CHECK(request<status_report>(sut, status_query{}).draining);
  CAF_CHECK(!request<command_result>(sut, drain{}).done);
  CAF_CHECK_EQUAL(stops, 0);
  caf::anon_send(sut, drained{});
  run();
  CAF_CHECK_EQUAL(stops, 1);
}

CAF_TEST(without a store there is neither snapshot nor backup) {
  CAF_CHECK(!request<command_result>(sut, request_snapshot{}).done);
  CAF_CHECK(!request<command_result>(sut, request_backup{"/backup"}).done);
  CAF_CHECK(!request<command_result>(sut, trust_clock{}).done);
}

CAF_TEST(snapshots and backups are what the persistence actor makes of them) {
  const test::post_office store{sys};
  auto with_store = parts();
  with_store.persistence = caf::actor_cast<persistence_actor>(store.handle());
  const auto desk = sys.spawn(operator_desk, with_store);
  caf::anon_send(desk, request_backup{"/backup"});
  run();
  const auto asked = store->take_one();
  CAF_CHECK_EQUAL(asked.as<backup>().folder, "/backup");
  caf::anon_send_exit(desk, caf::exit_reason::kill);
}

CAF_TEST(a backup without a folder is named after the time and goes where backups go) {
  const test::post_office store{sys};
  auto with_store = parts();
  with_store.persistence = caf::actor_cast<persistence_actor>(store.handle());
  with_store.backups = folder.path("backups");
  const auto desk = sys.spawn(operator_desk, with_store);
  caf::anon_send(desk, request_backup{});
  run();
  const std::filesystem::path chosen = store->take_one().as<backup>().folder;
  CAF_CHECK_EQUAL(chosen.parent_path().string(), folder.path("backups"));
  CAF_CHECK_EQUAL(chosen.filename().string().size(), std::string{"2026-11-30T123456Z"}.size());
  CAF_CHECK(
      std::filesystem::status(chosen.parent_path()).permissions()
      == std::filesystem::perms::owner_all);
  caf::anon_send_exit(desk, caf::exit_reason::kill);
}

CAF_TEST(an operator is told why a backup failed and nothing of the actor system) {
  const auto fail = [](const std::string& why) -> caf::behavior {
    return {[why](const backup&) -> caf::result<done> {
      return caf::make_error(caf::sec::runtime_error, why);
    }};
  };
  const auto store = sys.spawn(fail, std::string{"the disk is full"});
  auto with_store = parts();
  with_store.persistence = caf::actor_cast<persistence_actor>(store);
  const auto desk = sys.spawn(operator_desk, with_store);
  auto answer = self->request(desk, caf::infinite, request_backup{"/backup"});
  run();
  command_result result;
  answer.receive([&](const command_result& x) { result = x; }, [](const caf::error&) {});
  CAF_CHECK(!result.done);
  CAF_CHECK_EQUAL(result.text, "the disk is full");
  caf::anon_send_exit(desk, caf::exit_reason::kill);
}

CAF_TEST(an answer that the desk does not get costs one question) {
  caf::anon_send_exit(figures_, caf::exit_reason::kill);
  run();
  auto answer = self->request(sut, caf::infinite, status_query{});
  run();
  bool failed = false;
  answer.receive([](const status_report&) {}, [&failed](const caf::error&) { failed = true; });
  CAF_CHECK(failed);
  CAF_CHECK_EQUAL(
      request<configuration_text>(sut, configuration_query{}).text, std::string{"reactors = 0\n"});
}

CAF_TEST(the successor of a desk that failed knows what operators have changed) {
  serve();
  request<command_result>(sut, deny_torrent{an_info_hash(1)});
  told_lists();
  caf::anon_send_exit(sut, caf::exit_reason::kill);
  sut = sys.spawn(operator_desk, parts());
  request<command_result>(sut, deny_torrent{an_info_hash(2)});
  CAF_CHECK_EQUAL(told_lists()->denied.size(), 2u);
}

CAF_TEST(the successor of a desk that failed while draining asks again and ends the tracker) {
  serve();
  CAF_CHECK(request<command_result>(sut, drain{}).done);
  const auto first = server->take_one().sender;
  caf::anon_send_exit(sut, caf::exit_reason::kill);
  sut = sys.spawn(operator_desk, parts());
  run();
  const auto asked = server->take_one();
  CAF_CHECK(asked.is<drain_serving>());
  caf::anon_send(caf::actor_cast<caf::actor>(first), drained{});
  run();
  CAF_CHECK_EQUAL(stops, 0);
  caf::anon_send(caf::actor_cast<caf::actor>(asked.sender), drained{});
  run();
  CAF_CHECK_EQUAL(stops, 1);
}

CAF_TEST_FIXTURE_SCOPE_END()
