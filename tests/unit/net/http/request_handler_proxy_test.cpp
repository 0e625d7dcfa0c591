// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE request_handler_proxy_test

#include "net/http/request_handler.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/http_announces.hpp"
#include "tests/support/local_tracker.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster;
using namespace muster::test;

local_tracker_options behind_a_proxy(std::string_view header = "X-Forwarded-For") {
  local_tracker_options result;
  result.http.trusted_proxies = {
      *address_range::parse("127.0.0.1"), *address_range::parse("10.0.0.0/8")};
  result.http.forwarded_header = header;
  return result;
}

/// A tracker that trusts 127.0.0.1 and 10.0.0.0/8, and a proxy at 127.0.0.1.
struct fixture {
  local_tracker tracker{behind_a_proxy()};
  http_client proxy{tracker.connect()};
  http_client stranger{tracker.at(), {an_address("127.0.0.2")}};

  std::uint64_t missing_headers() const {
    return tracker.totals()
        .http_errors[static_cast<std::size_t>(http_error::forwarded_header_missing)];
  }
};

http_reply ask(http_client& client, std::string_view target, std::string_view headers = "") {
  client.send("GET " + std::string{target} + " HTTP/1.1\r\n" + std::string{headers} + "\r\n");
  return client.read_reply();
}

