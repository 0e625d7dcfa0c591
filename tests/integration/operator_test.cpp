// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE operator_test

#include "tests/support/operated_tracker.hpp"

#include <caf/test/unit_test.hpp>

#include <csignal>
#include <filesystem>

namespace {

using namespace muster;
using test::ctl_process;
using test::run_musterctl;

/// The info_hash that announces of tests name: twenty times the letter A.
std::string hash_text() {
  std::string result;
  while (result.size() < 40)
    result += "41";
  return result;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

struct fixture : test::operated_tracker {
  /// Reports reach the statistics within 100 ms.
  bool status_has(const std::string& part) {
    return test::eventually([&] { return has(ctl({"--json", "status"}).output, part); });
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(operator_tests, fixture)

CAF_TEST(the status counts what clients did) {
  CAF_CHECK(is_well());
  CAF_CHECK(status_has("\"announces\":1"));
  const auto [code, output] = ctl({"status"});
  CAF_CHECK_EQUAL(code, 0);
  CAF_CHECK(output.starts_with("musterd "));
}

CAF_TEST(every actor is listed) {
  CAF_CHECK(is_well());
  const auto [code, output] = ctl({"--json", "actors"});
  CAF_CHECK_EQUAL(code, 0);
  for (const std::string kind :
       {"logger", "statistics", "persistence", "sweeper", "pages", "store_pages", "operator_desk",
        "http_server", "swarm"})
    CAF_CHECK(has(output, "\"kind\":\"" + kind + '"'));
  for (const std::string place : {"reactor 0", "reactor 1", "own thread", "scheduler"})
    CAF_CHECK(has(output, "\"place\":\"" + place + '"'));
}

CAF_TEST(swarms and their peers are listed) {
  CAF_CHECK(is_well());
  CAF_CHECK(has(ctl({"swarms"}).output, hash_text()));
  CAF_CHECK(has(ctl({"actors", "--swarms"}).output, hash_text()));
  CAF_CHECK(has(ctl({"swarm", hash_text()}).output, "127.0.0.1:"));
  CAF_CHECK(has(ctl({"peers", "--address", "127.0.0.1"}).output, hash_text()));
  const auto [code, output] = ctl({"swarm", std::string(40, '0')});
  CAF_CHECK_EQUAL(code, 1);
  CAF_CHECK_EQUAL(output, "musterctl: no such swarm\n");
}

CAF_TEST(a list that is cut says so and how to get all) {
  CAF_CHECK(is_well());
  CAF_CHECK(!has(ctl({"swarms", "--limit", "1"}).output, "and more"));
  const auto other = test::an_announce_query().with("info_hash", std::string(20, 'B')).text();
  test::http_client{at}.get("/announce?" + other);
  CAF_CHECK(status_has("\"swarms\":2"));
  CAF_CHECK(
      has(ctl({"swarms", "--limit", "1"}).output, "and more, 2 in all; --limit 0 lists them"));
  CAF_CHECK(!has(ctl({"swarms"}).output, "and more"));
  CAF_CHECK(has(ctl({"--json", "swarm", hash_text()}).output, "\"cut\":false"));
}

CAF_TEST(peers of an address are dropped and a swarm is ended) {
  CAF_CHECK(is_well());
  const auto [code, output] = ctl({"kick", "127.0.0.1"});
  CAF_CHECK_EQUAL(code, 0);
  CAF_CHECK_EQUAL(output, "1 peers dropped\n");
  CAF_CHECK_EQUAL(ctl({"kick", "127.0.0.1"}).code, 1);
  CAF_CHECK_EQUAL(ctl({"kick", hash_text()}).code, 0);
  CAF_CHECK(status_has("\"swarms\":0"));
  CAF_CHECK(status_has("\"leechers\":0"));
}

CAF_TEST(a torrent is denied and allowed again) {
  CAF_CHECK_EQUAL(ctl({"deny", hash_text()}).code, 0);
  CAF_CHECK(test::eventually([&] { return has(announce(), "unregistered torrent"); }));
  process.signal(SIGHUP);
  CAF_CHECK(process.wait_for_line({"event=reload_lists"}));
  CAF_CHECK(has(announce(), "unregistered torrent"));
  CAF_CHECK_EQUAL(ctl({"allow", hash_text()}).code, 0);
  CAF_CHECK(test::eventually([&] { return !has(announce(), "failure reason"); }));
}

CAF_TEST(the log is followed and its level changes) {
  ctl_process follower{with_folder({"log", "--follow"})};
  CAF_CHECK(follower.says("event=start"));
  CAF_CHECK_EQUAL(ctl({"log", "level", "debug"}).code, 0);
  CAF_CHECK(follower.says("event=change_log_level from=info to=debug"));
  CAF_CHECK(process.wait_for_line({"event=change_log_level"}));
  CAF_CHECK(has(ctl({"log", "--json"}).output, "\"event\":\"start\""));
}

CAF_TEST(the configuration that holds is shown) {
  const auto [code, output] = ctl({"config", "show"});
  CAF_CHECK_EQUAL(code, 0);
  CAF_CHECK(has(output, "reactors = 2\n"));
  CAF_CHECK(has(output, "[announce]\n"));
}

CAF_TEST(top looks as often as it is told to) {
  const auto [code, output] = ctl({"--json", "top", "--rounds", "2", "--seconds", "0.1"});
  CAF_CHECK_EQUAL(code, 0);
  CAF_CHECK_EQUAL(std::count(output.begin(), output.end(), '\n'), 4);
}

CAF_TEST(a tracker without clients ends when it is drained) {
  CAF_CHECK_EQUAL(ctl({"drain"}).code, 0);
  CAF_CHECK(process.wait_for_end(std::chrono::seconds{10}) == 0);
  CAF_CHECK_EQUAL(ctl({"status"}).code, 3);
}

CAF_TEST(a tracker that is drained waits for its clients) {
  test::http_client client{at};
  CAF_CHECK_EQUAL(client.get("/healthz").status, 200);
  CAF_CHECK_EQUAL(ctl({"drain"}).code, 0);
  CAF_CHECK(status_has("\"draining\":true"));
  CAF_CHECK_EQUAL(client.get("/healthz").status, 503);
  CAF_CHECK(process.wait_for_end(std::chrono::seconds{10}) == 0);
}

CAF_TEST(commands are read from the input and the worst of them is the exit code) {
  ctl_process prompt{with_folder({})};
  prompt.type("status");
  CAF_CHECK(prompt.says("swarms"));
  prompt.type("");
  prompt.type("snapshot now");
  CAF_CHECK(prompt.says("everything is saved"));
  prompt.type("nonsense");
  prompt.type("status");
  CAF_CHECK(prompt.finish() == 2);
}

CAF_TEST(at a terminal an interrupt or Enter ends what goes on and the prompt stays) {
  const test::scratch_folder home;
  ::setenv("HOME", home.path("").c_str(), 1); // where the history of the prompt goes
  ctl_process prompt{with_folder({}), ctl_process::input_kind::terminal};
  prompt.type("log --follow");
  CAF_CHECK(prompt.says("event=start"));
  prompt.interrupt();
  prompt.type("log level warning");
  CAF_CHECK(prompt.says("level is warning"));
  prompt.type("top");
  CAF_CHECK(prompt.says("PER SECOND"));
  prompt.interrupt();
  prompt.type("log level error");
  CAF_CHECK(prompt.says("level is error"));
  prompt.type("log --follow --level error");
  prompt.type("");
  prompt.type("log level debug");
  CAF_CHECK(prompt.says("level is debug"));
  prompt.type("quit");
  CAF_CHECK(prompt.finish() == 0);
}

CAF_TEST(whoever is attached when the tracker is killed is told and attaches to the next one) {
  ctl_process follower{with_folder({"log", "--follow"})};
  ctl_process prompt{with_folder({})};
  prompt.type("status");
  CAF_CHECK(prompt.says("swarms"));
  CAF_CHECK(follower.says("event=start"));
  process.signal(SIGKILL);
  CAF_CHECK(follower.says("musterctl: the tracker has gone"));
  CAF_CHECK(follower.finish() == 3);
  CAF_CHECK(process.wait_for_end(std::chrono::seconds{10}) == -SIGKILL);
  test::tracker_process successor{{"--listen", "127.0.0.1:0", "--data-dir", process.data_dir()}};
  successor.wait_until_ready(1);
  prompt.type("log level info");
  CAF_CHECK(prompt.says("musterctl: the tracker has gone; attaching again"));
  CAF_CHECK(prompt.says("level is info"));
  CAF_CHECK(prompt.finish() == 0);
}

CAF_TEST(a data directory belongs to one tracker) {
  const auto second =
      test::run_musterd({"--listen", "127.0.0.1:0", "--data-dir", process.data_dir()});
  CAF_CHECK_EQUAL(second.status, 1);
  CAF_CHECK(has(second.output, "store is in use by another musterd"));
  const test::scratch_folder folder;
  const auto path = folder.write("no-store.toml", "[persistence]\nenabled = false\n");
  const auto without_store = test::run_musterd(
      {"--config", path, "--listen", "127.0.0.1:0", "--data-dir", process.data_dir()});
  CAF_CHECK_EQUAL(without_store.status, 1);
  CAF_CHECK(has(without_store.output, "operator.sock is in use by another musterd"));
  CAF_CHECK_EQUAL(ctl({"status"}).code, 0);
}

CAF_TEST(a data directory that was moved away and made again has its socket and secrets again) {
  const test::scratch_folder folder;
  const std::filesystem::path home{folder.path("data")};
  const auto path = folder.write("pages.toml", "[web]\noperator_pages = true\n");
  test::tracker_process moved{
      {"--config", path, "--listen", "127.0.0.1:0", "--data-dir", home.string()}};
  moved.wait_until_ready(1);
  std::filesystem::rename(home, folder.path("away"));
  CAF_CHECK(moved.wait_for_line({"event=lack_data_dir"}));
  std::filesystem::create_directory(home);
  CAF_CHECK(test::eventually([&] { return std::filesystem::exists(home / "operator_token"); }));
  for (const auto* secret : {"secret_key", "operator_token"})
    CAF_CHECK(
        test::lines_of((home / secret).string())
        == test::lines_of(folder.path("away/" + std::string{secret})));
  CAF_CHECK_EQUAL(run_musterctl({"--data-dir", home.string(), "status"}).code, 0);
}

CAF_TEST(a secret that somebody removed is not put back) {
  CAF_CHECK(is_well());
  const std::filesystem::path home{process.data_dir()};
  std::filesystem::remove(home / "secret_key");
  std::filesystem::remove(home / "operator.sock");
  CAF_CHECK(process.wait_for_line({"event=renew_operator_socket"}));
  CAF_CHECK_EQUAL(ctl({"status"}).code, 0);
  CAF_CHECK(!std::filesystem::exists(home / "secret_key"));
}

CAF_TEST(a backup has all that is known and a tracker starts with it in the place of its store) {
  CAF_CHECK(is_well());
  const test::scratch_folder folder;
  std::filesystem::create_directory(folder.path("restored"));
  const auto copy = folder.path("restored/store");
  CAF_CHECK_EQUAL(ctl({"backup", copy}).code, 0);
  CAF_CHECK_EQUAL(ctl({"backup", copy}).code, 1);
  test::tracker_process other{{"--listen", "127.0.0.1:0", "--data-dir", folder.path("restored")}};
  const auto at_other = other.wait_until_ready(1).front();
  CAF_CHECK(test::eventually([&] {
    return has(
        test::http_client{at_other}.get("/api/v1/swarms/" + hash_text()).body, "\"peers\":1");
  }));
}

CAF_TEST(a backup without a folder is made in the data directory) {
  CAF_CHECK(is_well());
  const auto [code, output] = ctl({"backup"});
  CAF_CHECK_EQUAL(code, 0);
  const std::filesystem::path backups{process.data_dir() + "/backups"};
  CAF_REQUIRE(std::filesystem::exists(backups));
  const auto made = std::filesystem::directory_iterator {
    backups
    } -> path();
  CAF_CHECK(std::filesystem::exists(made / "CURRENT"));
  CAF_CHECK(has(output, made.string()));
}

CAF_TEST(a backup that cannot be made says what to do and nothing of the actor system) {
  const auto [code, output] = ctl({"backup", "/no/such/folder"});
  CAF_CHECK_EQUAL(code, 1);
  CAF_CHECK(has(output, "/no/such is no folder; make it first"));
  CAF_CHECK(!has(output, "_error"));
}

CAF_TEST(a mistake is one line and exit code 2 and no tracker is 3) {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"nonsense"}, {"swarm", "abc"}, {"log", "level", "loud"}, {"kick", "x"}, {"deny"}}) {
    const auto [code, output] = run_musterctl(words);
    CAF_CHECK_EQUAL(code, 2);
    CAF_CHECK_EQUAL(std::count(output.begin(), output.end(), '\n'), 1);
  }
  const auto path = socket() + ".not";
  const auto [code, output] = run_musterctl({"--socket", path, "status"});
  CAF_CHECK_EQUAL(code, 3);
  CAF_CHECK_EQUAL(std::count(output.begin(), output.end(), '\n'), 1);
  CAF_CHECK(output.starts_with("musterctl: " + path + ": no tracker answers there: "));
  CAF_CHECK_EQUAL(run_musterctl({"--socket", path}).output, output);
}

CAF_TEST(the socket goes with the tracker) {
  CAF_CHECK(std::filesystem::exists(socket()));
  process.signal(SIGTERM);
  CAF_CHECK(process.wait_for_end(std::chrono::seconds{10}) == 0);
  CAF_CHECK(!std::filesystem::exists(socket()));
}

CAF_TEST_FIXTURE_SCOPE_END()
