// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE udp_client_test

#include "bin/load/udp_client.hpp"
#include "tests/support/scripted_udp_tracker.hpp"

#include <caf/test/unit_test.hpp>

#include <optional>
#include <set>
#include <string>
#include <sys/epoll.h>
#include <utility>
#include <vector>

namespace {

using namespace muster;
using namespace muster::load;
using test::right_udp_reply;

constexpr std::int64_t second = 1'000'000'000;

constexpr std::uint32_t slots = 100;

/// One client and one tracker, on one thread: what one has sent the other receives at once.
struct fixture {
  std::optional<test::udp_door> tracker{std::in_place};
  population peers{{.peers = 100, .swarms = 10}};
  target to = parse_target("udp://" + to_string(tracker->at())).value();
  udp_request_writer writer{peers, to, 50};
  descriptor epoll{::epoll_create1(0)};
  udp_transport transport{socket_address{to.server}, epoll.get(), writer, {}, {}, {}};
  udp_client client{transport, std::nullopt, 0, slots};

  /// Receives what the client has sent.
  std::vector<test::udp_datagram> sent() {
    std::vector<test::udp_datagram> result;
    while (tracker->has_datagram())
      result.push_back(tracker->receive());
    return result;
  }

  /// Gives the client its connection id.
  void connect(std::int64_t now, std::uint64_t connection_id = test::scripted_connection_id) {
    client.flush(now);
    CAF_REQUIRE(tracker->has_datagram());
    const auto request = tracker->receive();
    CAF_REQUIRE(test::is_connect(request));
    tracker->reply(right_udp_reply(request, connection_id));
    CAF_CHECK(client.receive(now).empty());
    client.flush(now);
  }

  /// Posts a request in a connected client and returns it as it arrives.
  test::udp_datagram request_from(std::uint32_t slot, std::int64_t now = 0) {
    client.post(slot, {});
    client.flush(now);
    return tracker->receive();
  }

