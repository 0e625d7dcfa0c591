// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE udp_packet_test

#include "net/protocol/udp_packet.hpp"
#include "tests/support/udp_packets.hpp"

#include <caf/test/unit_test.hpp>

#include <array>
#include <limits>
#include <string>
#include <string_view>

namespace {

using namespace muster;
using test::a_udp_announce;
using test::a_udp_connect;
using test::a_udp_scrape;
namespace udp_field = test::udp_field;

udp_announce parsed(const test::packet_builder& packet, family family = family::ipv4) {
  return parse_udp_announce(packet, family, {50, 200}).value();
}

std::uint16_t numwant(std::int32_t field, family family, numwant_range range = {50, 200}) {
  const auto packet = a_udp_announce().number_at(udp_field::num_want, field);
  return parse_udp_announce(packet, family, range).value().request.numwant;
}

announce_event event(std::uint32_t field) {
  return parsed(a_udp_announce().number_at(udp_field::event, field)).request.event;
}

std::uint64_t left(std::uint64_t field) {
  return parsed(a_udp_announce().number_at(udp_field::left, field)).request.left;
}

} // namespace

CAF_TEST(a request begins with connection id and action and transaction id) {
  const auto packet = test::packet_builder{}
                          .number(std::uint64_t{0x0102030405060708})
                          .number(std::uint32_t{0x090a0b0c})
                          .number(std::uint32_t{0x0d0e0f10});
  const auto head = parse_udp_request_head(packet).value();
  CAF_CHECK_EQUAL(head.connection_id, 0x0102030405060708u);
  CAF_CHECK_EQUAL(head.action, 0x090a0b0cu);
  CAF_CHECK_EQUAL(head.transaction_id, 0x0d0e0f10u);
}

CAF_TEST(a request has 16 bytes or more and is nothing with less) {
  for (std::size_t size = 0; size < 16; ++size)
    CAF_CHECK(!parse_udp_request_head(a_udp_connect().cut_to(size)));
  CAF_CHECK(parse_udp_request_head(a_udp_connect().cut_to(16)));
  CAF_CHECK(parse_udp_request_head(a_udp_connect().cut_to(17)));
  CAF_CHECK(parse_udp_request_head(a_udp_connect().cut_to(2048)));
}

CAF_TEST(a connect request has the number of the protocol in place of a connection id) {
  const auto head = parse_udp_request_head(a_udp_connect()).value();
  CAF_CHECK_EQUAL(head.connection_id, udp_protocol_id);
  CAF_CHECK_EQUAL(udp_protocol_id, 0x41727101980u);
  CAF_CHECK_EQUAL(head.action, static_cast<std::uint32_t>(udp_action::connect));
}

CAF_TEST(actions have the numbers of the protocol) {
  CAF_CHECK_EQUAL(static_cast<std::uint32_t>(udp_action::connect), 0u);
  CAF_CHECK_EQUAL(static_cast<std::uint32_t>(udp_action::announce), 1u);
  CAF_CHECK_EQUAL(static_cast<std::uint32_t>(udp_action::scrape), 2u);
  CAF_CHECK_EQUAL(static_cast<std::uint32_t>(udp_action::error), 3u);
}

CAF_TEST(an announce has its fields where the protocol puts them) {
  const auto packet = a_udp_announce().number_at(udp_field::event, 2u);
  const auto x = parsed(packet);
  CAF_CHECK_EQUAL(packet.size(), 98u);
  CAF_CHECK_EQUAL(x.request.info_hash.view(), "AAAAAAAAAAAAAAAAAAAA");
  CAF_CHECK_EQUAL(x.request.peer_id.view(), "-XX0001-bbbbbbbbbbbb");
  CAF_CHECK_EQUAL(x.request.left, 1000u);
  CAF_CHECK(x.request.event == announce_event::started);
  CAF_CHECK_EQUAL(x.request.numwant, 50);
  CAF_CHECK_EQUAL(x.request.port, 6881);
}

CAF_TEST(an announce has 98 bytes or more and is nothing with less) {
  for (const std::size_t size : {0u, 15u, 16u, 97u})
    CAF_CHECK(!parse_udp_announce(a_udp_announce().cut_to(size), family::ipv4, {}));
  for (const std::size_t size : {98u, 99u, 100u, 109u, 2048u})
    CAF_CHECK(parse_udp_announce(a_udp_announce().cut_to(size), family::ipv4, {}));
}

CAF_TEST(what follows an announce changes nothing of it) {
  const auto packet = a_udp_announce().text(std::string(400, '\xff'));
  CAF_CHECK_EQUAL(parsed(packet).request.port, 6881);
  CAF_CHECK_EQUAL(parsed(packet).request.numwant, 50);
}

CAF_TEST(events have the numbers of the protocol and four is paused) {
  CAF_CHECK(event(0) == announce_event::none);
  CAF_CHECK(event(1) == announce_event::completed);
  CAF_CHECK(event(2) == announce_event::started);
  CAF_CHECK(event(3) == announce_event::stopped);
  CAF_CHECK(event(4) == announce_event::paused);
}

CAF_TEST(an unknown event is none and all 32 bits of it count) {
  for (const auto x : {5u, 255u, 256u, 0x103u, 0x01000000u, 0x80000003u, 0xffffffffu})
    CAF_CHECK(event(x) == announce_event::none);
}

CAF_TEST(the address in an announce is ignored) {
  const auto plain = parsed(a_udp_announce());
  const auto other = parsed(a_udp_announce().number_at(udp_field::address, 0x08080808u));
  CAF_CHECK(other.request.source == address{});
  CAF_CHECK(other.request.source == plain.request.source);
}

