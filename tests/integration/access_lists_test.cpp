// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE access_lists_test

#include "tests/support/eventually.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/queries.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/torrent_lists.hpp"
#include "tests/support/tracker_process.hpp"

#include <caf/test/unit_test.hpp>

#include <csignal>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace muster;

/// The info_hash of 20 times `AA`, as lists spell it.
const std::string listed(40, 'a');

/// A musterd with one list, whose file a test can change.
struct fixture {
  test::scratch_folder folder;
  std::string list = folder.write("list", "");

  std::string configure(const std::string& option) const {
    return folder.write("musterd.toml", "[admission]\n" + option + " = \"" + list + "\"\n");
  }

  void rewrite(const std::string& content) const {
    static_cast<void>(folder.write("list", content));
  }
};

/// Whether a torrent is served at `at`.
bool serves(const endpoint& at, const std::string& event = "") {
  const auto query = test::an_announce_query()
                         .with("info_hash", test::percent_encoded(std::string(20, '\xaa')))
                         .with("event", event);
  const auto reply = test::http_client{at}.get("/announce?" + query.text());
  return reply.body.find("failure reason") == std::string::npos;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(access_lists_tests, fixture)

CAF_TEST(with an allow list only its torrents are served) {
  test::tracker_process tracker{
      {"--config", configure("allow_list"), "--listen", "127.0.0.1:0", "--reactors", "2"}};
  const auto at = tracker.wait_until_ready(1);
  CAF_CHECK(!serves(at[0]));
  rewrite(listed + "\n");
  tracker.signal(SIGHUP);
  CAF_CHECK(tracker.wait_for_line({"event=reload_lists", "allowed=1"}));
  CAF_CHECK(test::eventually([&] { return serves(at[0]); }));
}

CAF_TEST(a denied torrent is refused for good and a stopped event of it succeeds) {
  rewrite(listed + " # not here\n");
  test::tracker_process tracker{{"--config", configure("deny_list"), "--listen", "127.0.0.1:0"}};
  const auto at = tracker.wait_until_ready(1);
  CAF_CHECK(!serves(at[0]));
  CAF_CHECK(serves(at[0], "stopped"));
  rewrite("");
  tracker.signal(SIGHUP);
  CAF_CHECK(test::eventually([&] { return serves(at[0]); }));
}

CAF_TEST(a list with a mistake keeps the old one in force) {
  rewrite(listed + "\n");
  test::tracker_process tracker{{"--config", configure("deny_list"), "--listen", "127.0.0.1:0"}};
  const auto at = tracker.wait_until_ready(1);
  rewrite("# fine\nabc\n");
  tracker.signal(SIGHUP);
  CAF_CHECK(tracker.wait_for_line({"event=keep_lists", list + ":2:"}));
  CAF_CHECK(!serves(at[0]));
}

CAF_TEST(a list that has become a pipe keeps the old one in force and holds nothing up) {
  rewrite(listed + "\n");
  test::tracker_process tracker{{"--config", configure("deny_list"), "--listen", "127.0.0.1:0"}};
  const auto at = tracker.wait_until_ready(1);
  CAF_REQUIRE_EQUAL(::unlink(list.c_str()), 0);
  CAF_REQUIRE_EQUAL(::mkfifo(list.c_str(), 0600), 0);
  tracker.signal(SIGHUP);
  CAF_CHECK(tracker.wait_for_line({"event=keep_lists", "expected a regular file"}));
  CAF_CHECK(!serves(at[0]));
  tracker.signal(SIGTERM);
  CAF_CHECK(tracker.wait_for_end(std::chrono::seconds{5}) == 0);
}

CAF_TEST(a list or a configuration that is a pipe at the start ends it with one line) {
  CAF_REQUIRE_EQUAL(::unlink(list.c_str()), 0);
  CAF_REQUIRE_EQUAL(::mkfifo(list.c_str(), 0600), 0);
  for (const auto& config : {configure("deny_list"), list}) {
    const auto result =
        test::run_musterd({"--config", config, "--listen", "127.0.0.1:0", "--log-level", "error"});
    CAF_CHECK_EQUAL(result.status, 2);
    CAF_CHECK(result.output.find(list + ": expected a regular file") != std::string::npos);
  }
}

CAF_TEST(a log that is a pipe without a reader ends the start with one line) {
  const auto pipe = folder.path("log");
  CAF_REQUIRE_EQUAL(::mkfifo(pipe.c_str(), 0600), 0);
  const auto result = test::run_musterd(
      {"--config", folder.write("musterd.toml", "[log]\nfile = \"" + pipe + "\"\n"), "--listen",
       "127.0.0.1:0"});
  CAF_CHECK_EQUAL(result.status, 1);
  CAF_CHECK(result.output.find("expected a reader") != std::string::npos);
}

CAF_TEST(a list that is being read keeps no stop waiting) {
  const auto text = test::a_list_of_torrents(200'000);
  const auto config = configure("deny_list");
  test::tracker_process tracker{{"--config", config, "--listen", "127.0.0.1:0"}};
  tracker.wait_until_ready(1);
  rewrite(text);
  tracker.signal(SIGHUP);
  tracker.signal(SIGTERM);
  CAF_CHECK(tracker.wait_for_end(std::chrono::seconds{5}) == 0);
  CAF_CHECK(tracker.output().find("event=reload_lists") == std::string::npos);
}

CAF_TEST(a list with a mistake at the start ends the start with one line) {
  rewrite("abc\n");
  const auto result = test::run_musterd(
      {"--config", configure("deny_list"), "--listen", "127.0.0.1:0", "--log-level", "error"});
  CAF_CHECK_EQUAL(result.status, 2);
  CAF_CHECK(result.output.find(list + ":1: expected") != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()
