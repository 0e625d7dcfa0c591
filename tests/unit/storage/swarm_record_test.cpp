// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE swarm_record_test

#include "storage/swarm_record.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster;

constexpr std::size_t empty_bytes = 14;

stored_peer a_peer(std::size_t endpoint_bytes, std::uint8_t fill) {
  stored_peer result;
  std::fill_n(result.endpoint.begin(), endpoint_bytes, fill);
  result.peer_id.bytes.fill(static_cast<std::uint8_t>(fill + 1));
  result.role = fill % 3;
  result.completed = fill % 2 == 1;
  result.last_seen = timestamp{0x01020304u + fill};
  return result;
}

/// A swarm with one IPv4 peer and two IPv6 peers.
swarm_record a_swarm() {
  return {7, {a_peer(6, 1)}, {a_peer(18, 2), a_peer(18, 3)}};
}

record_status status_of(std::string_view bytes) {
  swarm_record x;
  return read_swarm_record(bytes, x);
}

/// The bytes of a swarm with one IPv4 peer.
std::string one_peer() {
  return write_swarm_record({0, {a_peer(6, 1)}, {}});
}

/// Where things stand in `one_peer()`.
constexpr std::size_t count_at = 6;
constexpr std::size_t flags_at = 10;
constexpr std::size_t port_at = flags_at + 1 + 4;

} // namespace

CAF_TEST(a swarm that was written is read) {
  swarm_record x{1, {a_peer(6, 9), a_peer(6, 8)}, {}};
  CAF_REQUIRE(read_swarm_record(write_swarm_record(a_swarm()), x) == record_status::ok);
  CAF_CHECK(x == a_swarm());
}

CAF_TEST(a swarm without peers is read) {
  swarm_record x;
  CAF_REQUIRE(read_swarm_record(write_swarm_record({7, {}, {}}), x) == record_status::ok);
  CAF_CHECK(x == swarm_record({7, {}, {}}));
}

CAF_TEST(a peer takes 31 bytes with IPv4 and 43 with IPv6) {
  CAF_CHECK_EQUAL(write_swarm_record({}).size(), empty_bytes);
  CAF_CHECK_EQUAL(write_swarm_record({0, {a_peer(6, 1)}, {}}).size(), empty_bytes + 31);
  CAF_CHECK_EQUAL(write_swarm_record({0, {}, {a_peer(18, 1)}}).size(), empty_bytes + 43);
}

CAF_TEST(the bytes are the same on each machine) {
  const std::string peer = "\5\1\1\1\1\1\1" + std::string(20, '\2') + "\5\3\2\1";
  CAF_CHECK_EQUAL(
      one_peer(), std::string("\1\1\0\0\0\0\1\0\0\0", 10) + peer + std::string(4, '\0'));
}

CAF_TEST(a swarm that is cut off anywhere is corrupt) {
  const auto bytes = write_swarm_record(a_swarm());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    CAF_CHECK(status_of(std::string_view{bytes}.substr(0, size)) == record_status::corrupt);
}

CAF_TEST(a swarm with more behind it is corrupt) {
  CAF_CHECK(status_of(write_swarm_record(a_swarm()) + '\0') == record_status::corrupt);
}

CAF_TEST(a newer version is refused) {
  auto bytes = one_peer();
  bytes[1] = 2;
  CAF_CHECK(status_of(bytes) == record_status::newer_version);
}

CAF_TEST(more peers than there are bytes take no memory) {
  for (const auto* count : {"\2\0\0\0", "\xff\xff\xff\xff", "\0\0\0\x80"}) {
    auto bytes = one_peer();
    bytes.replace(count_at, 4, std::string(count, 4));
    CAF_CHECK(status_of(bytes) == record_status::corrupt);
  }
}

CAF_TEST(a peer is a downloader or a partial seed or a seeder) {
  for (char flags = 0; flags < 16; ++flags) {
    auto bytes = one_peer();
    bytes[flags_at] = flags;
    CAF_CHECK(status_of(bytes) == (flags % 4 < 3 ? record_status::ok : record_status::corrupt));
  }
}

CAF_TEST(a peer with unknown flags is corrupt) {
  for (int bit = 4; bit < 8; ++bit) {
    auto bytes = one_peer();
    bytes[flags_at] = static_cast<char>(1 << bit);
    CAF_CHECK(status_of(bytes) == record_status::corrupt);
  }
}

CAF_TEST(a hidden peer may have no port) {
  auto bytes = one_peer();
  bytes[flags_at] = 8;
  bytes.replace(port_at, 2, std::string(2, '\0'));
  swarm_record x;
  CAF_REQUIRE(read_swarm_record(bytes, x) == record_status::ok);
  CAF_CHECK(x.peers[0].hidden);
  CAF_CHECK(write_swarm_record(x) == bytes);
}

CAF_TEST(a peer has a port unless it is hidden) {
  auto bytes = one_peer();
  bytes.replace(port_at, 2, std::string(2, '\0'));
  CAF_CHECK(status_of(bytes) == record_status::corrupt);
  bytes.replace(port_at, 2, std::string("\0\1", 2));
  CAF_CHECK(status_of(bytes) == record_status::ok);
  bytes.replace(port_at, 2, std::string("\1\0", 2));
  CAF_CHECK(status_of(bytes) == record_status::ok);
}
