// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE peer_table_test

#include "actors/peers/peer_table.hpp"
#include "tests/support/heap.hpp"
#include "tests/support/records.hpp"

#include <caf/test/unit_test.hpp>

#include <chrono>
#include <cstring>
#include <ctime>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace muster;
using test::a_record;

constexpr auto ipv4 = family::ipv4;
constexpr auto ipv6 = family::ipv6;

/// Sizes on both sides of the one from which a table has an index, and of those at which it gets a
/// larger one.
constexpr std::uint32_t sizes[] = {0, 1, 2, 23, 24, 25, 26, 48, 49, 100, 1000};

constexpr peer_role roles[] = {peer_role::downloader, peer_role::paused, peer_role::seeder};

/// A peer whose number decides whether it is private; in each second of time others are hidden.
template <family Family>
peer_record<Family> a_peer(std::uint32_t number, peer_role role, timestamp last_seen = {}) {
  auto result = a_record<Family>(number, role, last_seen);
  result.is_private = number % 4 == 1;
  result.is_hidden = (number / 4 + last_seen.count()) % 3 == 1;
  return result;
}

/// A table with peers 0 to `size` - 1, whose roles alternate.
template <family Family>
peer_table<Family> a_table(std::uint32_t size) {
  peer_table<Family> result;
  for (std::uint32_t i = 0; i < size; ++i)
    result.insert(a_peer<Family>(i, roles[i % 3]));
  return result;
}

template <family Family>
bool knows(const peer_table<Family>& table, std::uint32_t number) {
  const auto position = table.find(a_peer<Family>(number, {}));
  return position && table[*position].endpoint == a_record<Family>(number).endpoint;
}

/// How many of peers 0 to `size` - 1 a table knows.
template <family Family>
std::uint32_t known(const peer_table<Family>& table, std::uint32_t size) {
  std::uint32_t result = 0;
  for (std::uint32_t i = 0; i < size; ++i)
    result += knows(table, i) ? 1 : 0;
  return result;
}

/// Whether a peer stands in the part of a table that it is to be found in.
template <family Family>
bool is_in_place(const peer_table<Family>& table, std::uint32_t position) {
  const auto& peer = table[position];
  for (const auto requester : roles) {
    const bool is_wanted = requester == peer_role::downloader || peer.role == peer_role::downloader;
    for (const bool reaches_private : {false, true}) {
      const bool is_shown = is_wanted && !peer.is_hidden && (reaches_private || !peer.is_private);
      if (table.shown_to(requester, reaches_private).run.contains(position) != is_shown)
        return false;
    }
  }
  return true;
}

/// Whether each peer is among those shown if it may be, and the population is what is there.
template <family Family>
bool in_order(const peer_table<Family>& table) {
  population there;
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    const auto role = table[i].role;
    there.downloaders += role == peer_role::downloader ? 1 : 0;
    there.paused += role == peer_role::paused ? 1 : 0;
    there.seeders += role == peer_role::seeder ? 1 : 0;
    if (!is_in_place(table, i))
      return false;
  }
  return table.population() == there;
}

template <family Family>
void check_finding() {
  for (const auto size : sizes) {
    const auto table = a_table<Family>(size);
    CAF_CHECK_EQUAL(table.size(), size);
    CAF_CHECK_EQUAL(known(table, 2 * size + 1), size);
    CAF_CHECK(in_order(table));
  }
}

template <family Family>
void check_erasing() {
  for (const auto size : {1u, 2u, 5u, 24u, 25u, 49u}) {
    for (std::uint32_t victim = 0; victim < size; ++victim) {
      auto table = a_table<Family>(size);
      table.erase(table.find(a_peer<Family>(victim, {})).value());
      CAF_CHECK(!knows(table, victim));
      CAF_CHECK_EQUAL(known(table, size), size - 1);
      CAF_CHECK(in_order(table));
    }
  }
}

/// A sweep through the whole table.
/// @returns how many peers were dropped.
template <family Family>
std::uint32_t expire(peer_table<Family>& table, timestamp oldest) {
  const auto before = table.size();
  table.expire(oldest, 0, before);
  table.give_back();
  return before - table.size();
}

