// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE request_handler_refusals_test

#include "net/http/request_handler.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/http_announces.hpp"
#include "tests/support/local_tracker.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace muster;
using namespace muster::test;

/// Refusals with the change to an announce that causes each of them.
const std::vector<std::pair<refusal, query_builder>> refused_announces{
    {refusal::missing_info_hash, an_announce_query().without("info_hash")},
    {refusal::invalid_info_hash, an_announce_query().with("info_hash", "short")},
    {refusal::duplicate_info_hash, an_announce_query().and_also("info_hash", info_hash_text)},
    {refusal::missing_peer_id, an_announce_query().without("peer_id")},
    {refusal::invalid_peer_id, an_announce_query().with("peer_id", "short")},
    {refusal::missing_port, an_announce_query().without("port")},
    {refusal::invalid_port, an_announce_query().with("port", "x")},
};

/// A tracker with the settings it has unless told otherwise, and a client that is connected.
struct fixture {
  local_tracker tracker;
  http_client client{tracker.connect()};

  bencode::value announce(const query_builder& query) {
    return decoded(client.get(announce_target(query)));
  }

  /// Waits until the servers have reported one refusal of each kind.
  bool has_counted_each() const {
    return eventually([&] {
      const auto counts = tracker.totals().refusals;
      return std::all_of(refused_announces.begin(), refused_announces.end(), [&](const auto& x) {
        return counts[static_cast<std::size_t>(x.first)] == 1;
      });
    });
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(request_handler_refusals_tests, fixture)

CAF_TEST(a refused announce is answered with status 200 and the reason and intervals) {
  for (const auto& [why, query] : refused_announces) {
    const auto reply = announce(query);
    CAF_CHECK_EQUAL(text(reply, "failure reason"), info(why).text);
    CAF_CHECK_EQUAL(text(reply, "retry in"), "never");
    CAF_CHECK(integer(reply, "interval") >= 1620);
    CAF_CHECK(integer(reply, "min interval") >= 900);
    CAF_CHECK(reply.find("peers") == nullptr);
  }
  CAF_CHECK_EQUAL(tracker.swarms(), 0u);
  CAF_CHECK(has_counted_each());
}

CAF_TEST(a refused announce leaves the connection open) {
  CAF_CHECK(!client.get("/announce").says_close());
  CAF_CHECK_EQUAL(client.get(announce_target(1)).status, 200);
}

CAF_TEST(a stopped announce never fails but is told the reason as a warning) {
  for (const auto& [why, query] : refused_announces) {
    const auto reply = announce(query_builder{query}.with("event", "stopped"));
    CAF_CHECK_EQUAL(text(reply, "failure reason"), "none");
    CAF_CHECK_EQUAL(text(reply, "warning message"), info(why).text);
    CAF_CHECK(integer(reply, "interval") >= 1620);
    CAF_CHECK(peers(reply).empty());
  }
  CAF_CHECK(has_counted_each());
}

CAF_TEST(nothing that a client has sent is sent back) {
  const std::string mark = "XyZZy";
  for (const auto& target :
       {"/announce?info_hash=" + mark, "/announce?" + mark + "=" + mark,
        "/scrape?info_hash=" + mark, "/" + mark, "/announce?info_hash=" + mark + "&event=stopped",
        announce_target(1) + "&trackerid=" + mark + "&key=" + mark}) {
    client.send(
        "GET " + target + " HTTP/1.1\r\nHost: " + mark + "\r\nX-" + mark + ": " + mark
        + "\r\n\r\n");
    const auto reply = client.read_reply();
    CAF_CHECK_EQUAL(reply.head.find(mark), std::string::npos);
    CAF_CHECK_EQUAL(reply.body.find(mark), std::string::npos);
  }
  client.send(mark + " / HTTP/1.1\r\n\r\n" + mark + "\r\n\r\n");
  CAF_CHECK_EQUAL(client.read_reply().body.find(mark), std::string::npos);
  CAF_CHECK_EQUAL(client.read_reply().body.find(mark), std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(a torrent that is not on the allow list is refused for now) {
  local_tracker_options options;
  options.lists.allowed = info_hash_set{an_info_hash(1)};
  const local_tracker tracker{options};
  auto client = tracker.connect();
  CAF_CHECK_EQUAL(text(decoded(client.get(announce_target(1))), "failure reason"), "none");
  const auto refused = decoded(client.get(announce_target(2)));
  CAF_CHECK_EQUAL(text(refused, "failure reason"), "unregistered torrent");
  CAF_CHECK_EQUAL(integer(refused, "retry in"), 1);
  CAF_CHECK(integer(refused, "interval") >= 54 && integer(refused, "interval") <= 66);
  CAF_CHECK_EQUAL(integer(refused, "min interval"), integer(refused, "interval"));
}

CAF_TEST(new access lists hold from the moment they are loaded) {
  local_tracker tracker;
  auto client = tracker.connect();
  const auto reason = [&] {
    return text(decoded(client.get(announce_target(1))), "failure reason");
  };
  CAF_CHECK_EQUAL(reason(), "none");
  access_lists lists;
  lists.denied.insert(an_info_hash(1));
  tracker.load(lists);
  CAF_CHECK(eventually([&] { return reason() == "unregistered torrent"; }));
  tracker.load({});
  CAF_CHECK(eventually([&] { return reason() == "none"; }));
}

CAF_TEST(a denied address is refused) {
  local_tracker_options options;
  options.admission.denied_sources = {*address_range::parse("127.0.0.2")};
  const local_tracker tracker{options};
  http_client denied{tracker.at(), {an_address("127.0.0.2")}};
  const auto reply = decoded(denied.get(announce_target(1)));
  CAF_CHECK_EQUAL(text(reply, "failure reason"), info(refusal::denied_source).text);
  CAF_CHECK_EQUAL(
      text(decoded(tracker.connect().get(announce_target(1))), "failure reason"), "none");
}