  /// The only arrival, without its bytes.
  std::pair<std::uint32_t, fault> arrival(std::int64_t now = 0) {
    const auto all = client.receive(now);
    CAF_REQUIRE_EQUAL(all.size(), 1u);
    return {all[0].slot, all[0].fault};
  }
};

constexpr auto stray = [](fault x) {
  return std::pair{udp_arrival::no_slot, x};
};

constexpr auto reply_to = [](std::uint32_t slot) {
  return std::pair{slot, fault::none};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(udp_client_tests, fixture)

CAF_TEST(nothing is sent before there is something to send) {
  CAF_CHECK(client.flush(0) == udp_progress::done);
  CAF_CHECK(sent().empty());
}

CAF_TEST(a client asks for a connection id first and once) {
  client.post(0, {});
  client.flush(0);
  client.post(1, {});
  client.flush(0);
  const auto datagrams = sent();
  CAF_REQUIRE_EQUAL(datagrams.size(), 1u);
  CAF_CHECK(test::is_connect(datagrams[0]));
  CAF_CHECK_EQUAL(datagrams[0].head().connection_id, udp_protocol_id);
}

CAF_TEST(requests that have waited for the connection id are sent with it) {
  client.post(0, {});
  client.post(1, {});
  connect(0);
  const auto datagrams = sent();
  CAF_REQUIRE_EQUAL(datagrams.size(), 2u);
  for (const auto& x : datagrams)
    CAF_CHECK_EQUAL(x.head().connection_id, test::scripted_connection_id);
  CAF_CHECK(!client.has_posted());
  CAF_CHECK_EQUAL(client.connected(), 1u);
}

CAF_TEST(a connection id is used for a minute and then asked for again) {
  client.post(0, {});
  connect(0);
  sent();
  CAF_CHECK(!test::is_connect(request_from(1, 60 * second - 1)));
  client.post(2, {});
  connect(60 * second, 99);
  CAF_CHECK_EQUAL(sent().at(0).head().connection_id, 99u);
  CAF_CHECK_EQUAL(client.connected(), 2u);
}

CAF_TEST(a reply belongs to the slot whose transaction id it has) {
  client.post(0, {});
  connect(0);
  const auto a = sent().at(0);
  const auto b = request_from(1);
  tracker->reply(right_udp_reply(b));
  CAF_CHECK(arrival() == reply_to(1));
  tracker->reply(right_udp_reply(a));
  CAF_CHECK(arrival() == reply_to(0));
}

CAF_TEST(transaction ids differ between slots and between requests) {
  client.post(0, {});
  connect(0);
  std::set<std::uint32_t> ids{sent().at(0).head().transaction_id};
  for (std::uint32_t slot = 1; slot < slots; ++slot)
    ids.insert(request_from(slot).head().transaction_id);
  CAF_CHECK_EQUAL(ids.size(), slots);
  client.give_up(0);
  ids.insert(request_from(0).head().transaction_id);
  CAF_CHECK_EQUAL(ids.size(), slots + 1);
}

CAF_TEST(more requests than one system call takes are sent) {
  for (std::uint32_t slot = 0; slot < slots; ++slot)
    client.post(slot, {});
  connect(0);
  CAF_CHECK_EQUAL(sent().size(), std::size_t{slots});
}

CAF_TEST(more replies than one system call takes arrive) {
  for (std::uint32_t slot = 0; slot < slots; ++slot)
    client.post(slot, {});
  connect(0);
  for (const auto& x : sent())
    tracker->reply(right_udp_reply(x));
  std::size_t count = 0;
  while (const auto size = client.receive(0).size())
    count += size;
  CAF_CHECK_EQUAL(count, std::size_t{slots});
}

CAF_TEST(a reply that comes twice is a fault the second time) {
  client.post(0, {});
  connect(0);
  const auto reply = right_udp_reply(sent().at(0));
  tracker->reply(reply);
  CAF_CHECK(arrival() == reply_to(0));
  tracker->reply(reply);
  CAF_CHECK(arrival() == stray(fault::transaction));
}

CAF_TEST(a reply to what nobody asked is a fault) {
  client.post(0, {});
  connect(0);
  auto request = sent().at(0);
  request.bytes[12] = static_cast<char>(~request.bytes[12]); // of the transaction id
  tracker->reply(right_udp_reply(request));
  CAF_CHECK(arrival() == stray(fault::transaction));
}

CAF_TEST(a datagram without a transaction id is a fault) {
  client.post(0, {});
  connect(0);
  tracker->reply("1234567");
  CAF_CHECK(arrival() == stray(fault::packet));
}

CAF_TEST(a datagram longer than any reply is a fault) {
  client.post(0, {});
  connect(0);
  const auto reply = right_udp_reply(sent().at(0));
  tracker->reply(reply + std::string(2048 - reply.size(), 'x'));
  CAF_CHECK(arrival() == stray(fault::packet));
  tracker->reply(reply + std::string(2047 - reply.size(), 'x'));
  CAF_CHECK(arrival() == reply_to(0));
}

CAF_TEST(a reply to a request that was given up is passed over once) {
  client.post(0, {});
  connect(0);
  const auto reply = right_udp_reply(sent().at(0));
  CAF_CHECK(client.give_up(0) == fault::timeout);
  tracker->reply(reply);
  CAF_CHECK(client.receive(0).empty());
  tracker->reply(reply);
  CAF_CHECK(arrival() == stray(fault::transaction));
}

CAF_TEST(a late reply does not answer the next request of its slot) {
  client.post(0, {});
  connect(0);
  const auto late = right_udp_reply(sent().at(0));
  client.give_up(0);
  const auto next = request_from(0);
  tracker->reply(late);
  CAF_CHECK(client.receive(0).empty());
  tracker->reply(right_udp_reply(next));
  CAF_CHECK(arrival() == reply_to(0));
}

CAF_TEST(a request that waits in vain for a connection id was never sent) {
  client.post(0, {});
  client.flush(0);
  const auto request = sent().at(0);
  CAF_CHECK(client.give_up(0) == fault::connect);
  CAF_CHECK(!client.has_posted());
  tracker->reply(right_udp_reply(request)); // too late
  CAF_CHECK(client.receive(0).empty());
  client.post(0, {});
  client.flush(0);
  CAF_CHECK(test::is_connect(sent().at(0)));
}

CAF_TEST(a connect reply that is none is a fault and the client asks again) {
  client.post(0, {});
  client.flush(0);
  const auto request = tracker->receive();
  tracker->reply(right_udp_reply(request).substr(0, 15));
  CAF_CHECK(arrival() == stray(fault::packet));
  CAF_CHECK_EQUAL(client.connected(), 0u);
  client.flush(0);
  CAF_CHECK(test::is_connect(sent().at(0)));
}

CAF_TEST(a tracker that is gone refuses) {
  client.post(0, {});
  connect(0);
  sent();
  tracker.reset();
  client.post(1, {});
  client.flush(0);
  CAF_CHECK(client.receive(0).empty());
  CAF_CHECK(client.is_refused());
  client.reset();
  CAF_CHECK(!client.is_refused());
  CAF_CHECK(!client.has_posted());
}

CAF_TEST(after a reset a client asks for a connection id again) {
  client.post(0, {});
  connect(0);
  const auto reply = right_udp_reply(sent().at(0));
  client.reset();
  tracker->reply(reply);
  CAF_CHECK(client.receive(0).empty());
  client.post(0, {});
  client.flush(0);
  CAF_CHECK(test::is_connect(sent().at(0)));
}

CAF_TEST_FIXTURE_SCOPE_END()