CAF_TEST(the key of an announce is ignored) {
  for (const auto key : {0u, 1u, 0xffffffffu}) {
    const auto x = parsed(a_udp_announce().number_at(udp_field::key, key));
    CAF_CHECK_EQUAL(x.request.numwant, 50);
  }
}

CAF_TEST(a num_want below zero is the standard) {
  for (const auto x : {-1, -2, -200, std::numeric_limits<std::int32_t>::min()})
    CAF_CHECK_EQUAL(numwant(x, family::ipv4), 50);
}

CAF_TEST(a num_want of zero asks for no peers) {
  CAF_CHECK_EQUAL(numwant(0, family::ipv4), 0);
  CAF_CHECK_EQUAL(numwant(0, family::ipv6), 0);
}

CAF_TEST(a num_want up to the limit is exact and above it is clamped) {
  CAF_CHECK_EQUAL(numwant(1, family::ipv4), 1);
  CAF_CHECK_EQUAL(numwant(199, family::ipv4), 199);
  CAF_CHECK_EQUAL(numwant(200, family::ipv4), 200);
  for (const auto x : {201, 65535, 65536, 65537, std::numeric_limits<std::int32_t>::max()})
    CAF_CHECK_EQUAL(numwant(x, family::ipv4), 200);
}

CAF_TEST(over ipv6 at most 66 peers can be asked for) {
  CAF_CHECK_EQUAL(numwant(65, family::ipv6), 65);
  CAF_CHECK_EQUAL(numwant(66, family::ipv6), 66);
  for (const auto x : {67, 200, 201, std::numeric_limits<std::int32_t>::max()})
    CAF_CHECK_EQUAL(numwant(x, family::ipv6), 66);
}

CAF_TEST(standard and limit of num_want are the operators) {
  CAF_CHECK_EQUAL(numwant(-1, family::ipv4, {10, 30}), 10);
  CAF_CHECK_EQUAL(numwant(30, family::ipv4, {10, 30}), 30);
  CAF_CHECK_EQUAL(numwant(31, family::ipv4, {10, 30}), 30);
  CAF_CHECK_EQUAL(numwant(31, family::ipv6, {10, 30}), 30);
}

CAF_TEST(over ipv6 the standard is at most 66 peers too) {
  CAF_CHECK_EQUAL(numwant(-1, family::ipv6, {66, 200}), 66);
  CAF_CHECK_EQUAL(numwant(-1, family::ipv6, {67, 200}), 66);
  CAF_CHECK_EQUAL(numwant(-1, family::ipv4, {67, 200}), 67);
  CAF_CHECK_EQUAL(numwant(-1, family::ipv6), 50);
}

CAF_TEST(a port is what the packet says and may be zero) {
  for (const std::uint16_t port : {0, 1, 255, 256, 32768, 65535})
    CAF_CHECK_EQUAL(parsed(a_udp_announce().number_at(udp_field::port, port)).request.port, port);
}

CAF_TEST(the event of an announce without a port is still known) {
  const auto packet =
      a_udp_announce().number_at(udp_field::event, 3u).number_at(udp_field::port, std::uint16_t{0});
  CAF_CHECK(parsed(packet).request.event == announce_event::stopped);
}

CAF_TEST(what is left has all 64 bits) {
  for (const std::uint64_t x :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 32, std::uint64_t{1} << 63,
        std::uint64_t{0x0102030405060708}, std::numeric_limits<std::uint64_t>::max()})
    CAF_CHECK_EQUAL(left(x), x);
}

CAF_TEST(an announce asks for peers of its own family and without peer ids) {
  for (const auto x : {family::ipv4, family::ipv6}) {
    CAF_CHECK(parsed(a_udp_announce(), x).request.own_family_only);
    CAF_CHECK(!parsed(a_udp_announce(), x).request.with_peer_ids);
  }
}

CAF_TEST(a scrape has its info_hashes in order and with repetitions) {
  const std::string a(20, 'a');
  const std::string b(20, 'b');
  const auto packet = a_udp_scrape().text(b).text(a).text(b);
  const auto hashes = udp_scrape_hashes(packet);
  CAF_CHECK_EQUAL(std::string(hashes.begin(), hashes.end()), b + a + b);
}

CAF_TEST(what is no whole info_hash of a scrape is ignored) {
  const auto bytes = [](std::size_t size) {
    const auto packet = a_udp_scrape().text(std::string(size, 'a'));
    return udp_scrape_hashes(packet).size();
  };
  CAF_CHECK_EQUAL(bytes(0), 0u);
  CAF_CHECK_EQUAL(bytes(19), 0u);
  CAF_CHECK_EQUAL(bytes(20), 20u);
  CAF_CHECK_EQUAL(bytes(30), 20u);
  CAF_CHECK_EQUAL(bytes(39), 20u);
  CAF_CHECK_EQUAL(bytes(40), 40u);
  CAF_CHECK_EQUAL(udp_scrape_hashes(a_udp_scrape().cut_to(15)).size(), 0u);
}

CAF_TEST(a scrape asks for 74 torrents and the rest is ignored) {
  const auto torrents = [](std::size_t count) {
    const auto packet = a_udp_scrape().text(std::string(count * 20, 'a'));
    return udp_scrape_hashes(packet).size() / 20;
  };
  CAF_CHECK_EQUAL(torrents(73), 73u);
  CAF_CHECK_EQUAL(torrents(74), 74u);
  CAF_CHECK_EQUAL(torrents(75), 74u);
  CAF_CHECK_EQUAL(torrents(100), 74u);
}
