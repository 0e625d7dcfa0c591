// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE request_handler_scrape_test

#include "net/door/slot_tokens.hpp"
#include "net/http/request_handler.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/http_announces.hpp"
#include "tests/support/local_tracker.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace muster;
using namespace muster::test;

/// Torrent 1 has a seeder and two leechers, one of them a partial seed; torrent 2 has one leecher.
struct fixture {
  local_tracker tracker;
  http_client client{tracker.connect()};

  fixture() {
    for (const auto* rest : {"&port=7000&left=0", "&port=7001&left=5", "&port=7002&event=paused"})
      client.get(
          "/announce?info_hash=" + percent_encoded(an_info_hash(1).view())
          + "&peer_id=" + std::string{peer_id_text} + rest);
    client.get(announce_target(2));
  }

  bencode::value scrape(const std::vector<std::uint8_t>& torrents) {
    return decoded(client.get(scrape_target(torrents)));
  }

  std::string reason(const std::string& target) {
    return text(decoded(client.get(target)), "failure reason");
  }
};

const bencode::value& file(const bencode::value& reply, std::uint8_t fill) {
  const auto* result = reply.find("files")->find(an_info_hash(fill).view());
  if (result == nullptr)
    throw std::runtime_error{"the torrent is not in the reply"};
  return *result;
}