template <family Family>
void check_updating() {
  for (const auto size : {1u, 5u, 25u, 49u}) {
    for (std::uint32_t number = 0; number < size; ++number) {
      for (const auto role : roles) {
        auto table = a_table<Family>(size);
        auto changed = a_peer<Family>(number, role, timestamp{77});
        const auto position = table.update(table.find(changed).value(), changed);
        CAF_CHECK(table.find(changed) == position);
        CAF_CHECK(table[position].role == role);
        CAF_CHECK(table[position].last_seen == timestamp{77});
        CAF_CHECK_EQUAL(known(table, size), size);
        CAF_CHECK(in_order(table));
      }
    }
  }
}

template <family Family>
void check_expiry() {
  for (const auto size : sizes) {
    peer_table<Family> table;
    for (std::uint32_t i = 0; i < size; ++i)
      table.insert(a_peer<Family>(i, roles[i / 2 % 3], timestamp{100 + i % 2}));
    CAF_CHECK_EQUAL(expire(table, timestamp{100}), 0u);
    CAF_CHECK_EQUAL(known(table, size), size);
    CAF_CHECK_EQUAL(expire(table, timestamp{101}), (size + 1) / 2);
    CAF_CHECK_EQUAL(table.size(), size / 2);
    CAF_CHECK_EQUAL(known(table, size), size / 2);
    CAF_CHECK(size == 0 || !knows(table, 0));
    CAF_CHECK(in_order(table));
    CAF_CHECK_EQUAL(expire(table, timestamp{102}), size / 2);
    CAF_CHECK_EQUAL(table.size(), 0u);
    CAF_CHECK_EQUAL(known(table, size), 0u);
    CAF_CHECK(in_order(table));
  }
}

/// The inverse of the finalizer of SplitMix64, which everybody knows.
std::uint64_t unmixed(std::uint64_t x) {
  x = (x ^ x >> 31 ^ x >> 62) * 0x319642b2d24d8ec3;
  x = (x ^ x >> 27 ^ x >> 54) * 0x96de1b173f119089;
  return x ^ x >> 30 ^ x >> 60;
}

constexpr std::uint64_t networks = 20'000;

/// Networks of 64 bits that a plain hash puts into one run of an index, whatever its size.
std::vector<std::uint64_t> chosen_networks() {
  std::vector<std::uint64_t> result;
  for (std::uint64_t i = 0; i < networks; ++i)
    result.push_back(unmixed(i << 40) ^ 0x9e3779b97f4a7c15);
  return result;
}

std::vector<std::uint64_t> ordinary_networks() {
  std::vector<std::uint64_t> result;
  for (std::uint64_t i = 0; i < networks; ++i)
    result.push_back(i * 0x9e3779b97f4a7c15);
  return result;
}

/// CPU time of this thread to put a peer of each network into a table.
std::chrono::nanoseconds time_to_fill(const std::vector<std::uint64_t>& from) {
  const auto now = [] {
    timespec x{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &x);
    return std::chrono::seconds{x.tv_sec} + std::chrono::nanoseconds{x.tv_nsec};
  };
  peer_table<ipv6> table;
  const auto begin = now();
  for (const auto network : from) {
    peer_record<ipv6> peer;
    std::memcpy(peer.endpoint.data(), &network, sizeof(network));
    peer.endpoint.back() = 1;
    table.insert(peer);
  }
  return now() - begin;
}

/// Does the same at random to a table and to a map and tells at which step they differ.
template <family Family>
class comparison {
public:
  comparison(std::uint32_t seed, std::uint32_t numbers) : random_(seed), numbers_(numbers) {
    // nop
  }

  /// @returns an empty text, or what went wrong.
  std::string run(std::uint32_t steps) {
    for (std::uint32_t i = 0; i < steps; ++i) {
      step(timestamp{i});
      if (!same())
        return "different after step " + std::to_string(i);
    }
    return {};
  }

private:
  void step(timestamp now) {
    const auto number = below(numbers_);
    const auto peer = a_peer<Family>(number, roles[below(3)], now);
    const auto position = table_.find(peer);
    if (below(100) == 0) {
      const auto oldest = now - std::min(now, timestamp{below(2 * numbers_)});
      const auto dropped =
          std::erase_if(model_, [=](const auto& x) { return x.second.last_seen < oldest; });
      miscounted_ = miscounted_ || expire(table_, oldest) != dropped;
    } else if (position && below(3) == 0) {
      table_.erase(*position);
      model_.erase(number);
    } else {
      const auto after = position ? table_.update(*position, peer) : table_.insert(peer);
      miscounted_ = miscounted_ || table_[after].endpoint != peer.endpoint;
      model_[number] = peer;
    }
  }

