// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE request_handler_moved_test

#include "tests/support/eventually.hpp"
#include "tests/support/http_announces.hpp"
#include "tests/support/local_tracker.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster;
using namespace muster::test;

local_tracker_options moved_to(std::string_view url) {
  local_tracker_options result;
  result.announce.moved_to = url;
  return result;
}

std::string query_of(const std::string& target) {
  return target.substr(target.find('?') + 1);
}

} // namespace

CAF_TEST(a tracker that has moved redirects announces and scrapes with what they ask for) {
  const local_tracker tracker{moved_to("https://t.example/k/announce.php")};
  auto client = tracker.connect();
  const auto announced = client.get(announce_target(1));
  CAF_CHECK_EQUAL(announced.status, 302);
  CAF_CHECK_EQUAL(
      announced.field("Location"),
      "https://t.example/k/announce.php?" + query_of(announce_target(1)));
  CAF_CHECK_EQUAL(announced.field("Cache-Control"), "no-store");
  CAF_CHECK(!announced.says_close());
  const auto stopped = client.get(announce_target(1) + "&event=stopped");
  CAF_CHECK_EQUAL(stopped.status, 302);
  const auto scraped = client.get(scrape_target({1}));
  CAF_CHECK_EQUAL(scraped.status, 302);
  CAF_CHECK_EQUAL(
      scraped.field("Location"), "https://t.example/k/scrape.php?" + query_of(scrape_target({1})));
  CAF_CHECK_EQUAL(tracker.swarms(), 0u);
  CAF_CHECK(eventually(
      [&] { return tracker.totals().refusals[static_cast<std::size_t>(refusal::moved)] == 3; }));
}

CAF_TEST(a url with a query of its own keeps it) {
  const local_tracker tracker{moved_to("http://t.example/announce?key=1")};
  auto client = tracker.connect();
  CAF_CHECK_EQUAL(
      client.get(announce_target(1)).field("Location"),
      "http://t.example/announce?key=1&" + query_of(announce_target(1)));
}

CAF_TEST(a scrape is refused if the new url has none) {
  const local_tracker tracker{moved_to("http://t.example/a")};
  auto client = tracker.connect();
  CAF_CHECK_EQUAL(
      text(decoded(client.get(scrape_target({1}))), "failure reason"), info(refusal::moved).text);
}

CAF_TEST(pages stay where they are) {
  const local_tracker tracker{moved_to("http://t.example/announce")};
  CAF_CHECK_EQUAL(tracker.connect().get("/healthz").status, 200);
}

CAF_TEST(nothing but a well formed announce is redirected) {
  const local_tracker tracker{moved_to("http://t.example/announce")};
  auto client = tracker.connect();
  CAF_CHECK_EQUAL(client.get("/announce?port=1").status, 200);
  const auto with = [&](const std::string& odd) {
    client.send("GET " + announce_target(1) + odd + " HTTP/1.1\r\n\r\n");
    return client.read_reply();
  };
  CAF_CHECK_EQUAL(with("&x=%0d%0aSet-Cookie:1").field("Set-Cookie"), "");
  CAF_CHECK_EQUAL(with("&x=\tSet-Cookie:1").status, 400);
}
