// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE population_test

#include "bin/load/population.hpp"

#include <caf/test/unit_test.hpp>

#include <cmath>
#include <map>
#include <set>
#include <string>
#include <tuple>

namespace {

using namespace muster::load;

population_settings
settings(std::uint32_t peers, std::uint32_t swarms, distribution shape = distribution::power_law) {
  population_settings result;
  result.peers = peers;
  result.swarms = swarms;
  result.distribution = shape;
  return result;
}

bool is_refused(const population_settings& x) {
  return population::find_error(x).has_value();
}

std::uint32_t sum_of_sizes(const population& x) {
  std::uint32_t result = 0;
  for (std::uint32_t swarm = 0; swarm < x.swarms(); ++swarm)
    result += x.peers_of_swarm(swarm).size();
  return result;
}

} // namespace

CAF_TEST(the big swarm of a power law has its share of all peers) {
  const population sut{settings(100'000, 10'000)};
  CAF_CHECK_EQUAL(sut.swarms(), 10'000u);
  CAF_CHECK_EQUAL(sut.peers_of_swarm(0).size(), 20'000u);
  CAF_CHECK_EQUAL(sut.largest_swarm(), 20'000u);
  CAF_CHECK_EQUAL(sum_of_sizes(sut), 100'000u);
}

CAF_TEST(the other swarms of a power law have peers by rank and one at least) {
  const population sut{settings(100'000, 1000)};
  for (std::uint32_t swarm = 2; swarm < sut.swarms(); ++swarm) {
    CAF_CHECK(sut.peers_of_swarm(swarm).size() >= 1);
    CAF_CHECK(sut.peers_of_swarm(swarm).size() <= sut.peers_of_swarm(swarm - 1).size() + 1);
  }
  const double first = sut.peers_of_swarm(1).size();
  CAF_CHECK(std::abs(first / sut.peers_of_swarm(10).size() - 10) < 0.5);
}

CAF_TEST(a power law of as many peers as swarms has one in each) {
  const population sut{settings(50, 50)};
  for (std::uint32_t swarm = 0; swarm < 50; ++swarm)
    CAF_CHECK_EQUAL(sut.peers_of_swarm(swarm).size(), 1u);
}

CAF_TEST(a power law of one swarm has all peers in it) {
  CAF_CHECK_EQUAL(population{settings(50, 1)}.largest_swarm(), 50u);
}

CAF_TEST(even swarms differ by one peer at most) {
  const population sut{settings(1003, 100, distribution::even)};
  std::set<std::uint32_t> sizes;
  for (std::uint32_t swarm = 0; swarm < sut.swarms(); ++swarm)
    sizes.insert(sut.peers_of_swarm(swarm).size());
  CAF_CHECK((sizes == std::set<std::uint32_t>{10, 11}));
  CAF_CHECK_EQUAL(sum_of_sizes(sut), 1003u);
}

CAF_TEST(a single swarm has all peers) {
  const population sut{settings(1000, 100, distribution::single)};
  CAF_CHECK_EQUAL(sut.swarms(), 1u);
  CAF_CHECK_EQUAL(sut.largest_swarm(), 1000u);
}

CAF_TEST(each peer knows its swarm) {
  const population sut{settings(5000, 70)};
  for (std::uint32_t swarm = 0; swarm < sut.swarms(); ++swarm) {
    const auto range = sut.peers_of_swarm(swarm);
    CAF_CHECK_EQUAL(sut.profile_of(range.first).swarm, swarm);
    CAF_CHECK_EQUAL(sut.profile_of(range.last - 1).swarm, swarm);
  }
}

CAF_TEST(peers have an address and port of their own) {
  const population sut{settings(120'000, 100)};
  CAF_CHECK_EQUAL(sut.sources(), 3u);
  std::set<std::tuple<std::uint32_t, std::uint16_t>> seen;
  for (std::uint32_t source = 0; source < sut.sources(); ++source) {
    const auto range = sut.peers_of_source(source);
    for (auto peer = range.first; peer < range.last; ++peer) {
      const auto port = sut.profile_of(peer).port;
      CAF_REQUIRE(port >= population::port_first);
      seen.emplace(source, port);
    }
  }
  CAF_CHECK_EQUAL(seen.size(), 120'000u);
}

CAF_TEST(one source has as many peers as ports) {
  CAF_CHECK_EQUAL(population{settings(population::ports_per_source, 1)}.sources(), 1u);
  CAF_CHECK_EQUAL(population{settings(population::ports_per_source + 1, 1)}.sources(), 2u);
}

CAF_TEST(with one source only the peers of one swarm differ in their ports) {
  auto x = settings(2 * population::ports_per_source, 2, distribution::even);
  x.sources = 1;
  CAF_REQUIRE(!is_refused(x));
  const population sut{x};
  std::set<std::uint16_t> ports;
  for (auto peer = sut.peers_of_swarm(1).first; peer < sut.peers_of_swarm(1).last; ++peer)
    ports.insert(sut.profile_of(peer).port);
  CAF_CHECK_EQUAL(ports.size(), population::ports_per_source);
  x.peers += 1;
  CAF_CHECK(is_refused(x));
}

CAF_TEST(info hashes are all different and well mixed) {
  const population sut{settings(20'000, 20'000)};
  std::set<std::string> seen;
  std::map<std::uint8_t, int> first_bytes;
  for (std::uint32_t swarm = 0; swarm < sut.swarms(); ++swarm) {
    const auto hash = sut.info_hash_of(swarm);
    seen.insert(to_hex(hash));
    ++first_bytes[hash.bytes[0]];
  }
  CAF_CHECK_EQUAL(seen.size(), 20'000u);
  CAF_CHECK_EQUAL(first_bytes.size(), 256u);
  for (const auto& [byte, count] : first_bytes)
    CAF_CHECK(count > 30 && count < 140); // 78 expected, seven standard deviations either way
}

CAF_TEST(peer ids are all different) {
  const population sut{settings(20'000, 1)};
  std::set<std::string> seen;
  for (std::uint32_t peer = 0; peer < sut.peers(); ++peer)
    seen.emplace(sut.profile_of(peer).peer_id.view());
  CAF_CHECK_EQUAL(seen.size(), 20'000u);
}

CAF_TEST(the share of seeders is kept) {
  for (const auto percent : {0u, 30u, 100u}) {
    auto x = settings(20'000, 1);
    x.seeder_percent = percent;
    const population sut{x};
    double seeders = 0;
    for (std::uint32_t peer = 0; peer < sut.peers(); ++peer)
      seeders += sut.profile_of(peer).is_seeder ? 1 : 0;
    CAF_CHECK(std::abs(seeders / 200 - percent) <= (percent == 30 ? 1.5 : 0));
  }
}

CAF_TEST(a seed makes the same population again and another seed another) {
  auto x = settings(100, 10);
  const population first{x};
  const population again{x};
  x.seed = 2;
  const population other{x};
  CAF_CHECK(first.info_hash_of(3) == again.info_hash_of(3));
  CAF_CHECK(first.profile_of(7).peer_id == again.profile_of(7).peer_id);
  CAF_CHECK(first.info_hash_of(3) != other.info_hash_of(3));
  CAF_CHECK(first.profile_of(7).peer_id != other.profile_of(7).peer_id);
}

CAF_TEST(settings that make no population are refused) {
  CAF_CHECK(is_refused(settings(0, 1)));
  CAF_CHECK(is_refused(settings(1, 0)));
  CAF_CHECK(is_refused(settings(9, 10)));
  CAF_CHECK(!is_refused(settings(10, 10)));
  auto x = settings(10, 10);
  x.big_swarm_percent = 101;
  CAF_CHECK(is_refused(x));
  x.big_swarm_percent = 100;
  CAF_CHECK(!is_refused(x));
  x.seeder_percent = 101;
  CAF_CHECK(is_refused(x));
}