  bool same() const {
    if (miscounted_ || table_.size() != model_.size() || !in_order(table_))
      return false;
    for (const auto& [number, peer] : model_) {
      const auto position = table_.find(peer);
      if (!position || table_[*position].role != peer.role
          || table_[*position].last_seen != peer.last_seen)
        return false;
    }
    return true;
  }

  std::uint32_t below(std::uint32_t end) {
    return std::uniform_int_distribution<std::uint32_t>{0, end - 1}(random_);
  }

  std::mt19937 random_;
  std::uint32_t numbers_;
  bool miscounted_ = false;
  peer_table<Family> table_;
  std::map<std::uint32_t, peer_record<Family>> model_;
};

} // namespace

CAF_TEST(a peer takes 32 bytes with ipv4 and 44 with ipv6) {
  CAF_CHECK_EQUAL(sizeof(peer_record<ipv4>), 32u);
  CAF_CHECK_EQUAL(sizeof(peer_record<ipv6>), 44u);
}

CAF_TEST(a table finds each of its peers and no other) {
  check_finding<ipv4>();
  check_finding<ipv6>();
}

CAF_TEST(a peer is found by address and port and not by its peer id) {
  for (const auto size : {1u, 100u}) {
    const auto table = a_table<ipv4>(size);
    auto other = a_record<ipv4>(0);
    other.peer_id.bytes.fill(0xee);
    CAF_CHECK(table.find(other).has_value());
    other.endpoint.back() ^= 1;
    CAF_CHECK(!table.find(other));
    other = a_record<ipv4>(0);
    other.endpoint.front() ^= 1;
    CAF_CHECK(!table.find(other));
  }
}

CAF_TEST(after a peer has gone all others are found) {
  check_erasing<ipv4>();
  check_erasing<ipv6>();
}

CAF_TEST(a peer that is updated keeps its endpoint and gets the rest) {
  check_updating<ipv4>();
  check_updating<ipv6>();
}

CAF_TEST(peers of one ipv4 address are counted on every port and no neighbour is) {
  for (const auto size : {0u, 22u, 1000u}) {
    auto table = a_table<ipv4>(size);
    auto peer = a_record<ipv4>(size + 1);
    CAF_CHECK_EQUAL(table.places_of_source(peer).count, 0u);
    for (std::uint8_t port = 1; port <= 3; ++port) {
      peer.endpoint.back() = port;
      table.insert(peer);
      CAF_CHECK_EQUAL(table.places_of_source(peer).count, port);
    }
    peer.endpoint.back() = 9; // not in the table
    CAF_CHECK_EQUAL(table.places_of_source(peer).count, 3u);
    peer.endpoint[3] ^= 1; // the neighbour
    CAF_CHECK_EQUAL(table.places_of_source(peer).count, 0u);
  }
}

CAF_TEST(peers of one ipv6 network of 64 bits are counted and those of the next are not ) {
  for (const auto size : {0u, 22u, 1000u}) {
    auto table = a_table<ipv6>(size);
    auto peer = a_record<ipv6>(size + 1);
    for (std::uint8_t host = 1; host <= 3; ++host) {
      peer.endpoint[8] = host; // the first byte behind the prefix
      table.insert(peer);
      CAF_CHECK_EQUAL(table.places_of_source(peer).count, host);
    }
    peer.endpoint[7] ^= 1; // the last bit of the prefix
    CAF_CHECK_EQUAL(table.places_of_source(peer).count, 0u);
  }
}

