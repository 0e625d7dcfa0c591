// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE request_mix_test

#include "bin/load/request_mix.hpp"

#include <caf/test/unit_test.hpp>

#include <array>
#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace muster;
using namespace muster::load;

constexpr int rounds = 200'000;

/// Percent of announces by event.
std::array<double, announce_event_count> shares_of_events() {
  request_mix sut{1, 0};
  std::array<double, announce_event_count> result{};
  for (int i = 0; i < rounds; ++i)
    result[static_cast<std::size_t>(sut.next({0, 10}).event)] += 100.0 / rounds;
  return result;
}

double share_of(announce_event x) {
  return shares_of_events()[static_cast<std::size_t>(x)];
}

double share_of_scrapes(std::uint32_t percent) {
  request_mix sut{1, percent};
  double result = 0;
  for (int i = 0; i < rounds; ++i)
    result += sut.next({0, 10}).kind == request_kind::scrape ? 100.0 / rounds : 0;
  return result;
}

} // namespace

CAF_TEST(ninety percent of the announces are plain) {
  CAF_CHECK(std::abs(share_of(announce_event::none) - 90) < 0.5);
  CAF_CHECK(std::abs(share_of(announce_event::started) - 5) < 0.5);
  CAF_CHECK(std::abs(share_of(announce_event::completed) - 2) < 0.3);
  CAF_CHECK(std::abs(share_of(announce_event::stopped) - 3) < 0.3);
}

CAF_TEST(scrapes have their share and no event) {
  CAF_CHECK_EQUAL(share_of_scrapes(0), 0);
  CAF_CHECK(std::abs(share_of_scrapes(10) - 10) < 0.5);
  request_mix sut{1, 100};
  for (int i = 0; i < 1000; ++i) {
    const auto x = sut.next({0, 10});
    CAF_REQUIRE(x.kind == request_kind::scrape && x.event == announce_event::none);
  }
}

CAF_TEST(each peer of the range has its turn and no other) {
  request_mix sut{1, 0};
  std::vector<int> seen(20);
  for (int i = 0; i < 10'000; ++i)
    ++seen.at(sut.next({5, 15}).peer);
  for (std::size_t peer = 0; peer < seen.size(); ++peer)
    CAF_CHECK((seen[peer] > 800) == (peer >= 5 && peer < 15));
}

CAF_TEST(a seed makes the same requests again and another seed others) {
  request_mix first{7, 0};
  request_mix again{7, 0};
  request_mix other{8, 0};
  int differences = 0;
  for (int i = 0; i < 100; ++i) {
    const auto peer = first.next({0, 1'000'000}).peer;
    CAF_REQUIRE_EQUAL(peer, again.next({0, 1'000'000}).peer);
    differences += other.next({0, 1'000'000}).peer != peer ? 1 : 0;
  }
  CAF_CHECK(differences > 90);
}

CAF_TEST(a flood asks one thing only) {
  for (const auto& [kind, expected] :
       {std::pair{flood::new_swarms, request_kind::new_swarm},
        std::pair{flood::announces, request_kind::announce},
        std::pair{flood::scrapes, request_kind::scrape},
        std::pair{flood::connects, request_kind::connect},
        std::pair{flood::errors, request_kind::wrong_port},
        std::pair{flood::garbage, request_kind::garbage}}) {
    request_mix sut{1, 0, kind};
    for (int i = 0; i < 100; ++i) {
      const auto x = sut.next({5, 15});
      CAF_REQUIRE(x.kind == expected);
      CAF_REQUIRE(x.event == announce_event::none);
      CAF_REQUIRE(x.peer >= 5 && x.peer < 15);
    }
  }
}

CAF_TEST(a flood of last words says that its peers have completed or stopped) {
  request_mix sut{1, 0, flood::last_words};
  int completed = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto x = sut.next({5, 15});
    CAF_REQUIRE(x.kind == request_kind::announce);
    CAF_REQUIRE(x.event == announce_event::completed || x.event == announce_event::stopped);
    completed += x.event == announce_event::completed ? 1 : 0;
  }
  CAF_CHECK(completed > 400 && completed < 600);
}

CAF_TEST(each request of a flood for new swarms is about another one) {
  const population peers{{.peers = 100, .swarms = 10}};
  std::set<std::string> seen;
  for (std::uint32_t swarm = 0; swarm < peers.swarms(); ++swarm)
    seen.insert(std::string{peers.info_hash_of(swarm).view()});
  request_mix sut{1, 0, flood::new_swarms};
  request_mix again{1, 0, flood::new_swarms};
  for (int i = 0; i < 1000; ++i) {
    const auto x = sut.next({0, 100});
    const auto info_hash = info_hash_of(x, peers.profile_of(x.peer), peers);
    const auto y = again.next({0, 100});
    CAF_REQUIRE(info_hash == info_hash_of(y, peers.profile_of(y.peer), peers));
    CAF_REQUIRE(seen.insert(std::string{info_hash.view()}).second);
  }
}

CAF_TEST(only a wrong port is zero) {
  const population peers{{.peers = 100, .swarms = 10}};
  const auto profile = peers.profile_of(7);
  CAF_CHECK_EQUAL(port_of({request_kind::wrong_port, 7}, profile), 0);
  CAF_CHECK_EQUAL(port_of({request_kind::new_swarm, 7}, profile), profile.port);
}
