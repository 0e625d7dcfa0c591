// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE golden_packets_test

#include "net/protocol/udp_packet.hpp"
#include "tests/support/announces.hpp"
#include "tests/support/data_files.hpp"

#include <caf/test/unit_test.hpp>

#include <array>
#include <filesystem>
#include <limits>
#include <string>

// UDP packets to the byte: requests mean what they say here, replies look as they do here.
namespace {

using namespace muster;
using namespace std::string_literals;

constexpr std::uint64_t connection_id = 0x0102030405060708;
constexpr std::uint32_t transaction_id = 0x0a0b0c0d;

std::string golden(const std::string& name) {
  return test::read_hex_data("udp/" + name + ".hex");
}

udp_bytes bytes_of(const std::string& packet) {
  return {reinterpret_cast<const std::uint8_t*>(packet.data()), packet.size()};
}

std::string text(const udp_reply_buffer& buffer, std::size_t size) {
  return {reinterpret_cast<const char*>(buffer.data()), size};
}

void check_head(const std::string& packet, std::uint64_t id, udp_action action) {
  const auto head = parse_udp_request_head(bytes_of(packet)).value();
  CAF_CHECK_EQUAL(head.connection_id, id);
  CAF_CHECK_EQUAL(head.action, static_cast<std::uint32_t>(action));
  CAF_CHECK_EQUAL(head.transaction_id, transaction_id);
}

/// What an announce says beside its torrent and peer_id, which are the same in all.
struct facts {
  std::string name;
  std::size_t bytes;
  announce_event event;
  std::uint64_t left;
  std::uint16_t numwant;
};

const std::array<facts, 3> announces{{
    {"announce.request", 98, announce_event::started, 1000, 50},
    {"announce-longer.request", 100, announce_event::started,
     std::numeric_limits<std::uint64_t>::max(), 0},
    {"announce-url-data.request", 109, announce_event::completed, 0, 200},
}};

/// A seeder and a leecher of either family, besides the announcing leecher.
announce_reply a_reply() {
  announce_reply result;
  result.counts = {1, 2, 2, 5};
  result.peers = "\xc0\x00\x02\x01\x1a\xe1\xc6\x33\x64\x07\xff\xff"s;
  result.peers6 = "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01\x1a\xe1"s;
  return result;
}

std::string announce_reply_over(family family) {
  udp_reply_buffer buffer;
  return text(buffer, write_udp_announce_reply(transaction_id, a_reply(), 1800, family, buffer));
}

} // namespace

CAF_TEST(a connect request keeps its meaning) {
  const auto packet = golden("connect.request");
  CAF_CHECK_EQUAL(packet.size(), 16u);
  check_head(packet, udp_protocol_id, udp_action::connect);
}

CAF_TEST(announces of 98 and 100 and 109 bytes keep their meaning) {
  for (const auto& x : announces) {
    const auto packet = golden(x.name);
    check_head(packet, connection_id, udp_action::announce);
    CAF_CHECK_EQUAL(packet.size(), x.bytes);
    const auto parsed = parse_udp_announce(bytes_of(packet), family::ipv4, {50, 200}).value();
    CAF_CHECK(parsed.request.info_hash == test::an_info_hash(0xaa));
    CAF_CHECK_EQUAL(parsed.request.peer_id.view(), "-XX0001-bbbbbbbbbbbb");
    CAF_CHECK(parsed.request.event == x.event);
    CAF_CHECK_EQUAL(parsed.request.left, x.left);
    CAF_CHECK_EQUAL(parsed.request.numwant, x.numwant);
    CAF_CHECK_EQUAL(parsed.request.port, 6881);
  }
}

CAF_TEST(a scrape request keeps its meaning) {
  const auto packet = golden("scrape.request");
  check_head(packet, connection_id, udp_action::scrape);
  const auto hashes = udp_scrape_hashes(bytes_of(packet));
  CAF_CHECK_EQUAL(
      std::string(hashes.begin(), hashes.end()), std::string(20, '\0') + std::string(20, '\xff'));
}

CAF_TEST(a connect reply keeps its bytes) {
  udp_reply_buffer buffer;
  const auto size = write_udp_connect_reply(transaction_id, connection_id, buffer);
  CAF_CHECK_EQUAL(text(buffer, size), golden("connect.reply"));
}

CAF_TEST(an announce reply over ipv4 keeps its bytes) {
  CAF_CHECK_EQUAL(announce_reply_over(family::ipv4), golden("announce-ipv4.reply"));
}

CAF_TEST(an announce reply over ipv6 keeps its bytes) {
  CAF_CHECK_EQUAL(announce_reply_over(family::ipv6), golden("announce-ipv6.reply"));
}

CAF_TEST(a scrape reply over udp keeps its bytes) {
  const std::array<swarm_counts, 2> counts{{{0, 0, 0, 0}, {3, 2, 1, 5}}};
  udp_reply_buffer buffer;
  const auto size = write_udp_scrape_reply(transaction_id, counts, buffer);
  CAF_CHECK_EQUAL(text(buffer, size), golden("scrape.reply"));
}

CAF_TEST(an error keeps its bytes) {
  udp_reply_buffer buffer;
  const auto size = write_udp_error(
      transaction_id, info(refusal::unregistered_torrent).text, udp_announce::bytes, buffer);
  CAF_CHECK_EQUAL(text(buffer, size), golden("error.reply"));
}

CAF_TEST(every golden packet is proved) {
  // Those that the cases above name.
  constexpr std::ptrdiff_t proved = 10;
  const std::filesystem::directory_iterator files{test::data_path("udp")};
  CAF_CHECK_EQUAL(std::distance(begin(files), end(files)), proved);
}
