// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE server_turns_test

#include "net/http/server.hpp"
#include "tests/support/http_announces.hpp"
#include "tests/support/local_tracker.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace {

using namespace muster;
using namespace muster::test;

constexpr std::size_t clients_max = 32;
constexpr std::size_t requests_per_client = 1000;

/// A tracker with one reactor, which clients flood with as many requests as they can send at once.
struct fixture {
  static local_tracker_options options() {
    local_tracker_options result;
    result.with_udp = true;
    return result;
  }

  /// Sends the flood, each client the same request over and over.
  void flood(const std::string& target) {
    const auto request = "GET " + target + " HTTP/1.1\r\n\r\n";
    const auto reply = clients.front().send(request).read_reply();
    reply_bytes = reply.head.size() + 4 + reply.body.size();
    std::string text;
    for (std::size_t i = 0; i < requests_per_client; ++i)
      text += request;
    for (auto& x : clients)
      x.send(text);
  }

  /// Clients that have got about all of their replies by now.
  std::size_t served() {
    const auto enough = requests_per_client * reply_bytes * 9 / 10;
    return static_cast<std::size_t>(std::count_if(
        clients.begin(), clients.end(), [&](auto& x) { return x.unread_bytes() >= enough; }));
  }

  void check_all_are_answered() {
    for (auto& x : clients)
      for (std::size_t i = 0; i < requests_per_client; ++i)
        CAF_REQUIRE_EQUAL(x.read_reply().status, 200);
  }

  fixture() {
    for (std::size_t i = 0; i < clients_max; ++i)
      clients.push_back(tracker.connect());
    udp.connect();
  }

  local_tracker tracker{options()};
  udp_client udp{tracker.connect_udp()};
  std::vector<http_client> clients;
  std::size_t reply_bytes = 0;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(server_turns_tests, fixture)

CAF_TEST(a flood of requests that are refused at once does not keep udp waiting) {
  flood("/announce");
  udp.connect();
  CAF_CHECK_LESS(served(), clients_max / 2);
  check_all_are_answered();
}

CAF_TEST(a flood of announces does not keep udp waiting) {
  flood(announce_target(1));
  udp.connect();
  CAF_CHECK_LESS(served(), clients_max / 2);
  check_all_are_answered();
}

CAF_TEST(a flood does not keep a client waiting that sends one request) {
  auto other = tracker.connect();
  CAF_CHECK_EQUAL(other.get("/announce").status, 200);
  flood("/announce");
  CAF_CHECK_EQUAL(other.get("/announce").status, 200);
  CAF_CHECK_LESS(served(), clients_max / 2);
  check_all_are_answered();
}

CAF_TEST_FIXTURE_SCOPE_END()
