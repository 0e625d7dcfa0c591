// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE lifecycle_test

#include "tests/support/eventually.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/queries.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/tracker_process.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace muster;

/// A stop takes no longer.
constexpr std::chrono::seconds stop_time{5};

std::ptrdiff_t lines_in(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

bool accepts(const endpoint& at) {
  try {
    return test::http_client{at}.get("/healthz").status == 200;
  } catch (const std::exception&) {
    return false;
  }
}

} // namespace

CAF_TEST(a termination signal ends the tracker with success) {
  for (const int signal : {SIGTERM, SIGINT}) {
    test::tracker_process tracker{{"--listen", "127.0.0.1:0"}};
    tracker.wait_until_ready(1);
    tracker.signal(signal);
    CAF_CHECK(tracker.wait_for_end(stop_time) == 0);
  }
}

CAF_TEST(a stop closes idle connections and answers a request that has begun) {
  // Of two threads one might stop, and close what is idle, while the other answers as ever.
  test::tracker_process tracker{{"--listen", "127.0.0.1:0", "--reactors", "1"}};
  const auto at = tracker.wait_until_ready(1);
  test::http_client idle{at[0]};
  CAF_CHECK_EQUAL(idle.get("/healthz").status, 200);
  test::http_client begun{at[0]};
  begun.send("GET /announce?" + test::an_announce_query().text() + " HTTP/1.1\r\n");
  // The first half has arrived when the tracker has seen three connections.
  CAF_CHECK(test::eventually([&] {
    return test::http_client{at[0]}.get("/stats.json").body.find("\"open\":3") != std::string::npos;
  }));
  tracker.signal(SIGTERM);
  CAF_CHECK(idle.wait_for_end() == test::connection_end::closed);
  begun.send("\r\n");
  const auto reply = begun.read_reply();
  CAF_CHECK_EQUAL(reply.status, 200);
  CAF_CHECK(reply.says_close());
  CAF_CHECK(tracker.wait_for_end(stop_time) == 0);
}

CAF_TEST(a client that never finishes its request does not hold up a stop) {
  test::tracker_process tracker{{"--listen", "127.0.0.1:0"}};
  const auto at = tracker.wait_until_ready(1);
  test::http_client begun{at[0]};
  begun.send("GET /");
  tracker.signal(SIGTERM);
  CAF_CHECK(tracker.wait_for_end(stop_time) == 0);
}

CAF_TEST(a stopped tracker accepts nobody) {
  test::tracker_process tracker{{"--listen", "127.0.0.1:0"}};
  const auto at = tracker.wait_until_ready(1);
  tracker.signal(SIGTERM);
  CAF_CHECK(tracker.wait_for_end(stop_time) == 0);
  CAF_CHECK(!accepts(at[0]));
}

CAF_TEST(a port in use is one line and exit code 1) {
  test::tracker_process first{{"--listen", "127.0.0.1:0"}};
  const auto at = first.wait_until_ready(1);
  const auto second = test::run_musterd({"--listen", to_string(at[0]), "--log-level", "error"});
  CAF_CHECK_EQUAL(second.status, 1);
  CAF_CHECK_EQUAL(lines_in(second.output), 1);
  CAF_CHECK(second.output.find(to_string(at[0])) != std::string::npos);
}

CAF_TEST(a free port is taken where the port is 0 and shared by all reactors) {
  test::tracker_process tracker{{"--listen", "127.0.0.1:0", "--reactors", "3"}};
  const auto at = tracker.wait_until_ready(1);
  CAF_CHECK(at[0].port != 0);
  for (int i = 0; i < 20; ++i)
    CAF_CHECK_EQUAL(test::http_client{at[0]}.get("/healthz").status, 200);
}

CAF_TEST(a secret that others can read is one line and exit code 1) {
  for (const std::string name : {"operator_token", "secret_key"}) {
    const test::scratch_folder folder;
    const auto path = folder.write("musterd.toml", "[web]\noperator_pages = true\n");
    const auto secret = folder.write(name, std::string(64, 'a'));
    const auto check_refused = [&](const std::string& expected) {
      const auto result = test::run_musterd(
          {"--config", path, "--listen", "127.0.0.1:0", "--data-dir", folder.path("."),
           "--log-level", "error"});
      CAF_CHECK_EQUAL(result.status, 1);
      CAF_CHECK_EQUAL(lines_in(result.output), 1);
      CAF_CHECK(result.output.find(name + ": expected " + expected) != std::string::npos);
    };
    std::filesystem::permissions(secret, std::filesystem::perms{0644});
    check_refused("a file for its owner alone, with mode 0600");
    std::filesystem::permissions(secret, std::filesystem::perms{0600});
    std::filesystem::resize_file(secret, 63);
    check_refused("a line of 64 hexadecimal digits");
  }
}

CAF_TEST(a bad option is one line and exit code 2) {
  for (const std::string bad : {"--no-such-option", "--listen=here", "--reactors=many"}) {
    const auto result = test::run_musterd({bad});
    CAF_CHECK_EQUAL(result.status, 2);
    CAF_CHECK_EQUAL(lines_in(result.output), 1);
  }
}

