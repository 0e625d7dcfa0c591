// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE configuration_rules_test

#include "bin/configuration_rules.hpp"
#include "tests/support/announces.hpp"
#include "tests/support/scratch_folder.hpp"

#include <caf/test/unit_test.hpp>

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

CAF_TEST_FIXTURE_SCOPE_END()
