// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE udp_reply_check_test

#include "bin/load/udp_reply_check.hpp"
#include "net/protocol/udp_packet.hpp"

#include <caf/test/unit_test.hpp>

#include <array>
#include <string>
#include <string_view>

namespace {

using namespace muster;
using namespace muster::load;

std::string text(const udp_reply_buffer& buffer, std::size_t size) {
  return {reinterpret_cast<const char*>(buffer.data()), size};
}

/// A reply as the tracker writes it.
std::string an_announce_reply(std::size_t peers, family family, std::uint32_t interval = 1800) {
  announce_reply reply;
  reply.peers.assign(peers * compact_ipv4_bytes, 'p');
  reply.peers6.assign(peers * compact_ipv6_bytes, 'q');
  udp_reply_buffer buffer;
  return text(buffer, write_udp_announce_reply(7, reply, interval, family, buffer));
}

std::string a_connect_reply() {
  udp_reply_buffer buffer;
  return text(buffer, write_udp_connect_reply(7, 0x0102030405060708, buffer));
}

std::string a_scrape_reply(std::size_t torrents) {
  const std::array<swarm_counts, 2> counts{};
  udp_reply_buffer buffer;
  return text(buffer, write_udp_scrape_reply(7, std::span{counts}.first(torrents), buffer));
}

std::string an_error() {
  udp_reply_buffer buffer;
  return text(buffer, write_udp_error(7, "no", udp_announce::bytes, buffer));
}

fault fault_of(std::string_view packet, std::uint32_t numwant = 50) {
  return check_udp_announce_reply(packet, family::ipv4, numwant).fault;
}

} // namespace

CAF_TEST(a reply packet of the tracker is without fault and its peers are counted) {
  const auto ipv4 = check_udp_announce_reply(an_announce_reply(40, family::ipv4), family::ipv4, 50);
  CAF_CHECK(ipv4.fault == fault::none);
  CAF_CHECK_EQUAL(ipv4.peers, 40u);
  CAF_CHECK_EQUAL(ipv4.peers6, 0u);
  const auto ipv6 = check_udp_announce_reply(an_announce_reply(40, family::ipv6), family::ipv6, 50);
  CAF_CHECK(ipv6.fault == fault::none);
  CAF_CHECK_EQUAL(ipv6.peers, 0u);
  CAF_CHECK_EQUAL(ipv6.peers6, 40u);
}

CAF_TEST(a reply packet without peers is without fault) {
  CAF_CHECK(fault_of(an_announce_reply(0, family::ipv4), 0) == fault::none);
}

CAF_TEST(a packet with more peers than asked for is a fault) {
  CAF_CHECK(fault_of(an_announce_reply(50, family::ipv4)) == fault::none);
  CAF_CHECK(fault_of(an_announce_reply(51, family::ipv4)) == fault::numwant);
  CAF_CHECK(fault_of(an_announce_reply(1, family::ipv4), 0) == fault::numwant);
}

CAF_TEST(peers of a packet are whole ones of the family) {
  CAF_CHECK(fault_of(an_announce_reply(2, family::ipv4) + 'x') == fault::peers);
  const auto ipv4 = an_announce_reply(2, family::ipv4);
  CAF_CHECK(check_udp_announce_reply(ipv4, family::ipv6, 50).fault == fault::peers);
}

CAF_TEST(the interval of a packet is from a second to a day) {
  const auto with_interval = [](std::uint32_t seconds) {
    return fault_of(an_announce_reply(1, family::ipv4, seconds));
  };
  CAF_CHECK(with_interval(0) == fault::interval);
  CAF_CHECK(with_interval(1) == fault::none);
  CAF_CHECK(with_interval(86'400) == fault::none);
  CAF_CHECK(with_interval(86'401) == fault::interval);
}

CAF_TEST(an error packet is a refusal) {
  CAF_CHECK(fault_of(an_error()) == fault::failure_reason);
  CAF_CHECK(check_udp_scrape_reply(an_error()).fault == fault::failure_reason);
  CAF_CHECK(!parse_udp_connect_reply(an_error()));
}

CAF_TEST(a packet of another action or cut off is no reply) {
  CAF_CHECK(fault_of(a_scrape_reply(2)) == fault::packet);
  CAF_CHECK(fault_of(a_connect_reply()) == fault::packet);
  CAF_CHECK(fault_of(an_announce_reply(0, family::ipv4).substr(0, 19)) == fault::packet);
  CAF_CHECK(fault_of("") == fault::packet);
  CAF_CHECK(check_udp_scrape_reply(an_announce_reply(0, family::ipv4)).fault == fault::packet);
}

CAF_TEST(the reply to a scrape of one torrent has one entry) {
  CAF_CHECK(check_udp_scrape_reply(a_scrape_reply(0)).fault == fault::packet);
  CAF_CHECK(check_udp_scrape_reply(a_scrape_reply(1)).fault == fault::none);
  CAF_CHECK(check_udp_scrape_reply(a_scrape_reply(2)).fault == fault::packet);
}

CAF_TEST(a connect reply has a connection id) {
  CAF_CHECK(parse_udp_connect_reply(a_connect_reply()).value_or(0) == 0x0102030405060708u);
  CAF_CHECK(!parse_udp_connect_reply(a_connect_reply().substr(0, 15)));
  CAF_CHECK(!parse_udp_connect_reply(a_scrape_reply(1)));
}

CAF_TEST(every reply packet has action and transaction id) {
  CAF_CHECK(parse_udp_reply_head(an_error())->action == 3u);
  CAF_CHECK(parse_udp_reply_head(an_error())->transaction_id == 7u);
  CAF_CHECK(parse_udp_reply_head(std::string(8, '\0')));
  CAF_CHECK(!parse_udp_reply_head(std::string(7, '\0')));
}

CAF_TEST(a connect reply has 16 bytes and not one more) {
  const std::string reply("\0\0\0\0\0\0\0\7idididid", 16);
  CAF_CHECK(check_udp_connect_reply(reply).fault == fault::none);
  CAF_CHECK(check_udp_connect_reply(reply + 'x').fault == fault::packet);
  CAF_CHECK(check_udp_connect_reply(reply.substr(0, 15)).fault == fault::packet);
  const std::string error("\0\0\0\3\0\0\0\7full", 12);
  CAF_CHECK(check_udp_connect_reply(error).fault == fault::failure_reason);
  CAF_CHECK_EQUAL(udp_failure_reason_of(error), "full");
  CAF_CHECK_EQUAL(udp_failure_reason_of(reply), "");
  CAF_CHECK_EQUAL(udp_failure_reason_of("abc"), "");
}