CAF_TEST(a configuration is checked without a start) {
  const test::scratch_folder folder;
  const auto good = folder.write("good.toml", "reactors = 1\n");
  CAF_CHECK_EQUAL(test::run_musterd({"--config", good, "--check-config"}).status, 0);
  const auto bad = folder.write("bad.toml", "[http]\nlisteners = 1\n");
  const auto result = test::run_musterd({"--config", bad, "--check-config"});
  CAF_CHECK_EQUAL(result.status, 2);
  CAF_CHECK(result.output.find(bad + ":2:") != std::string::npos);
}

CAF_TEST(what would hide a page or write no log is refused by a check and by a start) {
  const test::scratch_folder folder;
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"[http]\nannounce_paths = [\"/stats\"]\n",
            ":2:18: http.announce_paths: expected paths without pages or scrapes"},
           {"[log]\nfile = \"missing/log\"\n", ":2:8: log.file: expected a file"}}) {
    const auto path = folder.write("musterd.toml", text);
    for (const std::string option : {"--check-config", "--reactors=1"}) {
      const auto result = test::run_musterd({"--config", path, "--listen", "127.0.0.1:0", option});
      CAF_CHECK_EQUAL(result.status, 2);
      CAF_CHECK_EQUAL(lines_in(result.output), 1);
      CAF_CHECK(result.output.starts_with(path + expected));
    }
  }
}

CAF_TEST(the log level changes with the configuration file on SIGHUP) {
  const test::scratch_folder folder;
  const auto path = folder.write("musterd.toml", "[log]\nlevel = \"info\"\n");
  test::tracker_process tracker{{"--config", path, "--listen", "127.0.0.1:0"}};
  tracker.wait_until_ready(1);
  static_cast<void>(folder.write("musterd.toml", "[log]\nlevel = \"loud\"\n"));
  tracker.signal(SIGHUP);
  CAF_CHECK(tracker.wait_for_line({"event=keep_configuration", "musterd.toml:2:"}));
  static_cast<void>(folder.write("musterd.toml", "[log]\nlevel = \"debug\"\n"));
  tracker.signal(SIGHUP);
  CAF_CHECK(tracker.wait_for_line({"event=change_option", "option=log.level"}));
  CAF_CHECK(tracker.wait_for_line({"event=change_log_level", "from=info", "to=debug"}));
  CAF_CHECK(tracker.wait_for_line({"event=reload_lists"}));
}

CAF_TEST(each option that changes without a restart is told and no other) {
  const test::scratch_folder folder;
  const auto list = folder.write("deny", "");
  const auto path = folder.write("musterd.toml", "");
  test::tracker_process tracker{{"--config", path, "--listen", "127.0.0.1:0"}};
  tracker.wait_until_ready(1);
  static_cast<void>(folder.write("musterd.toml", "[admission]\ndeny_list = \"" + list + "\"\n"));
  tracker.signal(SIGHUP);
  CAF_CHECK(tracker.wait_for_line({"event=change_option", "option=admission.deny_list"}));
  CAF_CHECK(tracker.wait_for_line({"event=reload_lists"}));
  CAF_CHECK(tracker.output().find("option=admission.allow_list") == std::string::npos);
}

CAF_TEST(a changed option that needs a restart is told) {
  const test::scratch_folder folder;
  const auto path = folder.write("musterd.toml", "[announce]\ninterval_seconds = 1800\n");
  test::tracker_process tracker{{"--config", path, "--listen", "127.0.0.1:0"}};
  tracker.wait_until_ready(1);
  static_cast<void>(folder.write("musterd.toml", "[announce]\ninterval_seconds = 2000\n"));
  tracker.signal(SIGHUP);
  CAF_CHECK(tracker.wait_for_line({"event=need_restart", "announce.interval_seconds"}));
}

CAF_TEST(the log goes to a file that may be moved away) {
  const test::scratch_folder folder;
  const auto path = folder.write("musterd.toml", "[log]\nfile = \"musterd.log\"\n");
  test::tracker_process tracker{
      {"--config", path, "--listen", "127.0.0.1:0", "--data-dir", folder.path(".")}};
  const auto has_line = [&](const std::string& event) {
    const auto lines = test::lines_of(folder.path("musterd.log"));
    return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
      return line.find("event=" + event) != std::string::npos;
    });
  };
  CAF_CHECK(test::eventually([&] { return has_line("start "); }));
  std::filesystem::rename(folder.path("musterd.log"), folder.path("musterd.log.1"));
  tracker.signal(SIGHUP);
  CAF_CHECK(test::eventually([&] { return has_line("reopen_log"); }));
  CAF_CHECK(!has_line("start "));
  // A mistake in the configuration is told in the new file as well.
  std::filesystem::rename(folder.path("musterd.log"), folder.path("musterd.log.2"));
  static_cast<void>(folder.write("musterd.toml", "mistake = 1\n"));
  tracker.signal(SIGHUP);
  CAF_CHECK(test::eventually([&] { return has_line("keep_configuration"); }));
}
