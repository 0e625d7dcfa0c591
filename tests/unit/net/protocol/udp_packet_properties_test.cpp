// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE udp_packet_properties_test

#include "net/protocol/udp_packet.hpp"
#include "tests/support/udp_packets.hpp"

#include <caf/test/unit_test.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

// Laws that hold for all inputs, tried with random ones.
namespace {

using namespace muster;
using bytes = std::vector<std::uint8_t>;

template <class T>
T any() {
  return *rc::gen::arbitrary<T>();
}

bytes any_bytes(std::size_t size) {
  return *rc::gen::container<bytes>(size, rc::gen::arbitrary<std::uint8_t>());
}

std::string text_of(const bytes& x) {
  return {x.begin(), x.end()};
}

/// Reads numbers in network order, in the plainest way there is.
class plain_reader {
public:
  plain_reader(const udp_reply_buffer& buffer, std::size_t size)
      : rest_(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(size)) {
    // nop
  }

  std::uint64_t number(std::size_t size) {
    RC_ASSERT(rest_.size() >= size);
    std::uint64_t result = 0;
    for (std::size_t i = 0; i < size; ++i)
      result = result * 256 + rest_[i];
    rest_.erase(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(size));
    return result;
  }

  [[nodiscard]] std::string rest() const {
    return text_of(rest_);
  }

private:
  bytes rest_;
};

swarm_counts any_counts() {
  return {any<std::uint32_t>(), any<std::uint32_t>(), any<std::uint32_t>(), any<std::uint32_t>()};
}

} // namespace

CAF_TEST(an announce packet is read whatever is in it) {
  CAF_CHECK(rc::check([] {
    const auto hash = text_of(any_bytes(20));
    const auto id = text_of(any_bytes(20));
    const auto left = any<std::uint64_t>();
    const auto port = any<std::uint16_t>();
    const auto packet = test::a_udp_head(udp_action::announce, any<std::uint64_t>(), 1)
                            .text(hash)
                            .text(id)
                            .number(any<std::uint64_t>())
                            .number(left)
                            .number(any<std::uint64_t>())
                            .number(any<std::uint32_t>())
                            .number(any<std::uint32_t>())
                            .number(any<std::uint32_t>())
                            .number(any<std::uint32_t>())
                            .number(port)
                            .text(text_of(any<bytes>()));
    const auto x = parse_udp_announce(packet, family::ipv4, {50, 200}).value();
    RC_ASSERT(x.request.info_hash.view() == hash);
    RC_ASSERT(x.request.peer_id.view() == id);
    RC_ASSERT(x.request.left == left);
    RC_ASSERT(x.request.port == port);
    RC_ASSERT(x.request.numwant <= 200);
  }));
}

CAF_TEST(a connect reply decodes to what it was made of) {
  CAF_CHECK(rc::check([](std::uint32_t transaction_id, std::uint64_t connection_id) {
    udp_reply_buffer buffer;
    plain_reader reply{buffer, write_udp_connect_reply(transaction_id, connection_id, buffer)};
    RC_ASSERT(reply.rest().size() == 16u);
    RC_ASSERT(reply.number(4) == 0u);
    RC_ASSERT(reply.number(4) == transaction_id);
    RC_ASSERT(reply.number(8) == connection_id);
  }));
}

CAF_TEST(an announce reply decodes to what it was made of) {
  CAF_CHECK(rc::check([](std::uint32_t transaction_id, std::uint32_t interval) {
    const auto family = *rc::gen::element(family::ipv4, family::ipv6);
    announce_reply reply;
    reply.counts = any_counts();
    reply.peers = text_of(any_bytes(*rc::gen::inRange<std::size_t>(0, 201) * 6));
    reply.peers6 = text_of(any_bytes(*rc::gen::inRange<std::size_t>(0, 67) * 18));
    udp_reply_buffer buffer;
    const auto size = write_udp_announce_reply(transaction_id, reply, interval, family, buffer);
    plain_reader read{buffer, size};
    RC_ASSERT(read.number(4) == 1u);
    RC_ASSERT(read.number(4) == transaction_id);
    RC_ASSERT(read.number(4) == interval);
    RC_ASSERT(read.number(4) == reply.counts.leechers);
    RC_ASSERT(read.number(4) == reply.counts.seeders);
    RC_ASSERT(read.rest() == (family == family::ipv4 ? reply.peers : reply.peers6));
  }));
}

CAF_TEST(no reply is longer than its buffer and all peers in it are whole) {
  CAF_CHECK(rc::check([] {
    const auto family = *rc::gen::element(family::ipv4, family::ipv6);
    announce_reply reply;
    reply.peers.assign(*rc::gen::inRange<std::size_t>(0, 1000) * 6, '4');
    reply.peers6.assign(*rc::gen::inRange<std::size_t>(0, 1000) * 18, '6');
    udp_reply_buffer buffer;
    const auto size = write_udp_announce_reply(1, reply, 1800, family, buffer);
    RC_ASSERT(size <= buffer.size());
    RC_ASSERT((size - 20) % (family == family::ipv4 ? 6 : 18) == 0u);
  }));
}

CAF_TEST(a scrape reply decodes to what it was made of) {
  CAF_CHECK(rc::check([](std::uint32_t transaction_id) {
    std::vector<swarm_counts> counts(*rc::gen::inRange<std::size_t>(0, 75));
    std::generate(counts.begin(), counts.end(), any_counts);
    udp_reply_buffer buffer;
    plain_reader reply{buffer, write_udp_scrape_reply(transaction_id, counts, buffer)};
    RC_ASSERT(reply.number(4) == 2u);
    RC_ASSERT(reply.number(4) == transaction_id);
    for (const auto& x : counts) {
      RC_ASSERT(reply.number(4) == x.seeders);
      RC_ASSERT(reply.number(4) == x.completed_count);
      RC_ASSERT(reply.number(4) == x.leechers);
    }
    RC_ASSERT(reply.rest().empty());
  }));
}

CAF_TEST(an error decodes to what it was made of) {
  CAF_CHECK(rc::check([](std::uint32_t transaction_id) {
    const auto text = text_of(any_bytes(*rc::gen::inRange<std::size_t>(0, 65)));
    udp_reply_buffer buffer;
    const auto size = write_udp_error(transaction_id, text, udp_announce::bytes, buffer);
    plain_reader reply{buffer, size};
    RC_ASSERT(reply.number(4) == 3u);
    RC_ASSERT(reply.number(4) == transaction_id);
    RC_ASSERT(reply.rest() == text);
  }));
}
