// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE udp_server_test

#include "actors/runtime/tracker_clock.hpp"
#include "net/udp/udp_server.hpp"
#include "tests/support/announces.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/local_tracker.hpp"
#include "tests/support/udp_packets.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <thread>
#include <vector>

namespace {

using namespace muster;
using namespace muster::test;

constexpr std::uint32_t connected = 0;
constexpr std::uint32_t announced_action = 1;
constexpr std::uint32_t scraped_action = 2;
constexpr std::uint32_t error_action = 3;

local_tracker_options with_udp(std::size_t reactors = 1) {
  local_tracker_options result;
  result.reactors = reactors;
  result.with_udp = true;
  return result;
}

std::string text_of(const packet& x) {
  return {x.begin() + 8, x.end()};
}

std::string endpoints_of(const packet& x) {
  return {x.begin() + 20, x.end()};
}

struct fixture {
  local_tracker tracker{with_udp()};
  udp_client client = tracker.connect_udp();

  std::uint64_t drops(udp_drop why) {
    return tracker.totals().udp_drops[static_cast<std::size_t>(why)];
  }

  bool counts_drops(udp_drop why, std::uint64_t count) {
    return eventually([&] { return drops(why) == count; });
  }

  /// An id as it was issued so many seconds ago.
  static std::uint64_t issued(std::int64_t age, std::string_view to = "127.0.0.1") {
    const auto now = std::int64_t{tracker_clock{}.now().count()};
    return connection_ids{local_tracker::connection_secret()}.issue(
        *address::parse(to), timestamp{static_cast<std::uint32_t>(now - age)});
  }

