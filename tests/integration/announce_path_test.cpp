// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE announce_path_test

#include "net/protocol/bencode.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/queries.hpp"
#include "tests/support/tracker_process.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster;
using test::an_announce_query;

/// A real musterd that listens at both families.
struct fixture {
  test::tracker_process tracker{{"--listen", "127.0.0.1:0", "--listen", "[::1]:0"}};
  std::vector<endpoint> at = tracker.wait_until_ready(2);

  test::http_reply get(const std::string& target, family x = family::ipv4) const {
    return test::http_client{at[static_cast<std::size_t>(x)]}.get(target);
  }

  bencode::value announce(const std::string& query, family x = family::ipv4) const {
    const auto reply = get("/announce?" + query, x);
    CAF_CHECK_EQUAL(reply.status, 200);
    const auto parsed = bencode::parse(reply.body);
    CAF_REQUIRE(parsed.has_value());
    return *parsed;
  }
};

std::int64_t number(const bencode::value& x, std::string_view key) {
  const auto* entry = x.find(key);
  return entry == nullptr ? -1 : entry->integer().value_or(-1);
}

std::string bytes(const bencode::value& x, std::string_view key) {
  const auto* entry = x.find(key);
  return entry == nullptr || entry->string() == nullptr ? "" : *entry->string();
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(announce_path_tests, fixture)

CAF_TEST(two peers of one torrent find each other) {
  const auto first = announce(an_announce_query().with("port", "7001").with("left", "0"));
  CAF_CHECK_EQUAL(bytes(first, "peers"), "");
  const auto second = announce(an_announce_query().with("port", "7002").with("left", "5"));
  CAF_CHECK_EQUAL(bytes(second, "peers"), std::string("\x7f\0\0\1\x1b\x59", 6));
  CAF_CHECK_EQUAL(number(second, "complete"), 1);
  CAF_CHECK_EQUAL(number(second, "incomplete"), 1);
}

CAF_TEST(peers of different torrents do not ) {
  announce(an_announce_query().with("port", "7001").with("left", "0"));
  const auto other = announce(an_announce_query().with("info_hash", "BBBBBBBBBBBBBBBBBBBB"));
  CAF_CHECK_EQUAL(bytes(other, "peers"), "");
  CAF_CHECK_EQUAL(number(other, "complete"), 0);
}

CAF_TEST(a peer is told of the other family as well) {
  announce(an_announce_query().with("port", "7001").with("left", "0"), family::ipv6);
  const auto reply = announce(an_announce_query().with("port", "7002").with("left", "5"));
  const std::string loopback = std::string(15, '\0') + '\1';
  CAF_CHECK_EQUAL(bytes(reply, "peers6"), loopback + "\x1b\x59");
}

CAF_TEST(a client is told the address it was seen with) {
  CAF_CHECK_EQUAL(
      bytes(announce(an_announce_query()), "external ip"), std::string("\x7f\0\0\1", 4));
  CAF_CHECK_EQUAL(
      bytes(announce(an_announce_query(), family::ipv6), "external ip"),
      std::string(15, '\0') + '\1');
}

CAF_TEST(a scrape tells the counts of a known torrent and zeros of an unknown one) {
  announce(an_announce_query().with("left", "0"));
  const auto reply =
      get("/scrape?info_hash=BBBBBBBBBBBBBBBBBBBB&info_hash=" + std::string{test::info_hash_text});
  const auto parsed = bencode::parse(reply.body);
  CAF_REQUIRE(parsed.has_value());
  const auto* files = parsed->find("files");
  CAF_REQUIRE(files != nullptr);
  CAF_CHECK_EQUAL(number(*files->find(test::info_hash_text), "complete"), 1);
  CAF_CHECK_EQUAL(number(*files->find("BBBBBBBBBBBBBBBBBBBB"), "complete"), 0);
}

CAF_TEST(a refused announce is a success of HTTP with the reason in it) {
  const auto reply = announce(an_announce_query().with("port", "x"));
  CAF_CHECK(bytes(reply, "failure reason").starts_with("invalid port"));
}

CAF_TEST(what was announced arrives at the statistics) {
  announce(an_announce_query().with("left", "0").with("event", "started"));
  announce(an_announce_query().with("left", "7").with("event", "started"), family::ipv6);
  CAF_CHECK(test::eventually([this] {
    const auto metrics = get("/metrics").body;
    return metrics.find("muster_peers{family=\"ipv4\",role=\"seeder\"} 1\n") != std::string::npos
           && metrics.find("muster_peers{family=\"ipv6\",role=\"leecher\"} 1\n")
                  != std::string::npos;
  }));
  const auto stats = get("/stats.json");
  CAF_CHECK_EQUAL(stats.field("Content-Type"), "application/json");
  CAF_CHECK(stats.body.find("\"swarms\":{\"now\":1,") != std::string::npos);
}

CAF_TEST(requests leave no line in the log) {
  CAF_CHECK(tracker.wait_for_line({"event=load_swarms"})); // it comes when it comes
  const auto before = tracker.output();
  announce(an_announce_query());
  announce(an_announce_query().with("port", "0"));
  get("/scrape?info_hash=" + std::string{test::info_hash_text});
  get("/nowhere");
  CAF_CHECK_EQUAL(tracker.output(), before);
}

CAF_TEST(the health page says ok) {
  const auto reply = get("/healthz");
  CAF_CHECK_EQUAL(reply.status, 200);
  CAF_CHECK(reply.body.find("\"ok\"") != std::string::npos);
}

CAF_TEST(an unknown path is not found) {
  CAF_CHECK_EQUAL(get("/announced").status, 404);
}

CAF_TEST(garbage ends its own connection and nobody else notices) {
  test::http_client good{at[0]};
  CAF_CHECK_EQUAL(good.get("/healthz").status, 200);
  for (const std::string garbage :
       {"\x16\x03\x01\x02\x00\r\n\r\n", "GET\r\n\r\n", "\r\nx y\r\n\r\n"}) {
    test::http_client bad{at[0]};
    bad.send(garbage);
    CAF_CHECK_EQUAL(bad.read_reply().status, 400);
    CAF_CHECK(bad.wait_for_end() == test::connection_end::closed);
    CAF_CHECK_EQUAL(good.get("/healthz").status, 200);
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
