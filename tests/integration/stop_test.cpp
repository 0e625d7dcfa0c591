// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE stop_test

#include "tests/support/ctl_process.hpp"
#include "tests/support/restarted_tracker.hpp"

#include <caf/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

using namespace muster;
using test::eventually;
namespace fs = std::filesystem;

/// The exit code of a stop that could not save everything.
constexpr int not_saved = 3;

struct fixture : test::restarted_tracker {
  fs::path data = folder.path("data");

  /// The exit code of `musterctl snapshot now`.
  int snapshot_now() const {
    return test::run_musterctl({"--data-dir", data.string(), "snapshot", "now"}).code;
  }

  /// What the log tells of the end of the stop, if it does so once.
  std::string told_as_saved() const {
    const std::string event = "event=save_last ";
    const auto& log = tracker->output();
    const auto begin = log.find(event);
    if (begin == std::string::npos || log.find(event, begin + 1) != std::string::npos)
      return "not once";
    const auto field = begin + event.size();
    return log.substr(field, log.find(' ', field) - field);
  }

  bool health_says(const std::string& words) const {
    return get("/healthz").body.find(words) != std::string::npos;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(stop_tests, fixture)

CAF_TEST(a stop with a full disk ends with the code for what is not saved) {
  announce(1, 7001);
  wait_for_round();
  limit_files(0);
  announce(2, 7001);
  CAF_CHECK_EQUAL(end(SIGTERM), not_saved);
  CAF_CHECK(tracker->output().find("event=fail_last_round") != std::string::npos);
  CAF_CHECK_EQUAL(told_as_saved(), "swarms_saved=0");
}

CAF_TEST(a stop whose store was never opened ends with the code for what is not saved) {
  CAF_REQUIRE_EQUAL(end(SIGTERM), 0);
  fs::remove_all(data / "store");
  std::ofstream{data / "store"} << "in the way";
  start();
  CAF_CHECK(eventually([this] { return has_status("degraded"); }));
  CAF_CHECK_EQUAL(end(SIGTERM), not_saved);
}

CAF_TEST(a tracker whose data directory was removed says so and ends so) {
  announce(1, 7001);
  wait_for_round();
  CAF_CHECK_EQUAL(snapshot_now(), 0);
  fs::rename(data / "operator.sock", folder.path("operator.sock"));
  fs::remove_all(data);
  CAF_CHECK(eventually([this] { return health_says("is not there any more"); }));
  CAF_CHECK(tracker->wait_for_line({"event=fail_store"}));
  CAF_CHECK_EQUAL(
      test::run_musterctl({"--socket", folder.path("operator.sock"), "snapshot", "now"}).code, 1);
  announce(1, 7002);
  CAF_CHECK_EQUAL(scrape(1), "0 2 0");
  CAF_CHECK_EQUAL(end(SIGTERM), not_saved);
}

CAF_TEST(a tracker whose store was moved away begins another with all it knows) {
  announce(1, 7001);
  announce(2, 7001);
  wait_for_round();
  fs::rename(data / "store", folder.path("moved"));
  CAF_CHECK(tracker->wait_for_line({"event=begin_store"}));
  CAF_CHECK(eventually([this] { return has_status("ok"); }));
  restart();
  CAF_CHECK_EQUAL(scrape(1), "0 1 0");
  CAF_CHECK_EQUAL(scrape(2), "0 1 0");
}

CAF_TEST(a stop saves everything whatever is asked of the store) {
  constexpr std::uint8_t torrents = 200;
  for (std::uint8_t i = 0; i < torrents; ++i)
    announce(i, 7001);
  std::vector<test::http_client> crowd;
  for (int i = 0; i < 100; ++i) {
    crowd.emplace_back(at);
    for (int k = 0; k < 8; ++k)
      crowd.back().send("GET /api/v1/swarms?limit=1 HTTP/1.1\r\nHost: t\r\n\r\n");
  }
  CAF_CHECK_EQUAL(end(SIGTERM), 0);
  start();
  load();
  CAF_CHECK_EQUAL(metric("muster_swarms"), std::uint64_t{torrents});
}

CAF_TEST(a stop saves everything although a client never reads its reply) {
  for (std::uint8_t i = 0; i < 100; ++i)
    announce(i, 7001);
  test::http_client begun{at};
  begun.send("GET /announce?");
  CAF_CHECK_EQUAL(end(SIGTERM), 0);
  CAF_CHECK(told_as_saved().starts_with("swarms_saved="));
  start();
  load();
  CAF_CHECK_EQUAL(metric("muster_swarms"), 100u);
}

CAF_TEST_FIXTURE_SCOPE_END()