/// The address that the tracker tells a client it has.
std::string told(http_client& client, std::string_view headers) {
  const auto bytes = text(decoded(ask(client, announce_target(1), headers)), "external ip");
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  return to_string(address::from_bytes({data, bytes.size()}));
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(request_handler_proxy_tests, fixture)

CAF_TEST(the client of a trusted proxy is whom the proxy names) {
  CAF_CHECK_EQUAL(told(proxy, "X-Forwarded-For: 203.0.113.7\r\n"), "203.0.113.7");
  CAF_CHECK_EQUAL(told(proxy, "x-forwarded-for: 2001:db8::7\r\n"), "2001:db8::7");
}

CAF_TEST(the client of a trusted proxy is listed with the address that the proxy names) {
  ask(proxy, announce_target(1, 7000), "X-Forwarded-For: 203.0.113.7\r\n");
  const auto reply = ask(proxy, announce_target(1, 7001), "X-Forwarded-For: 203.0.113.8\r\n");
  CAF_CHECK(peers(decoded(reply)) == std::vector<std::string>{"203.0.113.7:7000"});
}

CAF_TEST(a page is refused too if its client cannot be told from the proxy) {
  for (const auto* path : {"/metrics", "/healthz"}) {
    CAF_CHECK_EQUAL(ask(proxy, path, "X-Forwarded-For: 203.0.113.7, unknown\r\n").status, 400);
    CAF_CHECK(ask(proxy, path).status != 400); // the proxy itself
  }
  CAF_CHECK(eventually([&] { return missing_headers() == 2; }));
}

CAF_TEST(what a client of a proxy claims itself does not count) {
  CAF_CHECK_EQUAL(told(proxy, "X-Forwarded-For: 198.51.100.1, 203.0.113.7\r\n"), "203.0.113.7");
  CAF_CHECK_EQUAL(
      told(proxy, "X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 203.0.113.7\r\n"),
      "203.0.113.7");
  CAF_CHECK_EQUAL(
      told(proxy, "X-Forwarded-For: 198.51.100.1, 203.0.113.7, 10.1.2.3\r\n"), "203.0.113.7");
}

CAF_TEST(a proxy may name a port or use brackets) {
  CAF_CHECK_EQUAL(told(proxy, "X-Forwarded-For: 203.0.113.7:50000\r\n"), "203.0.113.7");
  CAF_CHECK_EQUAL(told(proxy, "X-Forwarded-For: [2001:db8::7]:50000\r\n"), "2001:db8::7");
  CAF_CHECK_EQUAL(told(proxy, "X-Forwarded-For: [2001:db8::7]\r\n"), "2001:db8::7");
}

CAF_TEST(each request of a proxy may be for another client) {
  const auto target = announce_target(1);
  for (const auto* client : {"203.0.113.1", "203.0.113.2", "203.0.113.3"})
    CAF_CHECK_EQUAL(told(proxy, "X-Forwarded-For: " + std::string{client} + "\r\n"), client);
}

CAF_TEST(a trusted proxy that names nobody is told so and counted) {
  const auto reply = ask(proxy, announce_target(1));
  CAF_CHECK_EQUAL(reply.status, 400);
  CAF_CHECK_NOT_EQUAL(reply.body.find("trusted proxy"), std::string::npos);
  CAF_CHECK(!reply.says_close());
  CAF_CHECK_EQUAL(tracker.swarms(), 0u);
  CAF_CHECK(eventually([&] { return missing_headers() == 1; }));
}

CAF_TEST(a trusted proxy that names nobody in a way that can be read is told so and counted) {
  for (const auto* headers :
       {"X-Forwarded-For: unknown\r\n", "X-Forwarded-For: \r\n",
        "X-Forwarded-For: 10.0.0.1, unknown\r\n", "Forwarded: for=203.0.113.7\r\n",
        "X-Forwarded-For: 203.0.113.7, unknown\r\n"})
    CAF_CHECK_EQUAL(ask(proxy, announce_target(1), headers).status, 400);
  CAF_CHECK(eventually([&] { return missing_headers() == 5; }));
}

CAF_TEST(a client on the own machine of a proxy is served) {
  CAF_CHECK_EQUAL(told(proxy, "X-Forwarded-For: 127.0.0.1\r\n"), "127.0.0.1");
  CAF_CHECK_EQUAL(told(proxy, "X-Forwarded-For: 10.0.0.7, 127.0.0.1\r\n"), "10.0.0.7");
  CAF_CHECK_EQUAL(ask(proxy, scrape_target({1}), "X-Forwarded-For: 127.0.0.1\r\n").status, 200);
}

CAF_TEST(a scrape by a trusted proxy needs the header too) {
  CAF_CHECK_EQUAL(ask(proxy, scrape_target({1})).status, 400);
  CAF_CHECK_EQUAL(ask(proxy, scrape_target({1}), "X-Forwarded-For: 203.0.113.7\r\n").status, 200);
}

CAF_TEST(a page needs no header) {
  CAF_CHECK_EQUAL(ask(proxy, "/healthz").status, 200);
}

CAF_TEST(who is no trusted proxy cannot name anybody else) {
  CAF_CHECK_EQUAL(told(stranger, "X-Forwarded-For: 203.0.113.7\r\n"), "127.0.0.2");
  CAF_CHECK_EQUAL(told(stranger, "X-Forwarded-For: 10.0.0.1\r\n"), "127.0.0.2");
  CAF_CHECK_EQUAL(told(stranger, "X-Forwarded-For: unknown\r\n"), "127.0.0.2");
  CAF_CHECK_EQUAL(told(stranger, ""), "127.0.0.2");
}

CAF_TEST(a client behind a proxy is admitted by its own address) {
  const auto reply = ask(proxy, announce_target(1), "X-Forwarded-For: fe80::1\r\n");
  CAF_CHECK_EQUAL(text(decoded(reply), "failure reason"), info(refusal::scoped_source).text);
}

CAF_TEST(a client behind a proxy is counted with its own family) {
  told(proxy, "X-Forwarded-For: 2001:db8::7\r\n");
  CAF_CHECK(eventually([&] { return tracker.totals().traffic[0][1].announces[0] == 1; }));
  CAF_CHECK(tracker.totals().traffic[0][0].announces[0] == 0);
}

CAF_TEST(peers of private addresses are shown to such clients alone) {
  ask(proxy, announce_target(1, 7000), "X-Forwarded-For: 192.168.1.2\r\n");
  const auto shown_to = [&](const std::string& client, std::uint16_t port) {
    return peers(
        decoded(ask(proxy, announce_target(1, port), "X-Forwarded-For: " + client + "\r\n")));
  };
  CAF_CHECK(shown_to("203.0.113.7", 7001).empty());
  CAF_CHECK_EQUAL(shown_to("192.168.1.3", 7002).size(), 2u);
}

CAF_TEST(the ninth peer at one address is told that it is not listed) {
  for (std::uint16_t port = 7000; port < 7008; ++port) {
    const auto reply = ask(proxy, announce_target(1, port), "X-Forwarded-For: 203.0.113.7\r\n");
    CAF_CHECK_EQUAL(text(decoded(reply), "warning message"), "none");
  }
  const auto reply = ask(proxy, announce_target(1, 7008), "X-Forwarded-For: 203.0.113.7\r\n");
  CAF_CHECK_EQUAL(
      text(decoded(reply), "warning message"),
      "not listed: no room for more peers of your address");
  CAF_CHECK_EQUAL(integer(decoded(reply), "incomplete"), 8);
  CAF_CHECK(eventually([&] { return tracker.totals().peers_unlisted == 1; }));
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(the header in which a proxy names its client can be chosen) {
  const local_tracker tracker{behind_a_proxy("X-Real-IP")};
  auto proxy = tracker.connect();
  CAF_CHECK_EQUAL(told(proxy, "X-Real-IP: 203.0.113.7\r\n"), "203.0.113.7");
  CAF_CHECK_EQUAL(
      told(proxy, "X-Forwarded-For: 198.51.100.1\r\nx-real-ip: 203.0.113.7\r\n"), "203.0.113.7");
  CAF_CHECK_EQUAL(ask(proxy, announce_target(1), "X-Forwarded-For: 203.0.113.7\r\n").status, 400);
}

CAF_TEST(a proxy may name its client as RFC 7239 has it) {
  const local_tracker tracker{behind_a_proxy("forwarded")};
  auto proxy = tracker.connect();
  CAF_CHECK_EQUAL(told(proxy, "Forwarded: for=203.0.113.7;proto=http\r\n"), "203.0.113.7");
  CAF_CHECK_EQUAL(
      told(proxy, "Forwarded: for=198.51.100.1\r\nForwarded: For=\"[2001:db8::7]:1\"\r\n"),
      "2001:db8::7");
  CAF_CHECK_EQUAL(told(proxy, "Forwarded: for=127.0.0.1\r\n"), "127.0.0.1");
  for (const auto* header : {"203.0.113.7", "for=unknown", "for=_x", "for=\"203.0.113.7"})
    CAF_CHECK_EQUAL(
        ask(proxy, announce_target(1), "Forwarded: " + std::string{header} + "\r\n").status, 400);
}

CAF_TEST(without trusted proxies the header is ignored) {
  const local_tracker tracker;
  auto client = tracker.connect();
  CAF_CHECK_EQUAL(told(client, "X-Forwarded-For: 203.0.113.7\r\n"), "127.0.0.1");
}