std::size_t count(const bencode::value& reply) {
  return std::get<bencode::dictionary>(reply.find("files")->data).size();
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(request_handler_scrape_tests, fixture)

CAF_TEST(a scrape tells the counts of a torrent) {
  const auto reply = scrape({1});
  CAF_CHECK_EQUAL(count(reply), 1u);
  CAF_CHECK_EQUAL(integer(file(reply, 1), "complete"), 1);
  CAF_CHECK_EQUAL(integer(file(reply, 1), "incomplete"), 2);
  CAF_CHECK_EQUAL(integer(file(reply, 1), "downloaders"), 1);
  CAF_CHECK_EQUAL(integer(file(reply, 1), "downloaded"), 0);
  CAF_CHECK(integer(*reply.find("flags"), "min_request_interval") >= 900);
}

CAF_TEST(a scrape tells zeros for a torrent that nobody has announced) {
  const auto reply = scrape({9});
  CAF_CHECK_EQUAL(count(reply), 1u);
  for (const auto* key : {"complete", "incomplete", "downloaded"})
    CAF_CHECK_EQUAL(integer(file(reply, 9), key), 0);
}

CAF_TEST(a scrape does not make a swarm) {
  scrape({9});
  CAF_CHECK_EQUAL(tracker.swarms(), 2u);
}

CAF_TEST(a scrape tells known and unknown torrents in ascending order) {
  // Strict decoding has checked the order.
  const auto reply = scrape({9, 2, 0, 1});
  CAF_CHECK_EQUAL(count(reply), 4u);
  CAF_CHECK_EQUAL(integer(file(reply, 1), "incomplete"), 2);
  CAF_CHECK_EQUAL(integer(file(reply, 2), "incomplete"), 1);
  CAF_CHECK_EQUAL(integer(file(reply, 0), "incomplete"), 0);
}

CAF_TEST(a scrape tells a torrent once that was asked for twice) {
  const auto reply = scrape({1, 9, 1, 2, 9, 1});
  CAF_CHECK_EQUAL(count(reply), 3u);
  CAF_CHECK_EQUAL(integer(file(reply, 1), "incomplete"), 2);
}

CAF_TEST(a scrape may ask for 100 torrents and not one more) {
  std::vector<std::uint8_t> torrents(100);
  for (std::size_t i = 0; i < torrents.size(); ++i)
    torrents[i] = static_cast<std::uint8_t>(i);
  CAF_CHECK_EQUAL(count(scrape(torrents)), 100u);
  torrents.push_back(100);
  CAF_CHECK_EQUAL(reason(scrape_target(torrents)), info(refusal::oversized_scrape).text);
}

CAF_TEST(a scrape that asks for too much is told in words that make clients ask for less) {
  const auto text = reason(scrape_target(std::vector<std::uint8_t>(101)));
  CAF_CHECK_NOT_EQUAL(text.find("GET string too long"), std::string::npos);
}

CAF_TEST(a scrape of everything is refused) {
  for (const auto* target : {"/scrape", "/scrape?", "/scrape?x=y"})
    CAF_CHECK_EQUAL(reason(target), info(refusal::full_scrape).text);
}

CAF_TEST(a scrape with a wrong info hash is refused with the intervals) {
  const auto reply = decoded(client.get(scrape_target({1}) + "&info_hash=short"));
  CAF_CHECK_EQUAL(text(reply, "failure reason"), info(refusal::invalid_info_hash).text);
  CAF_CHECK_EQUAL(text(reply, "retry in"), "never");
  CAF_CHECK(integer(reply, "interval") >= 1620);
}

CAF_TEST(scrapes that follow each other do not mix) {
  client.send_get(scrape_target({1}));
  client.send_get(scrape_target({9}));
  client.send_get(scrape_target({2, 1}));
  CAF_CHECK_EQUAL(integer(file(decoded(client.read_reply()), 1), "incomplete"), 2);
  CAF_CHECK_EQUAL(count(decoded(client.read_reply())), 1u);
  CAF_CHECK_EQUAL(count(decoded(client.read_reply())), 2u);
}

CAF_TEST(an answer to a scrape that has failed does not reach the next one of its connection) {
  http_client other{tracker.connect()};
  // In slot 1: generation 1 is the connection, 2 this request, and so on.
  CAF_CHECK_EQUAL(other.get("/healthz").status, 200);
  const auto third = 3 * slot_tokens::token_min + 1;
  tracker.while_held(an_info_hash(2), [&] {
    tracker.while_held(an_info_hash(1), [&] {
      other.send_get(scrape_target({1}));
      CAF_CHECK_EQUAL(client.get("/healthz").status, 200);
      tracker.fail_request(third);
      CAF_CHECK_EQUAL(other.read_reply().status, 503);
      other.send_get(scrape_target({2}));
      CAF_CHECK_EQUAL(client.get("/healthz").status, 200);
    });
    // Torrent 1 has answered by now.
    client.get(announce_target(1));
    CAF_CHECK_EQUAL(other.unread_bytes(), 0u);
  });
  const auto reply = decoded(other.read_reply());
  CAF_CHECK_EQUAL(count(reply), 1u);
  CAF_CHECK_EQUAL(integer(file(reply, 2), "complete"), 0);
  CAF_CHECK_EQUAL(integer(file(reply, 2), "incomplete"), 1);
}

CAF_TEST(a scrape by head has headers alone) {
  client.send("HEAD " + scrape_target({1}) + " HTTP/1.1\r\n\r\n");
  const auto reply = client.read_reply(false);
  CAF_CHECK_EQUAL(
      reply.field("Content-Length"), std::to_string(client.get(scrape_target({1})).body.size()));
}

CAF_TEST(scrapes and refused scrapes are counted) {
  scrape({1});
  reason("/scrape");
  CAF_CHECK(eventually([&] {
    const auto totals = tracker.totals();
    return totals.traffic[0][0].scrapes == 2
           && totals.refusals[static_cast<std::size_t>(refusal::full_scrape)] == 1;
  }));
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(the torrents in a scrape are limited by the settings) {
  local_tracker_options options;
  options.announce.scrape_hashes_max = 2;
  const local_tracker tracker{options};
  auto client = tracker.connect();
  CAF_CHECK_EQUAL(count(decoded(client.get(scrape_target({1, 2})))), 2u);
  CAF_CHECK_EQUAL(
      text(decoded(client.get(scrape_target({1, 2, 3}))), "failure reason"),
      info(refusal::oversized_scrape).text);
}
