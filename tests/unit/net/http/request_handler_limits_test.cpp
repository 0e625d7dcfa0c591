// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE request_handler_limits_test

#include "net/http/request_handler.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/http_announces.hpp"
#include "tests/support/local_tracker.hpp"

#include <caf/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

// Rates and memory, as clients of HTTP meet them.
namespace {

using namespace muster;
using namespace muster::test;

struct fixture {
  local_tracker_options options;
  std::unique_ptr<local_tracker> tracker;

  fixture() {
    options.limits.private_sources = true;
    options.limits.burst_seconds = 5;
    options.limits.announces_burst = 0;
    options.limits.new_swarms_burst = 0;
  }

  http_client connect() {
    if (!tracker)
      tracker = std::make_unique<local_tracker>(options);
    return tracker->connect();
  }

  bool counts_refusals(refusal why, std::uint64_t count) {
    return eventually(
        [&] { return tracker->totals().refusals[static_cast<std::size_t>(why)] == count; });
  }
};

/// How many of `tries` are refused for this reason. With one more a second, all but the last.
std::uint64_t refused(http_client& client, refusal why, const std::string& target, int tries) {
  std::uint64_t result = 0;
  for (int i = 0; i < tries; ++i)
    result += text(decoded(client.get(target)), "failure reason") == info(why).text ? 1 : 0;
  return result;
}

std::string of_torrent(char fill) {
  return announce_target(an_announce_query().with("info_hash", std::string(20, fill)));
}

/// What a leecher sends, unless it says that nothing is left.
std::string with_event(const std::string& event, char fill = 'a', int port = 6881, int left = 1) {
  return announce_target(an_announce_query()
                             .with("info_hash", std::string(20, fill))
                             .with("event", event)
                             .with("port", std::to_string(port))
                             .with("left", std::to_string(left)));
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(request_handler_limits_tests, fixture)

CAF_TEST(announces beyond the rate are refused until some time has passed) {
  options.limits.announces_per_second = 1;
  auto client = connect();
  CAF_CHECK_EQUAL(refused(client, refusal::too_many_requests, announce_target(1), 5), 0u);
  const auto count = refused(client, refusal::too_many_requests, announce_target(1), 10);
  CAF_CHECK_GREATER_OR_EQUAL(count, 8u);
  CAF_CHECK(counts_refusals(refusal::too_many_requests, count));
  CAF_CHECK(eventually(
      [&] { return refused(client, refusal::too_many_requests, announce_target(1), 1) == 0; }));
}

CAF_TEST(who is refused is told when to come back and keeps the connection) {
  options.limits.announces_per_second = 1;
  options.limits.burst_seconds = 1;
  auto client = connect();
  bencode::value reply;
  do
    reply = decoded(client.get(announce_target(1)));
  while (text(reply, "failure reason") == "none");
  CAF_CHECK_EQUAL(integer(reply, "retry in"), 1);
  CAF_CHECK(integer(reply, "interval") >= 54 && integer(reply, "interval") <= 66);
  CAF_CHECK_EQUAL(integer(reply, "min interval"), integer(reply, "interval"));
  CAF_CHECK_EQUAL(client.get("/healthz").status, 200);
}

CAF_TEST(scrapes beyond the rate are refused) {
  options.limits.scrapes_per_second = 1;
  auto client = connect();
  const std::string target = "/scrape?info_hash=AAAAAAAAAAAAAAAAAAAA";
  CAF_CHECK_EQUAL(refused(client, refusal::too_many_requests, target, 5), 0u);
  CAF_CHECK_GREATER_OR_EQUAL(refused(client, refusal::too_many_requests, target, 10), 8u);
}

CAF_TEST(new swarms beyond the rate are refused and known ones are served) {
  options.limits.new_swarms_per_second = 1;
  auto client = connect();
  for (char fill = 'a'; fill < 'f'; ++fill)
    CAF_CHECK_EQUAL(refused(client, refusal::too_many_new_swarms, of_torrent(fill), 1), 0u);
  std::uint64_t count = 0;
  for (char fill = 'A'; fill < 'K'; ++fill)
    count += refused(client, refusal::too_many_new_swarms, of_torrent(fill), 1);
  CAF_CHECK_GREATER_OR_EQUAL(count, 8u);
  CAF_CHECK_EQUAL(refused(client, refusal::too_many_new_swarms, of_torrent('a'), 5), 0u);
  CAF_CHECK_EQUAL(tracker->swarms(), 5 + 10 - count);
  CAF_CHECK(counts_refusals(refusal::too_many_new_swarms, count));
}

CAF_TEST(a scrape that is refused is told when to come back as well) {
  options.limits.scrapes_per_second = 1;
  options.limits.burst_seconds = 1;
  auto client = connect();
  bencode::value reply;
  do
    reply = decoded(client.get("/scrape?info_hash=AAAAAAAAAAAAAAAAAAAA"));
  while (text(reply, "failure reason") == "none");
  CAF_CHECK_EQUAL(integer(reply, "retry in"), 1);
  CAF_CHECK(integer(reply, "interval") >= 54 && integer(reply, "interval") <= 66);
}

CAF_TEST(a stop succeeds however many there are) {
  options.limits.announces_per_second = 1;
  auto client = connect();
  for (int i = 0; i < 20; ++i) {
    const auto reply = decoded(client.get(with_event("stopped")));
    CAF_CHECK_EQUAL(text(reply, "failure reason"), "none");
    CAF_CHECK_EQUAL(text(reply, "warning message"), "none");
  }
}

CAF_TEST(a known peer that stops or completes beyond the rate counts) {
  options.limits.announces_per_second = 1;
  auto client = connect();
  CAF_CHECK_EQUAL(refused(client, refusal::too_many_requests, of_torrent('a'), 1), 0u);
  while (refused(client, refusal::too_many_requests, of_torrent('a'), 1) == 0)
    ;
  const auto completed = decoded(client.get(with_event("completed", 'a', 6881, 0)));
  CAF_CHECK_EQUAL(text(completed, "failure reason"), "none");
  CAF_CHECK_EQUAL(integer(completed, "complete"), 1);
  CAF_CHECK_EQUAL(integer(completed, "downloaded"), 1);
  const auto stopped = decoded(client.get(with_event("stopped", 'a')));
  CAF_CHECK_EQUAL(integer(stopped, "complete"), 0);
  CAF_CHECK_EQUAL(integer(stopped, "incomplete"), 0);
}

CAF_TEST(an unknown peer that completes beyond the rate is refused and listed nowhere) {
  options.limits.announces_per_second = 1;
  auto client = connect();
  while (refused(client, refusal::too_many_requests, of_torrent('a'), 1) == 0)
    ;
  std::uint64_t count = 0;
  for (const char fill : {'a', 'b'})
    for (int port = 7000; port < 7005; ++port)
      count += refused(client, refusal::too_many_requests, with_event("completed", fill, port), 1);
  CAF_CHECK_GREATER_OR_EQUAL(count, 8u); // in each second one more is within the rate
  CAF_CHECK_LESS_OR_EQUAL(tracker->swarms(), 2u);
}

CAF_TEST(a tracker without memory refuses new swarms only) {
  options.memory.bytes_max = 10'000;
  auto client = connect();
  char fill = '0';
  while (fill < 'z' && refused(client, refusal::tracker_full, of_torrent(fill), 1) == 0)
    ++fill;
  CAF_CHECK_LESS(fill, 'z');
  CAF_CHECK_EQUAL(refused(client, refusal::tracker_full, of_torrent('~'), 1), 1u);
  CAF_CHECK_EQUAL(refused(client, refusal::tracker_full, of_torrent('0'), 1), 0u);
}

CAF_TEST(pages beyond the rate are refused and health is told all the same) {
  options.limits.pages_per_second = 1;
  auto client = connect();
  for (int i = 0; i < 5; ++i)
    CAF_CHECK_EQUAL(client.get("/stats.json").status, 404);
  std::uint64_t count = 0;
  for (int i = 0; i < 10; ++i) {
    const auto reply = client.get("/stats.json");
    count += reply.status == 429 ? 1 : 0;
    if (reply.status == 429)
      CAF_CHECK_EQUAL(reply.field("Retry-After"), "5");
  }
  CAF_CHECK_GREATER_OR_EQUAL(count, 8u);
  const auto index = static_cast<std::size_t>(http_error::too_many_pages);
  CAF_CHECK(eventually([&] { return tracker->totals().http_errors[index] == count; }));
  for (int i = 0; i < 5; ++i)
    CAF_CHECK_EQUAL(client.get("/healthz").status, 200);
  CAF_CHECK_EQUAL(client.get(announce_target(1)).status, 200);
  CAF_CHECK(eventually([&] { return client.get("/stats.json").status == 404; }));
}

CAF_TEST(looks at health have a rate as well and leave pages alone) {
  options.limits.pages_per_second = 1;
  auto client = connect();
  int refused = 0;
  for (const auto* path : {"/healthz", "/readyz", "/metrics"})
    for (int i = 0; i < 10; ++i)
      refused += client.get(path).status == 429 ? 1 : 0;
  CAF_CHECK_GREATER_OR_EQUAL(refused, 20);
  CAF_CHECK_EQUAL(client.get("/stats.json").status, 404);
}

CAF_TEST(private addresses look at as many pages as they like) {
  options.limits.private_sources = false;
  options.limits.pages_per_second = 1;
  auto client = connect();
  for (int i = 0; i < 20; ++i)
    CAF_CHECK_EQUAL(client.get("/stats.json").status, 404);
}

// -- bytes that wait ------------------------------------------------------------------------------

CAF_TEST(an address that lets too many bytes wait loses its greediest connections) {
  options.http.waiting_per_address_bytes_max = 12 << 20;
  options.http.waiting_bytes_max = 1 << 30;
  auto reads = connect();
  auto other = tracker->connect(family::ipv6);
  other.send_get("/large");
  std::vector<http_client> greedy;
  for (int i = 0; i < 4; ++i)
    greedy.push_back(std::move(tracker->connect().send_get("/large")));
  CAF_CHECK(eventually([&] { return tracker->totals().connections.displaced_for_memory == 3; }));
  CAF_CHECK_EQUAL(reads.get("/healthz").status, 200);
  CAF_CHECK_EQUAL(other.read_reply().body.size(), large_page_bytes);
}

CAF_TEST(when too many bytes wait in all those go that have most) {
  options.limits.private_sources = false;
  options.http.waiting_bytes_max = 12 << 20;
  auto half = connect();
  half.send("GET /healthz HTTP/1.1\r\nCookie: " + std::string(1000, 'c'));
  std::vector<http_client> greedy;
  for (int i = 0; i < 4; ++i)
    greedy.push_back(std::move(tracker->connect().send_get("/large")));
  CAF_CHECK(eventually([&] { return tracker->totals().connections.displaced_for_memory == 3; }));
  half.send("\r\n\r\n");
  CAF_CHECK_EQUAL(half.read_reply().status, 200);
}

CAF_TEST(a connection goes before a swarm when memory is short) {
  options.limits.private_sources = false;
  options.memory.bytes_max = 4 << 20;
  options.http.waiting_bytes_max = 8 << 20;
  auto greedy = connect();
  greedy.send_get("/large");
  CAF_CHECK(eventually([&] { return tracker->totals().connections.displaced_for_memory == 1; }));
  auto client = connect();
  CAF_CHECK_EQUAL(refused(client, refusal::tracker_full, of_torrent('a'), 1), 0u);
}

// -- connections ----------------------------------------------------------------------------------

CAF_TEST(an address has as many connections as the limit says) {
  options.http.connections_per_address_max = 2;
  auto first = connect();
  auto second = connect();
  CAF_CHECK_EQUAL(first.get("/healthz").status, 200);
  CAF_CHECK_EQUAL(second.get("/healthz").status, 200);
  auto third = connect();
  third.send_get("/healthz");
  CAF_CHECK(third.wait_for_end() != connection_end::open);
  CAF_CHECK(eventually([&] { return tracker->totals().connections.rejected_by_source == 1; }));
  CAF_CHECK_EQUAL(tracker->connect(family::ipv6).get("/healthz").status, 200);
}

CAF_TEST(a network has as many connections as several addresses) {
  options.http.connections_per_address_max = 1;
  options.limits.network_factor = 2;
  auto first = connect();
  CAF_CHECK_EQUAL(first.get("/healthz").status, 200);
  // Other addresses of the same /24.
  http_client second{tracker->at(), {.source = address::parse("127.0.0.2")}};
  CAF_CHECK_EQUAL(second.get("/healthz").status, 200);
  http_client third{tracker->at(), {.source = address::parse("127.0.0.3")}};
  third.send_get("/healthz");
  CAF_CHECK(third.wait_for_end() != connection_end::open);
  CAF_CHECK(eventually([&] { return tracker->totals().connections.rejected_by_network == 1; }));
  http_client elsewhere{tracker->at(), {.source = address::parse("127.0.1.1")}};
  CAF_CHECK_EQUAL(elsewhere.get("/healthz").status, 200);
}

CAF_TEST(a connection that ends makes room for another of its address) {
  options.http.connections_per_address_max = 1;
  for (int i = 0; i < 20; ++i) {
    auto client = connect();
    CAF_CHECK_EQUAL(client.get("/healthz").status, 200);
    client.close();
    const auto closed = static_cast<std::uint64_t>(i + 1);
    CAF_CHECK(eventually([&] { return tracker->totals().connections.closed == closed; }));
  }
}

CAF_TEST(proxies that are trusted and private addresses have as many as there are) {
  options.http.connections_per_address_max = 1;
  options.http.trusted_proxies = {*address_range::parse("127.0.0.0/8")};
  auto first = connect();
  auto second = connect();
  CAF_CHECK_EQUAL(first.get("/healthz").status, 200);
  CAF_CHECK_EQUAL(second.get("/healthz").status, 200);
  options.http.trusted_proxies = {};
  options.limits.private_sources = false;
  const local_tracker lenient{options};
  auto third = lenient.connect();
  auto fourth = lenient.connect();
  CAF_CHECK_EQUAL(third.get("/healthz").status, 200);
  CAF_CHECK_EQUAL(fourth.get("/healthz").status, 200);
}

CAF_TEST_FIXTURE_SCOPE_END()