CAF_TEST(of one source the peer that has been silent longest is known and of several the first) {
  for (const auto size : {0u, 22u, 1000u}) {
    auto table = a_table<ipv4>(size);
    auto peer = a_record<ipv4>(size + 1);
    for (const auto& [port, seconds] : {std::pair{1, 70}, {2, 50}, {3, 60}, {4, 50}}) {
      peer.endpoint.back() = static_cast<std::uint8_t>(port);
      peer.last_seen = timestamp{static_cast<std::uint32_t>(seconds)};
      table.insert(peer);
    }
    CAF_CHECK_EQUAL(table[table.places_of_source(peer).longest_silent].endpoint.back(), 2);
  }
}

CAF_TEST(thousands of peers of one private address are found) {
  peer_table<ipv4> table;
  peer_record<ipv4> peer;
  peer.is_private = true;
  const auto with_port = [&](std::uint32_t port) {
    peer.endpoint = {
        10, 0, 0, 1, static_cast<std::uint8_t>(port >> 8), static_cast<std::uint8_t>(port)};
    return peer;
  };
  for (std::uint32_t port = 1; port <= 5000; ++port)
    table.insert(with_port(port));
  std::uint32_t missing = 0;
  for (std::uint32_t port = 1; port <= 5000; ++port)
    missing += table.find(with_port(port)) ? 0 : 1;
  CAF_CHECK_EQUAL(missing, 0u);
  CAF_CHECK(!table.find(with_port(5001)));
}

CAF_TEST(endpoints that were chosen to share a place do not make a table slow) {
  const auto chosen = time_to_fill(chosen_networks());
  const auto ordinary = time_to_fill(ordinary_networks());
  // With a hash that everybody knows it is some hundred times as slow.
  CAF_CHECK_LESS(chosen.count(), 20 * ordinary.count());
}

CAF_TEST(peers last seen before a time expire and those last seen at it stay) {
  check_expiry<ipv4>();
  check_expiry<ipv6>();
}

CAF_TEST(a table gives back memory when most peers have expired) {
  peer_table<ipv4> table;
  const auto before = test::heap_bytes_in_use();
  for (std::uint32_t i = 0; i < 20000; ++i)
    table.insert(a_peer<ipv4>(i, peer_role::downloader, timestamp{i < 100 ? 9u : 1u}));
  CAF_CHECK(
      !test::heap_is_counted
      || test::heap_bytes_in_use() > before + 20000 * sizeof(peer_record<ipv4>));
  CAF_CHECK_EQUAL(expire(table, timestamp{9}), 19900u);
  CAF_CHECK(
      !test::heap_is_counted
      || test::heap_bytes_in_use() < before + 200 * sizeof(peer_record<ipv4>));
  CAF_CHECK_EQUAL(known(table, 20000), 100u);
  CAF_CHECK_EQUAL(expire(table, timestamp{10}), 100u);
  CAF_CHECK(
      !test::heap_is_counted
      || test::heap_bytes_in_use() < before + 10 * sizeof(peer_record<ipv4>));
}

CAF_TEST(a table keeps its memory while most peers stay) {
  peer_table<ipv4> table;
  for (std::uint32_t i = 0; i < 1000; ++i)
    table.insert(a_record<ipv4>(i, peer_role::downloader, timestamp{i < 900 ? 9u : 1u}));
  const auto before = test::heap_bytes_in_use();
  CAF_CHECK_EQUAL(expire(table, timestamp{9}), 100u);
  CAF_CHECK(!test::heap_is_counted || test::heap_bytes_in_use() + 1000 > before);
}

CAF_TEST(a small table and a map agree whatever comes and goes) {
  CAF_CHECK_EQUAL((comparison<ipv4>{1, 12}.run(3000)), "");
  CAF_CHECK_EQUAL((comparison<ipv6>{2, 12}.run(3000)), "");
}

CAF_TEST(a table that grows an index and loses it again agrees with a map) {
  CAF_CHECK_EQUAL((comparison<ipv4>{3, 40}.run(3000)), "");
  CAF_CHECK_EQUAL((comparison<ipv6>{4, 40}.run(3000)), "");
}

CAF_TEST(a large table and a map agree whatever comes and goes) {
  CAF_CHECK_EQUAL((comparison<ipv4>{5, 600}.run(2000)), "");
  CAF_CHECK_EQUAL((comparison<ipv6>{6, 600}.run(2000)), "");
}
