// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE restart_test

#include "storage/newest_time.hpp"
#include "tests/support/ctl_process.hpp"
#include "tests/support/restarted_tracker.hpp"
#include "tests/support/stores.hpp"
#include "tests/support/udp_client.hpp"
#include "tests/support/udp_packets.hpp"

#include <caf/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

using namespace muster;
using test::an_announce_query;
using test::eventually;

} // namespace

CAF_TEST_FIXTURE_SCOPE(restart_tests, test::restarted_tracker)

CAF_TEST(connection ids over udp outlive a restart) {
  const auto id = test::udp_client{at}.connect();
  for (const auto signal : {SIGTERM, SIGKILL}) {
    end(signal);
    start();
    test::udp_client client{at};
    constexpr std::uint32_t announced = 1;
    CAF_CHECK_EQUAL(test::word_in(client.ask(test::a_udp_announce(id)), 0), announced);
  }
}

CAF_TEST(the secret key of connection ids is for the owner alone and stays what it is) {
  const auto key = folder.path("data") + "/secret_key";
  CAF_CHECK(std::filesystem::status(key).permissions() == std::filesystem::perms{0600});
  const auto before = test::lines_of(key);
  restart();
  CAF_CHECK(test::lines_of(key) == before);
}

CAF_TEST(a stop and a start lose no peer) {
  announce(1, 7001, "&left=0");
  announce(1, 7002, "&left=5");
  announce(2, 7003, "&left=5");
  announce(2, 7003, "&left=0");
  restart();
  CAF_CHECK_EQUAL(scrape(1), "1 1 0");
  CAF_CHECK_EQUAL(scrape(2), "1 0 1");
  const auto reply = test::decoded(get(test::announce_target(1, 7004)));
  CAF_CHECK(
      test::peers(reply) == (std::vector<std::string>{"127.0.0.1:7001", "127.0.0.1:7002"})
      || test::peers(reply) == (std::vector<std::string>{"127.0.0.1:7002", "127.0.0.1:7001"}));
}

CAF_TEST(gauges are right after a restart and totals go on) {
  announce(1, 7001, "&left=0&event=started");
  announce(2, 7002, "&left=5");
  restart();
  CAF_CHECK_EQUAL(metric("muster_swarms"), 2u);
  CAF_CHECK_EQUAL(metric("muster_swarms_active"), 2u);
  CAF_CHECK_EQUAL(metric(R"(muster_peers{family="ipv4",role="seeder"})"), 1u);
  const std::string started =
      R"(muster_announces_total{protocol="http",family="ipv4",event="started"})";
  CAF_CHECK_EQUAL(metric(started), 1u);
  announce(3, 7001, "&event=started");
  CAF_CHECK(eventually([&] { return metric(started) == 2; }));
}

CAF_TEST(a peer that has left is gone after a restart) {
  announce(1, 7001);
  announce(1, 7002);
  restart();
  announce(1, 7001, "&event=stopped");
  restart();
  CAF_CHECK_EQUAL(scrape(1), "0 1 0");
}

CAF_TEST(a swarm that has ended is gone from the store) {
  announce(1, 7001);
  announce(2, 7001);
  wait_for_round();
  announce(1, 7001, "&event=stopped");
  CAF_CHECK(eventually([this] { return metric("muster_swarms") == 1; }));
  restart();
  CAF_CHECK_EQUAL(metric("muster_swarms_loaded_total"), 1u);
  CAF_CHECK_EQUAL(metric("muster_swarms"), 1u);
}

CAF_TEST(a killed tracker loses nothing that is older than a round) {
  announce(1, 7001, "&left=0");
  wait_for_round();
  announce(2, 7001);
  end(SIGKILL);
  start();
  load();
  CAF_CHECK_EQUAL(scrape(1), "1 0 0");
}

CAF_TEST(the store survives being killed again and again under load) {
  std::uint8_t saved = 0;
  for (std::uint8_t round = 1; round <= 6; ++round) {
    load();
    for (std::uint8_t torrent = 1; torrent <= saved; ++torrent)
      CAF_CHECK_EQUAL(scrape(torrent), "0 1 0");
    CAF_CHECK_EQUAL(metric("muster_records_skipped_total"), 0u);
    announce(round, 7001);
    wait_for_round();
    saved = round;
    // Killed in the middle of writing: hundreds of swarms have news, and the next round has begun.
    test::http_client client{at};
    const auto begun = metric("muster_swarms_saved_total");
    for (std::uint16_t i = 0; i < 400 || metric("muster_swarms_saved_total") == begun; ++i)
      test::decoded(client.get(test::announce_target(an_announce_query().with(
          "info_hash",
          test::percent_encoded("killed " + std::to_string(1000 + i % 8000) + "_________")))));
    end(SIGKILL);
    start();
  }
}

