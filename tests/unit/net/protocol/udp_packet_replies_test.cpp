// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE udp_packet_replies_test

#include "net/protocol/udp_packet.hpp"
#include "tests/support/udp_packets.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace muster;
using test::packet_builder;
using bytes = std::vector<std::uint8_t>;

constexpr std::uint32_t transaction_id = 0x0a0b0c0d;

/// A buffer with what an earlier reply left there.
udp_reply_buffer used_buffer() {
  udp_reply_buffer result;
  result.fill(0xee);
  return result;
}

bytes first(std::size_t size, const udp_reply_buffer& buffer) {
  return {buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(size)};
}

bytes announce_reply_bytes(const announce_reply& reply, family family) {
  auto buffer = used_buffer();
  return first(write_udp_announce_reply(transaction_id, reply, 1800, family, buffer), buffer);
}

bytes scrape_reply_bytes(const std::vector<swarm_counts>& counts) {
  auto buffer = used_buffer();
  return first(write_udp_scrape_reply(transaction_id, counts, buffer), buffer);
}

bytes error_bytes(std::string_view text, std::size_t request_bytes = udp_announce::bytes) {
  auto buffer = used_buffer();
  return first(write_udp_error(transaction_id, text, request_bytes, buffer), buffer);
}

packet_builder a_reply_head(std::uint32_t action) {
  return packet_builder{}.number(action).number(transaction_id);
}

/// The head of the reply to an announce of a swarm with one seeder and two leechers.
packet_builder an_announce_reply_head() {
  return a_reply_head(1)
      .number(std::uint32_t{1800})
      .number(std::uint32_t{2})
      .number(std::uint32_t{1});
}

announce_reply a_reply(std::size_t ipv4_peers, std::size_t ipv6_peers) {
  announce_reply result;
  result.counts = {1, 2, 2, 5};
  result.peers.assign(ipv4_peers * 6, '4');
  result.peers6.assign(ipv6_peers * 18, '6');
  return result;
}

} // namespace

CAF_TEST(a connect reply has the connection id and is as long as its request) {
  auto buffer = used_buffer();
  const auto size = write_udp_connect_reply(transaction_id, 0x0102030405060708, buffer);
  CAF_CHECK_EQUAL(size, test::a_udp_connect().size());
  CAF_CHECK(
      first(size, buffer) == a_reply_head(0).number(std::uint64_t{0x0102030405060708}).bytes());
}

CAF_TEST(an announce reply has interval and leechers and seeders and peers) {
  const auto expected = an_announce_reply_head().text("444444444444");
  CAF_CHECK(announce_reply_bytes(a_reply(2, 0), family::ipv4) == expected.bytes());
}

CAF_TEST(an announce reply without peers has 20 bytes) {
  CAF_CHECK(announce_reply_bytes(a_reply(0, 0), family::ipv4) == an_announce_reply_head().bytes());
}

CAF_TEST(a reply has peers of the family of its datagram only) {
  const auto reply = a_reply(3, 2);
  const auto ipv4 = an_announce_reply_head().text(std::string(18, '4'));
  const auto ipv6 = an_announce_reply_head().text(std::string(36, '6'));
  CAF_CHECK(announce_reply_bytes(reply, family::ipv4) == ipv4.bytes());
  CAF_CHECK(announce_reply_bytes(reply, family::ipv6) == ipv6.bytes());
}

CAF_TEST(200 peers of ipv4 fit into a reply and no more) {
  CAF_CHECK_EQUAL(announce_reply_bytes(a_reply(199, 0), family::ipv4).size(), 1214u);
  CAF_CHECK_EQUAL(announce_reply_bytes(a_reply(200, 0), family::ipv4).size(), 1220u);
  CAF_CHECK_EQUAL(announce_reply_bytes(a_reply(201, 0), family::ipv4).size(), 1220u);
}

CAF_TEST(66 peers of ipv6 fit into a reply and no part of another) {
  CAF_CHECK_EQUAL(announce_reply_bytes(a_reply(0, 65), family::ipv6).size(), 1190u);
  CAF_CHECK_EQUAL(announce_reply_bytes(a_reply(0, 66), family::ipv6).size(), 1208u);
  CAF_CHECK_EQUAL(announce_reply_bytes(a_reply(0, 67), family::ipv6).size(), 1208u);
}

CAF_TEST(a scrape reply has seeders and downloads and leechers of each torrent in order) {
  const auto expected = a_reply_head(2)
                            .number(std::uint32_t{1})
                            .number(std::uint32_t{4})
                            .number(std::uint32_t{2})
                            .number(std::uint32_t{5})
                            .number(std::uint32_t{0xffffffff})
                            .number(std::uint32_t{6});
  CAF_CHECK(scrape_reply_bytes({{1, 2, 3, 4}, {5, 6, 7, 0xffffffff}}) == expected.bytes());
}

CAF_TEST(a torrent that nobody announced has zeros in a scrape reply) {
  CAF_CHECK(
      scrape_reply_bytes({swarm_counts{}})
      == a_reply_head(2).number(std::uint64_t{0}).number(std::uint32_t{0}).bytes());
}

CAF_TEST(a scrape reply about nothing has its head alone) {
  CAF_CHECK(scrape_reply_bytes({}) == a_reply_head(2).bytes());
}

CAF_TEST(a scrape reply has 74 torrents and no more) {
  CAF_CHECK_EQUAL(scrape_reply_bytes(std::vector<swarm_counts>(73)).size(), 8u + 73 * 12);
  CAF_CHECK_EQUAL(scrape_reply_bytes(std::vector<swarm_counts>(74)).size(), 8u + 74 * 12);
  CAF_CHECK_EQUAL(scrape_reply_bytes(std::vector<swarm_counts>(75)).size(), 8u + 74 * 12);
}

CAF_TEST(an error has its text up to the end of the packet) {
  CAF_CHECK(
      error_bytes("unregistered torrent") == a_reply_head(3).text("unregistered torrent").bytes());
  CAF_CHECK(error_bytes("") == a_reply_head(3).bytes());
}

CAF_TEST(an error is cut to the length of the request) {
  for (const std::size_t request : {16, 36, 56, 98}) {
    CAF_CHECK_EQUAL(error_bytes(std::string(request - 9, 'x'), request).size(), request - 1);
    CAF_CHECK_EQUAL(error_bytes(std::string(request - 8, 'x'), request).size(), request);
    CAF_CHECK_EQUAL(error_bytes(std::string(request - 7, 'x'), request).size(), request);
  }
}

CAF_TEST(no refusal of an announce has to be cut) {
  for (std::size_t i = 1; i < refusal_count; ++i)
    CAF_CHECK_LESS_OR_EQUAL(8 + info(static_cast<refusal>(i)).text.size(), udp_announce::bytes);
}

CAF_TEST(no refusal of a scrape has to be cut) {
  constexpr std::size_t scrape_of_one_torrent = 36;
  for (const auto x :
       {refusal::too_many_requests, refusal::overloaded, refusal::expired_connection_id})
    CAF_CHECK_LESS_OR_EQUAL(8 + info(x).text.size(), scrape_of_one_torrent);
}
