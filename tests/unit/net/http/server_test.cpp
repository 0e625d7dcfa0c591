// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE server_test

#include "net/http/server.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/http_announces.hpp"
#include "tests/support/local_tracker.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace muster;
using namespace muster::test;

struct fixture {
  local_tracker tracker;
  http_client client{tracker.connect()};

  std::uint64_t errors(http_error x) const {
    return tracker.totals().http_errors[static_cast<std::size_t>(x)];
  }
};

/// The part of a scrape's reply that does not vary.
std::string files_of(const http_reply& reply) {
  return reply.body.substr(0, reply.body.find("5:flags"));
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(server_tests, fixture)

// -- requests of all kinds ------------------------------------------------------------------------

CAF_TEST(clients of both families are served) {
  auto client6 = tracker.connect(family::ipv6);
  CAF_CHECK_EQUAL(client.get("/healthz").body, "ok\n");
  CAF_CHECK_EQUAL(client6.get("/healthz").body, "ok\n");
}

CAF_TEST(announces and scrapes and errors are plain text that is not sniffed) {
  for (const auto& target :
       {announce_target(1), scrape_target({1}), std::string{"/announce"}, std::string{"/scrape"},
        std::string{"/broken"}}) {
    const auto reply = client.get(target);
    CAF_CHECK_EQUAL(reply.field("Content-Type"), "text/plain");
    CAF_CHECK_EQUAL(reply.field("X-Content-Type-Options"), "nosniff");
    CAF_CHECK_EQUAL(reply.field("Content-Length"), std::to_string(reply.body.size()));
    CAF_CHECK_EQUAL(reply.field("Transfer-Encoding"), "");
  }
}

CAF_TEST(a request of http 1 0 without host is answered in 1 1 and the connection ends) {
  client.send("GET " + announce_target(1) + " HTTP/1.0\r\n\r\n");
  const auto reply = client.read_reply();
  CAF_CHECK(reply.head.starts_with("HTTP/1.1 200 OK"));
  CAF_CHECK(reply.says_close());
  CAF_CHECK_EQUAL(integer(decoded(reply), "incomplete"), 1);
  CAF_CHECK(client.wait_for_end() == connection_end::closed);
}

CAF_TEST(an announce by head is answered with headers and registers nobody) {
  client.send("HEAD " + announce_target(1) + " HTTP/1.1\r\n\r\n");
  CAF_CHECK_EQUAL(client.read_reply(false).status, 200);
  CAF_CHECK_EQUAL(integer(decoded(client.get(announce_target(1, 7000))), "incomplete"), 1);
}

CAF_TEST(a page by head is answered with headers) {
  client.send("HEAD /healthz HTTP/1.1\r\n\r\n");
  CAF_CHECK_EQUAL(client.read_reply(false).field("Content-Length"), "3");
  CAF_CHECK_EQUAL(client.get("/healthz").body, "ok\n");
}

CAF_TEST(other methods are told which ones are allowed and counted) {
  for (const auto* method : {"POST", "PUT", "DELETE", "OPTIONS", "get"}) {
    client.send(std::string{method} + ' ' + announce_target(1) + " HTTP/1.1\r\n\r\n");
    const auto reply = client.read_reply();
    CAF_CHECK_EQUAL(reply.status, 405);
    CAF_CHECK_EQUAL(reply.field("Allow"), "GET, HEAD");
    CAF_CHECK(!reply.says_close());
  }
  CAF_CHECK_EQUAL(tracker.swarms(), 0u);
  CAF_CHECK(eventually([&] { return errors(http_error::method_not_allowed) == 5; }));
}

CAF_TEST(a path that does not exist is not found and counted) {
  CAF_CHECK_EQUAL(client.get("/announcement").status, 404);
  CAF_CHECK_EQUAL(client.get("/").status, 404);
  CAF_CHECK(eventually([&] { return errors(http_error::not_found) == 2; }));
}

CAF_TEST(a page that fails is unavailable and the connection goes on) {
  CAF_CHECK_EQUAL(client.get("/broken").status, 503);
  CAF_CHECK_EQUAL(client.get("/healthz").status, 200);
}

CAF_TEST(garbage is a bad request and counted) {
  client.send("garbage\r\n\r\n");
  const auto reply = client.read_reply();
  CAF_CHECK_EQUAL(reply.status, 400);
  CAF_CHECK_EQUAL(reply.body, "Bad Request: expected an HTTP/1.1 request\n");
  CAF_CHECK(reply.says_close());
  CAF_CHECK(client.wait_for_end() == connection_end::closed);
  CAF_CHECK(eventually([&] { return errors(http_error::bad_request) == 1; }));
}

CAF_TEST(a request line may have 8192 bytes) {
  const std::string target = announce_target(1) + "&pad=";
  const auto room = 8192 - std::string{"GET  HTTP/1.1"}.size() - target.size();
  CAF_CHECK_EQUAL(client.get(target + std::string(room, 'x')).status, 200);
}

CAF_TEST(a longer request line is refused in words that make clients ask for less) {
  const auto room = 8193 - std::string{"GET  HTTP/1.1"}.size() - 1;
  const auto reply = client.get("/" + std::string(room, 'x'));
  CAF_CHECK_EQUAL(reply.status, 414);
  CAF_CHECK_NOT_EQUAL(reply.body.find("Request-URI Too Long"), std::string::npos);
  CAF_CHECK_NOT_EQUAL(reply.body.find("GET string too long"), std::string::npos);
  CAF_CHECK(reply.says_close());
  CAF_CHECK(eventually([&] { return errors(http_error::uri_too_long) == 1; }));
}

CAF_TEST(a head may have 16384 bytes and a larger one is refused) {
  const auto head = "GET " + announce_target(1) + " HTTP/1.1\r\nCookie: ";
  const auto room = 16384 - head.size() - 4;
  client.send(head + std::string(room, 'c') + "\r\n\r\n");
  CAF_CHECK_EQUAL(client.read_reply().status, 200);
  client.send(head + std::string(room + 1, 'c') + "\r\n\r\n");
  const auto reply = client.read_reply();
  CAF_CHECK_EQUAL(reply.status, 431);
  CAF_CHECK(reply.says_close());
  CAF_CHECK(eventually([&] { return errors(http_error::head_too_large) == 1; }));
}

CAF_TEST(a client that sends on while it is refused can read why) {
  client.send("GET /" + std::string(500'000, 'x'));
  CAF_CHECK_EQUAL(client.read_reply().status, 414);
  CAF_CHECK(client.wait_for_end() == connection_end::closed);
}

CAF_TEST(a client that sends a body can read its reply) {
  client.send("POST /announce HTTP/1.1\r\nContent-Length: 500000\r\n\r\n");
  client.send(std::string(500'000, 'x'));
  CAF_CHECK_EQUAL(client.read_reply().status, 405);
  CAF_CHECK(client.wait_for_end() == connection_end::closed);
}

// -- order ----------------------------------------------------------------------------------------

CAF_TEST(requests about different torrents are answered in order) {
  for (int count = 1; count <= 5; ++count)
    client.get(announce_target(static_cast<std::uint8_t>(count)));
  std::string requests;
  for (int i = 0; i < 200; ++i) {
    const auto target = scrape_target({static_cast<std::uint8_t>(i)});
    requests += "GET " + target + " HTTP/1.1\r\n\r\n";
  }
  client.send(requests);
  for (int i = 0; i < 200; ++i)
    CAF_CHECK_NOT_EQUAL(
        client.read_reply().body.find(an_info_hash(static_cast<std::uint8_t>(i)).view()),
        std::string::npos);
}

CAF_TEST(announces that arrive at once are answered in order) {
  std::string requests;
  for (int i = 0; i < 200; ++i)
    requests +=
        "GET " + announce_target(1, static_cast<std::uint16_t>(7000 + i)) + " HTTP/1.1\r\n\r\n";
  client.send(requests);
  for (int i = 0; i < 200; ++i)
    CAF_CHECK_EQUAL(integer(decoded(client.read_reply()), "incomplete"), i + 1);
}

CAF_TEST(a request behind one whose answer is slow waits for it) {
  client.send_get("/held");
  client.send_get(announce_target(1));
  client.send_get("/healthz");
  CAF_CHECK(eventually([&] { return tracker.pages_held() == 1; }));
  auto other = tracker.connect();
  CAF_CHECK_EQUAL(integer(decoded(other.get(announce_target(1, 7000))), "incomplete"), 1);
  CAF_CHECK_EQUAL(client.unread_bytes(), 0u);
  tracker.answer_held_page();
  CAF_CHECK_EQUAL(client.read_reply().body, "at last\n");
  CAF_CHECK_EQUAL(integer(decoded(client.read_reply()), "incomplete"), 2);
  CAF_CHECK_EQUAL(client.read_reply().body, "ok\n");
}

CAF_TEST(requests that are split at any byte are answered as if they were not ) {
  const auto request = "GET " + scrape_target({1}) + " HTTP/1.1\r\nHost: tracker\r\n\r\n";
  client.send(request);
  const auto files = files_of(client.read_reply());
  for (std::size_t i = 1; i < request.size(); ++i) {
    // The rest of one request and the beginning of the next travel together.
    client.send(request.substr(0, i)).send(request.substr(i) + request.substr(0, i));
    client.send(request.substr(i));
    CAF_CHECK_EQUAL(files_of(client.read_reply()), files);
    CAF_CHECK_EQUAL(files_of(client.read_reply()), files);
  }
}

// -- counting -------------------------------------------------------------------------------------

CAF_TEST(announces and peers are counted) {
  client.get(announce_target(1, 7000) + "&event=started");
  client.get(announce_target(1, 7001) + "&event=completed&left=0");
  client.get(announce_target(1, 7000) + "&event=stopped");
  CAF_CHECK(eventually([&] { return tracker.totals().traffic[0][0].announces[3] == 1; }));
  const auto totals = tracker.totals();
  CAF_CHECK_EQUAL(totals.traffic[0][0].announces[1], 1u);
  CAF_CHECK_EQUAL(totals.traffic[0][0].announces[2], 1u);
  CAF_CHECK_EQUAL(totals.traffic[0][0].peers_sent, 1u);
  CAF_CHECK_EQUAL(totals.swarms.population[0].seeders, 1);
  CAF_CHECK_EQUAL(totals.swarms.population[0].downloaders, 0);
}

CAF_TEST_FIXTURE_SCOPE_END()

// -- several reactors -----------------------------------------------------------------------------

CAF_TEST(clients of all reactors meet in the same swarm) {
  local_tracker_options options;
  options.reactors = 2;
  const local_tracker tracker{options};
  std::vector<http_client> clients; // so many that each reactor has some
  for (int i = 0; i < 20; ++i)
    clients.push_back(tracker.connect());
  for (int round = 0; round < 20; ++round) {
    for (std::size_t i = 0; i < clients.size(); ++i)
      clients[i].send_get(announce_target(1, static_cast<std::uint16_t>(7000 + i)));
    for (auto& client : clients)
      CAF_CHECK_EQUAL(client.read_reply().status, 200);
  }
  CAF_CHECK_EQUAL(integer(decoded(clients[0].get(announce_target(1, 7000))), "incomplete"), 20);
  CAF_CHECK(eventually([&] { return tracker.totals().swarms.population[0].downloaders == 20; }));
}