CAF_TEST(a second tracker on the same folder is refused with one line) {
  const auto second = test::run_musterd(arguments());
  CAF_CHECK_EQUAL(second.status, 1);
  CAF_CHECK(second.output.find("in use") != std::string::npos);
  CAF_CHECK_EQUAL(get("/healthz").status, 200);
}

CAF_TEST(a full disk degrades the tracker and it recovers by itself) {
  announce(1, 7001);
  wait_for_round();
  limit_files(0);
  CAF_CHECK(eventually([this] {
    announce(2, 7001);
    return has_status("degraded");
  }));
  CAF_CHECK_EQUAL(metric(R"(muster_store_state{state="failing"})"), 1u);
  CAF_CHECK(metric("muster_store_failures_total") > 0);
  announce(1, 7002);
  CAF_CHECK_EQUAL(scrape(1), "0 2 0");
  CAF_CHECK(tracker->wait_for_line({"event=fail_store"}));
  limit_files(RLIM_INFINITY);
  CAF_CHECK(eventually([this] { return has_status("ok"); }));
  CAF_CHECK(tracker->wait_for_line({"event=recover_store"}));
  restart();
  CAF_CHECK_EQUAL(scrape(1), "0 2 0");
  CAF_CHECK_EQUAL(scrape(2), "0 1 0");
}

CAF_TEST(a store that cannot be opened degrades the tracker until it can) {
  end(SIGTERM);
  const std::filesystem::path store = folder.path("data/store");
  std::filesystem::rename(store, folder.path("away"));
  std::ofstream{store} << "in the way";
  start();
  CAF_CHECK(eventually([this] { return has_status("degraded"); }));
  announce(1, 7001);
  CAF_CHECK_EQUAL(scrape(1), "0 1 0");
  std::filesystem::remove(store);
  CAF_CHECK(eventually([this] { return has_status("ok"); }));
  restart();
  CAF_CHECK_EQUAL(scrape(1), "0 1 0");
}

CAF_TEST(a clock far ahead of the store degrades the tracker until an operator trusts it) {
  announce(1, 7001);
  CAF_REQUIRE_EQUAL(end(SIGTERM), 0);
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto long_ago = std::chrono::duration_cast<timestamp>(now - std::chrono::days{800});
  {
    const auto records = test::opened_store(folder.path("data/store"));
    store_batch batch;
    put_newest_time(long_ago, batch);
    CAF_REQUIRE(!records->write(batch, true));
  }
  start();
  load();
  CAF_CHECK(get("/healthz").body.find("the clock is 800 days ahead") != std::string::npos);
  CAF_CHECK_EQUAL(metric("muster_clock_in_doubt"), 1u);
  CAF_CHECK(tracker->wait_for_line({"event=doubt_clock"}));
  const auto told = test::run_musterctl({"--data-dir", folder.path("data"), "clock", "trust"});
  CAF_CHECK_EQUAL(told.code, 0);
  CAF_CHECK(has_status("ok"));
  restart();
  CAF_CHECK(has_status("ok"));
  CAF_CHECK_EQUAL(scrape(1), "0 1 0");
}

CAF_TEST(samples of swarms and the list of them are there after a round) {
  announce(1, 7001, "&left=0");
  announce(1, 7002);
  announce(2, 7001);
  wait_for_round();
  const auto list = get("/api/v1/swarms?sort=peers").body;
  const auto first = "\"info_hash\":\"" + to_hex(test::an_info_hash(1)) + "\",\"peers\":2";
  const auto second = "\"info_hash\":\"" + to_hex(test::an_info_hash(2)) + "\",\"peers\":1";
  CAF_CHECK(list.find(first) != std::string::npos);
  CAF_CHECK(list.find(first) < list.find(second));
  const auto series = get("/stats?format=json&info_hash=" + to_hex(test::an_info_hash(1))).body;
  CAF_CHECK(series.find("\"peers\":2,\"seeders\":1,\"leechers\":1") != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()
