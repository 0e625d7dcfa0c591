// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE udp_server_limits_test

#include "actors/runtime/tracker_clock.hpp"
#include "tests/support/announces.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/local_tracker.hpp"
#include "tests/support/udp_packets.hpp"

#include <caf/test/unit_test.hpp>

#include <memory>
#include <string>

namespace {

using namespace muster;
using namespace muster::test;

constexpr std::uint32_t error_action = 3;

/// Limits for loopback too, with rates that a test does not reach unless it changes them.
local_tracker_options with_limits() {
  local_tracker_options result;
  result.with_udp = true;
  result.limits.private_sources = true;
  result.limits.burst_seconds = 3600;
  result.limits.announces_burst = 0;
  result.limits.new_swarms_burst = 0;
  return result;
}

/// So many at once, and hardly any more while a test runs.
constexpr std::uint32_t five_at_once(limit_settings& x, std::uint32_t& rate) {
  x.burst_seconds = 5;
  rate = 1;
  return 5;
}

struct fixture {
  local_tracker_options options = with_limits();
  std::unique_ptr<local_tracker> tracker;

  udp_client connect() {
    if (!tracker)
      tracker = std::make_unique<local_tracker>(options);
    return tracker->connect_udp();
  }

  bool counts_refusals(refusal why, std::uint64_t count) {
    return eventually(
        [&] { return tracker->totals().refusals[static_cast<std::size_t>(why)] == count; });
  }
};

bool is_error(const packet& x, refusal why) {
  return word_in(x, 0) == error_action && std::string{x.begin() + 8, x.end()} == info(why).text;
}

constexpr std::uint32_t completed = 1;
constexpr std::uint32_t stopped = 3;

packet_builder with_event(packet_builder x, std::uint32_t event) {
  return x.number_at(udp_field::event, event);
}

packet_builder a_seeder(packet_builder x) {
  return x.number_at(udp_field::left, std::uint64_t{0});
}

packet_builder of_torrent(std::uint64_t id, std::uint8_t fill) {
  constexpr std::size_t info_hash_offset = 16;
  return a_udp_announce(id).number_at(info_hash_offset, fill);
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(udp_server_limits_tests, fixture)

CAF_TEST(connection ids beyond the rate are not issued) {
  const auto many = five_at_once(options.limits, options.limits.connects_per_second);
  auto client = connect();
  for (std::uint32_t i = 0; i < many; ++i)
    client.connect();
  // A second may have passed, and brought one more.
  for (std::uint32_t i = 0; i < 20; ++i)
    client.send(a_udp_connect());
  CAF_CHECK(eventually([&] {
    const auto totals = tracker->totals();
    const auto dropped = totals.udp_drops[static_cast<std::size_t>(udp_drop::rate_limited)];
    return dropped >= 18 && dropped + totals.udp_connects == 25;
  }));
}

CAF_TEST(announces beyond the rate are refused with an error) {
  const auto many = five_at_once(options.limits, options.limits.announces_per_second);
  auto client = connect();
  const auto id = client.connect();
  for (std::uint32_t i = 0; i < many; ++i)
    CAF_CHECK_EQUAL(word_in(client.ask(a_udp_announce(id)), 0), 1u);
  std::uint64_t refused = 0;
  for (int i = 0; i < 10; ++i)
    refused += is_error(client.ask(a_udp_announce(id)), refusal::too_many_requests) ? 1 : 0;
  CAF_CHECK_GREATER_OR_EQUAL(refused, 8u);
  CAF_CHECK(counts_refusals(refusal::too_many_requests, refused));
}

CAF_TEST(scrapes beyond the rate are refused with an error) {
  const auto many = five_at_once(options.limits, options.limits.scrapes_per_second);
  auto client = connect();
  const auto id = client.connect();
  const auto scrape = a_udp_scrape(id).text("AAAAAAAAAAAAAAAAAAAA");
  for (std::uint32_t i = 0; i < many; ++i)
    CAF_CHECK_EQUAL(word_in(client.ask(scrape), 0), 2u);
  std::uint64_t refused = 0;
  for (int i = 0; i < 10; ++i)
    refused += is_error(client.ask(scrape), refusal::too_many_requests) ? 1 : 0;
  CAF_CHECK_GREATER_OR_EQUAL(refused, 8u);
}

CAF_TEST(no error is longer than the request) {
  const auto many = five_at_once(options.limits, options.limits.scrapes_per_second);
  auto client = connect();
  const auto id = client.connect();
  std::uint64_t refused = 0;
  for (const auto* hashes : {"", "not a whole hash"})
    for (std::uint32_t i = 0; i < many + 2; ++i) {
      const auto scrape = a_udp_scrape(id).text(hashes);
      const auto reply = client.ask(scrape);
      refused += std::uint64_t{word_in(reply, 0) == error_action};
      CAF_CHECK_LESS_OR_EQUAL(reply.size(), scrape.bytes().size());
    }
  CAF_CHECK_GREATER_OR_EQUAL(refused, 6u);
}

CAF_TEST(new swarms beyond the rate are refused and known ones are served) {
  const auto many = five_at_once(options.limits, options.limits.new_swarms_per_second);
  auto client = connect();
  const auto id = client.connect();
  for (std::uint8_t i = 0; i < many; ++i)
    CAF_CHECK_EQUAL(word_in(client.ask(of_torrent(id, i)), 0), 1u);
  std::uint64_t refused = 0;
  for (std::uint8_t i = 100; i < 110; ++i)
    refused += is_error(client.ask(of_torrent(id, i)), refusal::too_many_new_swarms) ? 1 : 0;
  CAF_CHECK_GREATER_OR_EQUAL(refused, 8u);
  CAF_CHECK(counts_refusals(refusal::too_many_new_swarms, refused));
  CAF_CHECK_EQUAL(word_in(client.ask(of_torrent(id, 1)), 0), 1u);
  CAF_CHECK_EQUAL(tracker->swarms(), many + 10 - refused);
}

CAF_TEST(errors beyond the rate are not told) {
  const auto many = five_at_once(options.limits, options.limits.errors_per_second);
  options.lists.allowed = info_hash_set{};
  auto client = connect();
  const auto id = client.connect();
  const auto wrong = a_udp_announce(id);
  for (std::uint32_t i = 0; i < many; ++i)
    CAF_CHECK(is_error(client.ask(wrong), refusal::unregistered_torrent));
  for (int i = 0; i < 20; ++i)
    client.send(wrong);
  CAF_CHECK(counts_refusals(refusal::unregistered_torrent, 25));
  const auto dropped =
      tracker->totals().udp_drops[static_cast<std::size_t>(udp_drop::rate_limited)];
  CAF_CHECK_GREATER_OR_EQUAL(dropped, 18u);
}

CAF_TEST(errors about ids that have expired are told at the rate of errors) {
  const auto many = five_at_once(options.limits, options.limits.errors_per_second);
  auto client = connect();
  connection_ids ids{local_tracker::connection_secret()};
  const auto old = ids.issue(an_address("127.0.0.1"), tracker_clock{}.now() - timestamp{600});
  for (std::uint32_t i = 0; i < many; ++i)
    CAF_CHECK(is_error(client.ask(a_udp_announce(old)), refusal::expired_connection_id));
  for (int i = 0; i < 20; ++i)
    client.send(a_udp_announce(old));
  CAF_CHECK(counts_refusals(refusal::expired_connection_id, 25));
  const auto dropped =
      tracker->totals().udp_drops[static_cast<std::size_t>(udp_drop::rate_limited)];
  CAF_CHECK_GREATER_OR_EQUAL(dropped, 18u);
}

CAF_TEST(a stop succeeds however many there are) {
  five_at_once(options.limits, options.limits.announces_per_second);
  auto client = connect();
  const auto id = client.connect();
  for (int i = 0; i < 20; ++i)
    CAF_CHECK_EQUAL(word_in(client.ask(with_event(a_udp_announce(id), stopped)), 0), 1u);
}

CAF_TEST(a known peer that stops or completes beyond the rate counts) {
  const auto many = five_at_once(options.limits, options.limits.announces_per_second);
  auto client = connect();
  const auto id = client.connect();
  for (std::uint8_t i = 0; i < many; ++i)
    CAF_CHECK_EQUAL(word_in(client.ask(of_torrent(id, i)), 0), 1u);
  while (word_in(client.ask(of_torrent(id, 1)), 0) != error_action)
    ;
  const auto reply = client.ask(a_seeder(with_event(of_torrent(id, 1), completed)));
  CAF_CHECK_EQUAL(word_in(reply, 0), 1u);
  CAF_CHECK_EQUAL(word_in(reply, 16), 1u); // seeders
  CAF_CHECK_EQUAL(word_in(client.ask(with_event(of_torrent(id, 2), stopped)), 0), 1u);
  CAF_CHECK(eventually([&] {
    const auto seen = tracker->totals().swarms.population[index_of(family::ipv4)];
    return seen.seeders == 1 && seen.downloaders == many - 2;
  }));
  const auto totals = tracker->totals();
  CAF_CHECK_EQUAL(totals.swarms.completed[index_of(family::ipv4)], 1u);
}

CAF_TEST(an unknown peer that completes beyond the rate is refused and listed nowhere) {
  const auto many = five_at_once(options.limits, options.limits.announces_per_second);
  auto client = connect();
  const auto id = client.connect();
  for (std::uint32_t i = 0; i < many; ++i)
    CAF_CHECK_EQUAL(word_in(client.ask(of_torrent(id, 1)), 0), 1u);
  while (word_in(client.ask(of_torrent(id, 1)), 0) != error_action)
    ;
  std::uint64_t refused = 0;
  for (const std::uint8_t torrent : {1, 2})
    for (std::uint16_t port = 7000; port < 7005; ++port)
      refused += is_error(
          client.ask(
              with_event(of_torrent(id, torrent), completed).number_at(udp_field::port, port)),
          refusal::too_many_requests);
  CAF_CHECK_GREATER_OR_EQUAL(refused, 8u); // in each second one more is within the rate
  CAF_CHECK_EQUAL(word_in(client.ask(with_event(of_torrent(id, 3), stopped)), 0), 1u);
  CAF_CHECK_LESS_OR_EQUAL(tracker->swarms(), 2u);
}

CAF_TEST(clients at private addresses are not limited unless told so) {
  five_at_once(options.limits, options.limits.announces_per_second);
  options.limits.private_sources = false;
  auto client = connect();
  const auto id = client.connect();
  for (int i = 0; i < 50; ++i)
    CAF_CHECK_EQUAL(word_in(client.ask(a_udp_announce(id)), 0), 1u);
}

CAF_TEST(a tracker without memory refuses new swarms only) {
  options.memory.bytes_max = 10'000;
  auto client = connect();
  const auto id = client.connect();
  CAF_CHECK_EQUAL(word_in(client.ask(of_torrent(id, 1)), 0), 1u);
  std::uint8_t fill = 2;
  while (fill < 255 && word_in(client.ask(of_torrent(id, fill)), 0) == 1)
    ++fill;
  CAF_CHECK_LESS(fill, 100);
  CAF_CHECK(is_error(client.ask(of_torrent(id, 255)), refusal::tracker_full));
  CAF_CHECK_EQUAL(word_in(client.ask(of_torrent(id, 1)), 0), 1u);
  CAF_CHECK(counts_refusals(refusal::tracker_full, 2));
}

CAF_TEST_FIXTURE_SCOPE_END()
