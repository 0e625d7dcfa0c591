// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE server_garbage_test

#include "net/http/server.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/http_announces.hpp"
#include "tests/support/local_tracker.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace muster;
using namespace muster::test;

/// Repeats itself in each run.
class garbage_source {
public:
  /// Random bytes, or requests that were damaged.
  std::string next() {
    switch (number(3)) {
    case 0:
      return random_bytes(number(3000));
    case 1:
      return damaged("GET " + announce_target(1) + " HTTP/1.1\r\nHost: tracker\r\n\r\n");
    default:
      return damaged("GET " + scrape_target({1, 2}) + " HTTP/1.1\r\n\r\n") + random_bytes(10);
    }
  }

  std::size_t number(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>{0, below - 1}(random_);
  }

private:
  char byte() {
    return static_cast<char>(number(256));
  }

  std::string random_bytes(std::size_t size) {
    std::string result(size, '\0');
    std::generate(result.begin(), result.end(), [this] { return byte(); });
    return result;
  }

  /// With some bytes changed, taken out or added.
  std::string damaged(std::string text) {
    for (std::size_t i = number(4) + 1; i > 0; --i) {
      const auto at = number(text.size());
      const auto kind = number(3);
      if (kind == 0)
        text[at] = byte();
      else if (kind == 1)
        text.erase(at, number(20));
      else
        text.insert(at, 1, byte());
    }
    return text;
  }

  std::mt19937 random_{6969};
};

/// Ends a connection in one of the ways in which connections end.
void end(http_client client, std::size_t how) {
  if (how == 0)
    client.reset();
  else if (how == 1)
    client.half_close();
}

} // namespace

CAF_TEST(garbage ends no connection but its own) {
  local_tracker tracker;
  auto good = tracker.connect();
  garbage_source garbage;
  std::vector<http_client> bad;
  for (int round = 0; round < 1000; ++round) {
    if (bad.size() < 8)
      bad.push_back(tracker.connect());
    const auto i = garbage.number(bad.size());
    bad[i].send(garbage.next());
    if (garbage.number(4) == 0) {
      end(std::move(bad[i]), garbage.number(3));
      bad.erase(bad.begin() + static_cast<std::ptrdiff_t>(i));
    }
    CAF_CHECK_EQUAL(good.get(announce_target(9)).status, 200);
  }
  bad.clear();
  CAF_CHECK(eventually([&] {
    const auto connections = tracker.totals().connections;
    return connections.accepted - connections.closed == 1;
  }));
}

CAF_TEST(a head that is cut off anywhere ends no connection but its own) {
  const local_tracker tracker;
  auto good = tracker.connect();
  const auto request = "GET " + announce_target(1) + " HTTP/1.1\r\nHost: tracker\r\n\r\n";
  for (std::size_t size = 0; size < request.size(); ++size) {
    auto client = tracker.connect();
    client.send(request.substr(0, size));
    size % 2 == 0 ? client.reset() : client.close();
    CAF_CHECK_EQUAL(good.get("/healthz").status, 200);
  }
  CAF_CHECK_EQUAL(tracker.swarms(), 0u);
}

CAF_TEST(the first bytes of other protocols are answered or closed) {
  const local_tracker tracker;
  auto good = tracker.connect();
  using namespace std::string_literals;
  for (const auto& hello :
       {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, "SSH-2.0-OpenSSH_9.2\r\n"s,
        "\x13"
        "BitTorrent protocol\0\0\0\0\0\0\0\0"s,
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"s, "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n"s,
        "\r\n\r\n\r\n\0"s}) {
    auto client = tracker.connect();
    client.send(hello);
    CAF_CHECK_EQUAL(client.read_reply().status, 400);
    CAF_CHECK(client.wait_for_end() == connection_end::closed);
  }
  CAF_CHECK_EQUAL(good.get("/healthz").status, 200);
}