  /// Announces from port 6881, as `builder` has changed it.
  packet announce(const packet_builder& builder) {
    return client.ask(builder);
  }
};

packet_builder on_port(std::uint64_t id, std::uint16_t port) {
  return a_udp_announce(id).number_at(udp_field::port, port);
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(udp_server_tests, fixture)

// -- connection ids -------------------------------------------------------------------------------

CAF_TEST(a connect is answered with as many bytes and an id) {
  const auto reply = client.ask(a_udp_connect(99));
  CAF_CHECK_EQUAL(reply.size(), 16u);
  CAF_CHECK_EQUAL(word_in(reply, 0), connected);
  CAF_CHECK_EQUAL(word_in(reply, 4), 99u);
  CAF_CHECK(eventually([&] { return tracker.totals().udp_connects == 1; }));
}

CAF_TEST(a connect may be longer) {
  CAF_CHECK(client.ask(a_udp_connect(99).text("and more")).size() == 16u);
}

CAF_TEST(a connect without the magic number gets silence) {
  client.send(a_udp_head(udp_action::connect, udp_protocol_id + 1, 7));
  CAF_CHECK(client.gets_silence());
  CAF_CHECK(counts_drops(udp_drop::malformed, 1));
}

CAF_TEST(announces and scrapes with an id of nobody get silence) {
  client.send(a_udp_announce(0x0102030405060708)).send(a_udp_announce(udp_protocol_id));
  client.send(a_udp_scrape(0).text("AAAAAAAAAAAAAAAAAAAA"));
  CAF_CHECK(client.gets_silence());
  CAF_CHECK(counts_drops(udp_drop::invalid_connection_id, 3));
  CAF_CHECK_EQUAL(tracker.swarms(), 0u);
}

CAF_TEST(an id is good for every port of its address and for no other address) {
  const auto id = client.connect();
  auto second = tracker.connect_udp();
  CAF_CHECK_EQUAL(word_in(second.ask(a_udp_announce(id)), 0), announced_action);
  udp_client elsewhere{tracker.at_udp(), address::parse("127.0.0.2")};
  elsewhere.send(a_udp_announce(id));
  CAF_CHECK(elsewhere.gets_silence());
}

CAF_TEST(an id that has expired gets an error in which it says so) {
  CAF_CHECK_EQUAL(word_in(client.ask(a_udp_announce(issued(100))), 0), announced_action);
  const auto reply = client.ask(a_udp_announce(issued(200), 99));
  CAF_CHECK_EQUAL(word_in(reply, 0), error_action);
  CAF_CHECK_EQUAL(word_in(reply, 4), 99u);
  CAF_CHECK_EQUAL(text_of(reply), info(refusal::expired_connection_id).text);
  CAF_CHECK(eventually([&] {
    return tracker.totals().refusals[static_cast<std::size_t>(refusal::expired_connection_id)] == 1;
  }));
  CAF_CHECK_EQUAL(drops(udp_drop::invalid_connection_id), 0u);
}

CAF_TEST(an error about an id is no longer than the request) {
  const auto scrape = a_udp_scrape(issued(3600));
  const auto reply = client.ask(scrape);
  CAF_CHECK_EQUAL(word_in(reply, 0), error_action);
  CAF_CHECK_EQUAL(reply.size(), scrape.size());
}

CAF_TEST(an id of yesterday or of tomorrow or of somebody else gets silence however old) {
  client.send(a_udp_announce(issued(86'400))).send(a_udp_announce(issued(-60)));
  client.send(a_udp_announce(issued(200, "127.0.0.2")));
  client.send(a_udp_head(udp_action{7}, issued(200), 1));
  CAF_CHECK(client.gets_silence());
  CAF_CHECK(counts_drops(udp_drop::invalid_connection_id, 3));
  CAF_CHECK(counts_drops(udp_drop::malformed, 1));
}

// -- what is no request ---------------------------------------------------------------------------

CAF_TEST(datagrams that are too short get silence) {
  const auto id = client.connect();
  client.send({}).send(a_udp_connect().cut_to(15)).send(a_udp_announce(id).cut_to(97));
  client.send(a_udp_scrape(id).cut_to(15));
  CAF_CHECK(client.gets_silence());
  CAF_CHECK(counts_drops(udp_drop::malformed, 4));
}

CAF_TEST(unknown actions get silence) {
  const auto id = client.connect();
  for (const std::uint32_t action : {3U, 4U, 0x01000001U, 0xffffffffU})
    client.send(a_udp_announce(id).number_at(8, action));
  CAF_CHECK(client.gets_silence());
  CAF_CHECK(counts_drops(udp_drop::malformed, 4));
}

// -- announces ------------------------------------------------------------------------------------

CAF_TEST(a peer gets interval and counts and the other peers) {
  const auto id = client.connect();
  announce(on_port(id, 0x1234).number_at(udp_field::left, std::uint64_t{0}));
  const auto reply = announce(on_port(id, 6882));
  CAF_CHECK_EQUAL(word_in(reply, 0), announced_action);
  CAF_CHECK_EQUAL(word_in(reply, 4), 7u);
  CAF_CHECK(word_in(reply, 8) >= 1620 && word_in(reply, 8) <= 1980);
  CAF_CHECK_EQUAL(word_in(reply, 12), 1u); // leechers
  CAF_CHECK_EQUAL(word_in(reply, 16), 1u); // seeders
  CAF_CHECK_EQUAL(endpoints_of(reply), std::string("\x7f\0\0\x01\x12\x34", 6));
  CAF_CHECK(eventually([&] { return tracker.totals().swarms.population[0].seeders == 1; }));
}

CAF_TEST(over ipv6 peers have eighteen bytes) {
  auto ipv6 = tracker.connect_udp(family::ipv6);
  const auto id = ipv6.connect();
  ipv6.ask(on_port(id, 0x1234));
  const auto reply = ipv6.ask(on_port(id, 6882));
  CAF_CHECK_EQUAL(
      endpoints_of(reply), std::string("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x12\x34", 18));
}

CAF_TEST(peers of the other family are counted and not shown) {
  auto ipv6 = tracker.connect_udp(family::ipv6);
  ipv6.ask(on_port(ipv6.connect(), 1));
  const auto reply = announce(on_port(client.connect(), 2));
  CAF_CHECK_EQUAL(word_in(reply, 12), 2u);
  CAF_CHECK_EQUAL(endpoints_of(reply), "");
}

CAF_TEST(http and udp share their swarms) {
  announce(on_port(client.connect(), 0x1234));
  const auto reply =
      tracker.connect().get("/announce?info_hash=AAAAAAAAAAAAAAAAAAAA&peer_id=-XX0001-cccccccccccc"
                            "&port=6999&left=1");
  CAF_CHECK(reply.body.find(std::string("5:peers6:\x7f\0\0\x01\x12\x34", 15)) != std::string::npos);
  CAF_CHECK_EQUAL(tracker.swarms(), 1u);
}

CAF_TEST(the reply goes to where the datagram came from and not to the port announced) {
  const auto id = client.connect();
  auto other = tracker.connect_udp();
  CAF_CHECK_EQUAL(word_in(other.ask(on_port(id, 1)), 0), announced_action);
  CAF_CHECK(client.gets_silence());
}

CAF_TEST(no reply has more than two hundred peers) {
  const auto id = client.connect();
  for (std::uint16_t port = 1000; port < 1300; ++port)
    announce(on_port(id, port).number_at(udp_field::num_want, 0));
  CAF_CHECK(announce(on_port(id, 1).number_at(udp_field::num_want, 1000)).size() == 1220u);
  CAF_CHECK(announce(on_port(id, 1).number_at(udp_field::num_want, 7)).size() == 20u + 7 * 6);
  CAF_CHECK(announce(on_port(id, 1).number_at(udp_field::num_want, -1)).size() == 20u + 50 * 6);
  CAF_CHECK(announce(on_port(id, 1).number_at(udp_field::num_want, 0)).size() == 20u);
}

CAF_TEST(over ipv6 no reply has more than sixty six peers) {
  auto ipv6 = tracker.connect_udp(family::ipv6);
  const auto id = ipv6.connect();
  for (std::uint16_t port = 1000; port < 1100; ++port)
    ipv6.ask(on_port(id, port).number_at(udp_field::num_want, 0));
  CAF_CHECK(ipv6.ask(on_port(id, 1).number_at(udp_field::num_want, 200)).size() == 20u + 66 * 18);
}

CAF_TEST(a refusal is an error with the text of http) {
  access_lists lists;
  lists.allowed = info_hash_set{};
  tracker.load(lists);
  const auto id = client.connect();
  CAF_CHECK(eventually([&] { return word_in(announce(a_udp_announce(id)), 0) == error_action; }));
  const auto reply = announce(a_udp_announce(id));
  CAF_CHECK_EQUAL(word_in(reply, 4), 7u);
  CAF_CHECK_EQUAL(text_of(reply), info(refusal::unregistered_torrent).text);
  CAF_CHECK(reply.size() <= udp_announce::bytes);
  CAF_CHECK(eventually([&] {
    return tracker.totals().refusals[static_cast<std::size_t>(refusal::unregistered_torrent)] >= 2;
  }));
}

CAF_TEST(ports that cannot be used are served and counted and not shown) {
  const auto id = client.connect();
  for (const std::uint16_t port : {0, 1, 22, 443}) {
    const auto reply = announce(on_port(id, port));
    CAF_CHECK_EQUAL(word_in(reply, 0), announced_action);
  }
  const auto reply = announce(on_port(id, 7000));
  CAF_CHECK_EQUAL(word_in(reply, 12), 5u);
  CAF_CHECK_EQUAL(endpoints_of(reply), "");
  CAF_CHECK(eventually([&] { return tracker.totals().peers_hidden == 4; }));
}

CAF_TEST(a torrent that is not served is refused) {
  access_lists lists;
  lists.allowed = info_hash_set{};
  tracker.load(lists);
  const auto id = client.connect();
  CAF_CHECK(eventually([&] { return word_in(announce(a_udp_announce(id)), 0) == error_action; }));
  CAF_CHECK_EQUAL(text_of(announce(a_udp_announce(id))), info(refusal::unregistered_torrent).text);
}

CAF_TEST(stopped never fails) {
  const auto id = client.connect();
  for (const std::uint16_t port : {0, 22, 6881}) {
    const auto reply = announce(on_port(id, port).number_at(udp_field::event, 3));
    CAF_CHECK_EQUAL(word_in(reply, 0), announced_action);
    CAF_CHECK_EQUAL(reply.size(), 20u);
  }
  CAF_CHECK_EQUAL(tracker.swarms(), 0u);
}

CAF_TEST(a peer that stops is gone) {
  const auto id = client.connect();
  announce(on_port(id, 1));
  announce(on_port(id, 2));
  announce(on_port(id, 1).number_at(udp_field::event, 3));
  const auto reply = announce(on_port(id, 2));
  CAF_CHECK_EQUAL(word_in(reply, 12), 1u);
  CAF_CHECK_EQUAL(endpoints_of(reply), "");
}

CAF_TEST(whatever path the url has it is served) {
  const auto id = client.connect();
  const auto with_path = [&](const std::string& path) {
    const auto size = static_cast<std::uint8_t>(path.size());
    return word_in(announce(a_udp_announce(id).number(std::uint8_t{2}).number(size).text(path)), 0);
  };
  for (const auto* path :
       {"", "/", "/?a=b", "/announce", "/announce?key=1", "/announce.php",
        "/0123456789abcdef/announce", "/announce/0123456789abcdef", "/a", "/stats", "/scrape",
        "announce", "/tracker.php?x"})
    CAF_CHECK_EQUAL(with_path(path), announced_action);
}

CAF_TEST(options that are unknown or cut off do not matter) {
  const auto id = client.connect();
  for (const auto* options : {"\x00", "\x01", "\x07", "\x07\x03xyz", "\x02\xff/"})
    CAF_CHECK(word_in(announce(a_udp_announce(id).text(options)), 0) == announced_action);
}

// -- scrapes --------------------------------------------------------------------------------------

CAF_TEST(a scrape is answered in the order of the request with zeros for what is unknown) {
  const auto id = client.connect();
  announce(on_port(id, 1).number_at(udp_field::left, std::uint64_t{0}));
  announce(on_port(id, 2));
  const auto reply = client.ask(a_udp_scrape(id, 12)
                                    .text("BBBBBBBBBBBBBBBBBBBB")
                                    .text("AAAAAAAAAAAAAAAAAAAA")
                                    .text("AAAAAAAAAAAAAAAAAAAA")
                                    .text("half of a hash"));
  CAF_CHECK_EQUAL(reply.size(), 8u + 3 * 12);
  CAF_CHECK_EQUAL(word_in(reply, 0), scraped_action);
  CAF_CHECK_EQUAL(word_in(reply, 4), 12u);
  for (const std::size_t offset : {8, 12, 16})
    CAF_CHECK_EQUAL(word_in(reply, offset), 0u);
  for (const std::size_t entry : {20, 32}) {
    CAF_CHECK_EQUAL(word_in(reply, entry), 1u);     // seeders
    CAF_CHECK_EQUAL(word_in(reply, entry + 4), 0u); // completed
    CAF_CHECK_EQUAL(word_in(reply, entry + 8), 1u); // leechers
  }
  CAF_CHECK(eventually([&] { return tracker.totals().traffic[1][0].scrapes == 1; }));
}

CAF_TEST(a scrape tells of seventy four torrents at most) {
  const auto id = client.connect();
  for (const std::size_t count : {1, 73, 74, 75}) {
    auto request = a_udp_scrape(id);
    for (std::size_t i = 0; i < count; ++i)
      request.text("AAAAAAAAAAAAAAAAAAAA");
    CAF_CHECK(client.ask(request).size() == 8 + std::min<std::size_t>(count, 74) * 12);
  }
}

CAF_TEST(a scrape without a whole info_hash tells of no torrent) {
  const auto id = client.connect();
  for (const auto* hashes : {"", "x", "nineteen bytes here"}) {
    const auto reply = client.ask(a_udp_scrape(id, 12).text(hashes));
    CAF_CHECK_EQUAL(reply.size(), 8u);
    CAF_CHECK_EQUAL(word_in(reply, 0), scraped_action);
    CAF_CHECK_EQUAL(word_in(reply, 4), 12u);
  }
}

CAF_TEST(a request whose swarm takes too long is dropped and what it changes counts) {
  auto options = with_udp();
  options.udp_answer_time = std::chrono::seconds{0};
  local_tracker hurried{options};
  auto own = hurried.connect_udp();
  const auto id = own.connect();
  hurried.while_held(an_info_hash('A'), [&] {
    own.send(on_port(id, 1001));
    CAF_CHECK(eventually([&] {
      return hurried.totals().udp_drops[static_cast<std::size_t>(udp_drop::timed_out)] == 1;
    }));
  });
  CAF_CHECK(own.gets_silence());
  CAF_CHECK(eventually([&] { return hurried.totals().swarms.population[0].downloaders == 1; }));
}

CAF_TEST(as many requests as there is room for are answered and not one more) {
  auto options = with_udp();
  options.udp_requests_max = 2;
  local_tracker small{options};
  auto own = small.connect_udp();
  const auto id = own.connect();
  const auto dropped = [&] {
    return small.totals().udp_drops[static_cast<std::size_t>(udp_drop::overload)];
  };
  for (const std::uint16_t requests : {2, 3}) {
    small.while_held(an_info_hash('A'), [&] {
      for (std::uint16_t i = 0; i < requests; ++i)
        own.send(on_port(id, 1001 + i));
      CAF_CHECK(eventually([&] { return dropped() == requests - 2U; }));
      CAF_CHECK(own.gets_silence()); // those that there is room for wait
    });
    CAF_CHECK_EQUAL(word_in(own.receive(), 0), announced_action);
    CAF_CHECK_EQUAL(word_in(own.receive(), 0), announced_action);
    CAF_CHECK(own.gets_silence());
    CAF_CHECK_EQUAL(dropped(), requests - 2U);
  }
}

// -- several reactors, and the end ----------------------------------------------------------------

CAF_TEST(clients of several reactors find each other in one swarm) {
  local_tracker both{with_udp(2)};
  std::vector<std::thread> threads;
  for (std::uint16_t first : {1000, 2000, 3000, 4000})
    threads.emplace_back([&both, first] {
      auto own = both.connect_udp();
      const auto id = own.connect();
      for (std::uint16_t i = 0; i < 100; ++i)
        own.ask(on_port(id, first + i));
    });
  for (auto& x : threads)
    x.join();
  auto last = both.connect_udp();
  CAF_CHECK_EQUAL(word_in(last.ask(on_port(last.connect(), 1)), 12), 401u);
  CAF_CHECK(eventually([&] { return both.totals().swarms.population[0].downloaders == 401; }));
}

CAF_TEST(a server that is told to stop stops and has reported all) {
  const auto id = client.connect();
  for (std::uint16_t port = 1001; port <= 1200; ++port)
    announce(on_port(id, port));
  tracker.stop_serving();
  CAF_CHECK(eventually([&] { return tracker.stopped(); }));
  CAF_CHECK(tracker.totals().swarms.population[0].downloaders == 200);
}

CAF_TEST(a server that drains answers no more and says so) {
  const auto id = client.connect();
  announce(on_port(id, 1));
  tracker.drain();
  CAF_CHECK(eventually([&] { return tracker.drained() == 2; }));
  client.send(on_port(id, 2));
  tracker.stop_serving();
  CAF_CHECK(eventually([&] { return tracker.stopped(); }));
  CAF_CHECK(tracker.totals().swarms.population[0].downloaders == 1);
}

CAF_TEST(a server that is drained says so to whoever asks again) {
  tracker.drain();
  CAF_CHECK(eventually([&] { return tracker.drained() == 2; }));
  tracker.drain();
  CAF_CHECK(eventually([&] { return tracker.drained() == 4; }));
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(a tracker that has moved tells the url and lets everybody stop) {
  auto options = with_udp();
  options.announce.moved_to = "https://tracker.example/announce?x=";
  options.announce.moved_to.resize(limits::moved_to_bytes_max, 'y');
  const local_tracker tracker{options};
  auto client = tracker.connect_udp();
  const auto id = client.connect();
  const auto reply = client.ask(a_udp_announce(id));
  CAF_CHECK_EQUAL(word_in(reply, 0), error_action);
  CAF_CHECK_EQUAL(text_of(reply), "moved to " + options.announce.moved_to);
  CAF_CHECK(reply.size() <= udp_announce::bytes);
  const auto stopped = client.ask(a_udp_announce(id).number_at(udp_field::event, 3));
  CAF_CHECK_EQUAL(word_in(stopped, 0), announced_action);
  const auto scraped = client.ask(a_udp_scrape(id).text("AAAAAAAAAAAAAAAAAAAA"));
  CAF_CHECK_EQUAL(text_of(scraped), info(refusal::moved).text);
  CAF_CHECK_EQUAL(tracker.swarms(), 0u);
}
