// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE supervision_test

#include "actors/interfaces.hpp"
#include "actors/operator/messages.hpp"
#include "actors/runtime/lasting_address.hpp"
#include "bin/tracker.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/http_announces.hpp"
#include "tests/support/scratch_folder.hpp"

#include <caf/actor_cast.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace muster;
using test::eventually;

/// A whole tracker in this process, with a client that stays connected.
struct fixture {
  test::scratch_folder folder;
  muster::tracker tracker{settings()};
  endpoint at = start();
  test::http_client client{at};
  std::uint16_t port = 1024;

  configuration settings() const {
    configuration result;
    result.data_dir = folder.path("data");
    result.log.file = folder.path("log");
    result.http.listeners = {*parse_endpoint("127.0.0.1:0")};
    result.reactors = 1;
    return result;
  }

  endpoint start() {
    tracker.make_data_dir();
    tracker.open_log();
    tracker.load_lists();
    tracker.open_store();
    tracker.listen_for_operators();
    tracker.load_secret_key();
    tracker.listen();
    tracker.spawn_actors();
    tracker.start_reactors();
    CAF_REQUIRE(eventually([this] { return !listening_at().empty(); }));
    return *parse_endpoint(listening_at());
  }

  ~fixture() {
    tracker.stop_reactors();
    tracker.save();
    tracker.stop_actors();
  }

  /// Where the log says that the tracker listens; empty: not yet.
  std::string listening_at() const {
    const std::string key = "address=";
    for (const auto& line : test::lines_of(folder.path("log")))
      if (const auto begin = line.find(key); begin != std::string::npos)
        return line.substr(begin + key.size(), line.find(' ', begin) - begin - key.size());
    return "";
  }

  /// Announces another peer, which fails the test if there is no right answer.
  void announce() {
    const auto reply = test::decoded(client.get(test::announce_target(1, ++port)));
    CAF_CHECK_EQUAL(test::text(reply, "failure reason"), "none");
  }

  static caf::strong_actor_ptr running(const supervised& x) {
    return static_cast<lasting_address&>(*x.address->get()).current();
  }

  const supervised& ward(std::string_view name) const {
    return *std::find_if(tracker.wards().begin(), tracker.wards().end(), [&](const auto& x) {
      return x.name == name;
    });
  }

  /// Whether the statistics come to this number of leechers, all of which use IPv4.
  bool leechers_become(std::uint64_t number) {
    const auto told = R"("ipv4":{"seeders":0,"leechers":)" + std::to_string(number) + ',';
    return eventually(
        [&] { return client.get("/stats.json").body.find(told) != std::string::npos; });
  }

  bool restarts_become_one(const std::string& name) {
    const auto told = "\nmuster_actor_restarts_total{actor=\"" + name + "\"} 1\n";
    return eventually([&] { return client.get("/metrics").body.find(told) != std::string::npos; });
  }

  /// Kills an actor and announces until it is there again.
  /// @returns whether it came back.
  bool kill(const supervised& x) {
    const auto before = running(x);
    caf::anon_send_exit(caf::actor_cast<caf::actor>(before), caf::exit_reason::kill);
    return eventually([&] {
      announce();
      return running(x) != before;
    });
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(supervision_tests, fixture)

CAF_TEST(every actor beside the announce path comes back and no announce fails meanwhile) {
  std::vector<std::string> names;
  for (const auto& x : tracker.wards()) {
    names.push_back(x.name);
    CAF_CHECK(kill(x));
    CAF_CHECK(restarts_become_one(x.name));
  }
  CAF_CHECK(
      names
      == (std::vector<std::string>{
          "logger", "statistics", "persistence", "sweeper", "operator_desk", "pages"}));
}

CAF_TEST(after all of them have failed the tracker is whole) {
  announce();
  for (const auto& x : tracker.wards())
    CAF_CHECK(kill(x));
  // The statistics go on from where they were, the pages answer, the store is written.
  CAF_CHECK(eventually([&] {
    const auto stats = client.get("/stats.json").body;
    return stats.find("\"state\":\"saving\"") != std::string::npos;
  }));
  const auto peers = std::to_string(port - 1024);
  CAF_CHECK(leechers_become(port - 1024U));
  caf::scoped_actor self{*ward("operator_desk").address->home_system};
  self->request(
          caf::actor_cast<operator_actor>(ward("operator_desk").address), caf::infinite,
          request_snapshot{})
      .receive(
          [](const command_result& x) { CAF_CHECK(x.done); },
          [](const caf::error&) { CAF_FAIL("no answer"); });
  CAF_CHECK(
      client.get("/api/v1/swarms").body.find("\"peers\":" + peers + ',') != std::string::npos);
}

CAF_TEST(peers that an operator drops while the statistics actor is away are not counted) {
  announce();
  CAF_CHECK(leechers_become(1));
  const auto before = running(ward("statistics"));
  caf::scoped_actor self{*before->home_system};
  self->monitor(before);
  caf::anon_send_exit(caf::actor_cast<caf::actor>(before), caf::exit_reason::kill);
  self->receive([](const caf::down_msg&) {});
  self->request(
          caf::actor_cast<operator_actor>(ward("operator_desk").address), caf::infinite,
          kick_swarm{test::an_info_hash(1)})
      .receive(
          [](const command_result& x) { CAF_CHECK(x.done); },
          [](const caf::error&) { CAF_FAIL("no answer"); });
  CAF_CHECK(leechers_become(0));
}

CAF_TEST_FIXTURE_SCOPE_END()
