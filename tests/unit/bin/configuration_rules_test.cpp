// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE configuration_rules_test

#include "bin/configuration_rules.hpp"
#include "tests/support/announces.hpp"
#include "tests/support/full_disk.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/unprivileged.hpp"

#include <caf/test/unit_test.hpp>

#include <filesystem>
#include <fstream>

namespace {

using namespace muster;
using namespace std::chrono_literals;

struct fixture {
  /// The option that is named first, or "none".
  [[nodiscard]] std::string_view broken() const {
    const auto result = find_broken_rule(x);
    return result ? result->keys.front() : "none";
  }

  configuration x;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(configuration_rules_tests, fixture)

CAF_TEST(the defaults go together) {
  CAF_CHECK_EQUAL(broken(), "none");
}

CAF_TEST(the standard number of peers is at most the greatest) {
  x.announce.numwant = {100, 100};
  CAF_CHECK_EQUAL(broken(), "none");
  x.announce.numwant = {101, 100};
  CAF_CHECK_EQUAL(broken(), "announce.numwant_standard");
}

CAF_TEST(the minimum is at most the shortest interval that is told) {
  x.announce.interval = 1000s;
  x.announce.interval_jitter_percent = 10;
  x.announce.min_interval = 900s;
  CAF_CHECK_EQUAL(broken(), "none");
  x.announce.min_interval = 901s;
  CAF_CHECK_EQUAL(broken(), "announce.min_interval_seconds");
}

CAF_TEST(a peer lives longer than the longest interval that is told) {
  x.announce.interval = 1000s;
  x.announce.interval_jitter_percent = 10;
  x.announce.interval_raise_percent = 0;
  x.swarm.peer_lifetime = 1101s;
  CAF_CHECK_EQUAL(broken(), "none");
  x.swarm.peer_lifetime = 1100s;
  CAF_CHECK_EQUAL(broken(), "swarm.peer_lifetime_seconds");
}

CAF_TEST(a peer lives longer than the interval that is told under load) {
  x.announce.interval = 1000s;
  x.announce.interval_jitter_percent = 10;
  x.announce.interval_raise_percent = 100;
  x.swarm.peer_lifetime = 2201s;
  CAF_CHECK_EQUAL(broken(), "none");
  x.swarm.peer_lifetime = 2200s;
  CAF_CHECK_EQUAL(broken(), "swarm.peer_lifetime_seconds");
}

CAF_TEST(the memory is enough for a tracker or left to it) {
  x.limits.memory_bytes_max = 0;
  CAF_CHECK_EQUAL(broken(), "none");
  x.limits.memory_bytes_max = 128 << 20;
  CAF_CHECK_EQUAL(broken(), "none");
  x.limits.memory_bytes_max = (128 << 20) - 1;
  CAF_CHECK_EQUAL(broken(), "limits.memory_bytes_max");
  x.limits.memory_bytes_max = 1;
  CAF_CHECK_EQUAL(broken(), "limits.memory_bytes_max");
}

CAF_TEST(a request line fits into the head) {
  x.http.request_line_bytes_max = 4096;
  x.http.head_bytes_max = 4096;
  CAF_CHECK_EQUAL(broken(), "none");
  x.http.request_line_bytes_max = 4097;
  CAF_CHECK_EQUAL(broken(), "http.request_line_bytes_max");
}

CAF_TEST(listeners differ) {
  const auto loopback = test::an_address("127.0.0.1");
  x.http.listeners = {{loopback, 80}, {loopback, 81}, {test::an_address("::1"), 80}};
  CAF_CHECK_EQUAL(broken(), "none");
  x.http.listeners.push_back({loopback, 80});
  CAF_CHECK_EQUAL(broken(), "http.listeners");
}

CAF_TEST(several listeners may have any free port) {
  const auto loopback = test::an_address("127.0.0.1");
  x.http.listeners = {{loopback, 0}, {loopback, 0}};
  CAF_CHECK_EQUAL(broken(), "none");
}

CAF_TEST(announces are served where no pages and no scrapes are) {
  const auto with = [&](std::string path) {
    x.http.announce_paths = {"/t/announce", std::move(path)};
    return broken();
  };
  for (const auto* free : {"/announce", "/a", "/stats2", "/t/stats", "/api", "/x.php"})
    CAF_CHECK_EQUAL(with(free), "none");
  for (const auto* taken :
       {"/stats", "/stats.json", "/actors", "/ui/stats.js", "/healthz", "/readyz", "/metrics",
        "/api/v1/swarms", "/api/x", "/scrape", "/scrape.php", "/key/scrape"})
    CAF_CHECK_EQUAL(with(taken), "http.announce_paths");
}

CAF_TEST(external addresses are public and one of each family) {
  const auto with = [&](std::initializer_list<std::string_view> addresses) {
    x.swarm.external_addresses.clear();
    for (const auto text : addresses)
      x.swarm.external_addresses.push_back(test::an_address(text));
    return broken();
  };
  CAF_CHECK_EQUAL(with({}), "none");
  CAF_CHECK_EQUAL(with({"192.0.2.1"}), "none");
  CAF_CHECK_EQUAL(with({"2001:db8::1", "192.0.2.1"}), "none");
  for (const auto* wrong : {"10.0.0.1", "127.0.0.1", "fd00::1"})
    CAF_CHECK_EQUAL(with({wrong}), "announce.external_addresses");
  CAF_CHECK_EQUAL(with({"192.0.2.1", "192.0.2.2"}), "announce.external_addresses");
  CAF_CHECK_EQUAL(with({"2001:db8::1", "2001:db8::2"}), "announce.external_addresses");
}

CAF_TEST(the data_dir is a folder or can be made in one) {
  const test::scratch_folder folder;
  x.data_dir = folder.path("");
  CAF_CHECK_EQUAL(broken(), "none");
  x.data_dir = folder.path("missing");
  CAF_CHECK_EQUAL(broken(), "none");
  x.data_dir = "missing";
  CAF_CHECK_EQUAL(broken(), "none");
  x.data_dir = folder.path("missing/deeper");
  CAF_CHECK_EQUAL(broken(), "data_dir");
  x.data_dir = folder.path("file");
  std::ofstream{x.data_dir} << "no folder";
  CAF_CHECK_EQUAL(broken(), "data_dir");
  x.data_dir = "";
  CAF_CHECK_EQUAL(broken(), "data_dir");
}

CAF_TEST(the log file can be written or made in its folder) {
  const test::scratch_folder folder;
  x.data_dir = folder.path("");
  const auto with = [&](const std::string& file) {
    x.log.file = file;
    return broken();
  };
  static_cast<void>(folder.write("present", "a line\n"));
  for (const auto* right : {"", "present", "./missing", "/dev/null"})
    CAF_CHECK_EQUAL(with(right), "none");
  CAF_CHECK_EQUAL(with(folder.path("missing")), "none");
  for (const auto* wrong : {".", "missing/log", "present/log"})
    CAF_CHECK_EQUAL(with(wrong), "log.file");
}

CAF_TEST(a log file that others alone may write is refused) {
  const test::scratch_folder folder;
  x.log.file = folder.path("log");
  const std::filesystem::path in{folder.path("")};
  std::filesystem::permissions(in, std::filesystem::perms{0555});
  CAF_CHECK_EQUAL(
      test::in_child(
          [this] { return test::become_unprivileged() && broken() == "log.file" ? 0 : 1; }),
      0);
  std::filesystem::permissions(in, std::filesystem::perms::owner_all);
}

CAF_TEST(the folder of the log file is made if it is the data_dir) {
  const test::scratch_folder folder;
  x.data_dir = folder.path("missing");
  x.log.file = "log";
  CAF_CHECK_EQUAL(broken(), "none");
  for (const auto* wrong : {"deeper/log", ".", ".."}) {
    x.log.file = wrong;
    CAF_CHECK_EQUAL(broken(), "log.file");
  }
}

CAF_TEST(the log file is none that musterd has another use for) {
  const test::scratch_folder folder;
  std::filesystem::create_directory(folder.path("store"));
  x.data_dir = folder.path("");
  for (const auto* own :
       {"store", "store/log", "./backups", "secret_key", "operator_token", "operator.sock"}) {
    x.log.file = own;
    CAF_CHECK_EQUAL(broken(), "log.file");
  }
  x.log.file = "stored";
  CAF_CHECK_EQUAL(broken(), "none");
}

CAF_TEST_FIXTURE_SCOPE_END()
