// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE scrape_gathering_test

#include "net/door/scrape_gathering.hpp"
#include "tests/support/announces.hpp"

#include <caf/test/unit_test.hpp>

#include <initializer_list>
#include <vector>

namespace {

using namespace muster;
using test::an_info_hash;

scrape_entry seeders(std::uint8_t torrent, std::uint32_t count) {
  return {an_info_hash(torrent), {.seeders = count}};
}

struct fixture {
  scrape_gathering sut;

  /// Begins a scrape of which a swarm is asked for each torrent.
  void ask(std::initializer_list<std::uint8_t> torrents) {
    auto& entries = sut.begin();
    for (const auto x : torrents) {
      entries.push_back({an_info_hash(x), {}});
      sut.expect();
    }
  }

  /// The seeders of each torrent, in the order of the reply.
  std::vector<std::uint32_t> gathered() const {
    std::vector<std::uint32_t> result;
    for (const auto& x : sut.entries())
      result.push_back(x.counts.seeders);
    return result;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(scrape_gathering_tests, fixture)

CAF_TEST(a scrape is complete with the last answer) {
  ask({3, 1, 2});
  CAF_CHECK(!sut.take(seeders(3, 30)));
  CAF_CHECK(!sut.take(seeders(1, 10)));
  CAF_CHECK(!sut.is_complete());
  CAF_CHECK(sut.take(seeders(2, 20)));
  CAF_CHECK(sut.is_complete());
  CAF_CHECK(gathered() == (std::vector<std::uint32_t>{30, 10, 20}));
}

CAF_TEST(answers may come in any order) {
  ask({1, 2, 3, 4});
  CAF_CHECK(!sut.take(seeders(4, 40)));
  CAF_CHECK(!sut.take(seeders(2, 20)));
  CAF_CHECK(!sut.take(seeders(1, 10)));
  CAF_CHECK(sut.take(seeders(3, 30)));
  CAF_CHECK(gathered() == (std::vector<std::uint32_t>{10, 20, 30, 40}));
}

CAF_TEST(a torrent that was asked for twice is answered twice) {
  ask({1, 2, 1});
  CAF_CHECK(!sut.take(seeders(1, 10)));
  CAF_CHECK(!sut.take(seeders(1, 10)));
  CAF_CHECK(sut.take(seeders(2, 20)));
  CAF_CHECK(gathered() == (std::vector<std::uint32_t>{10, 20, 10}));
}

CAF_TEST(a torrent without a swarm keeps its counts and nothing waits for it) {
  sut.begin() = {{an_info_hash(1), {.completed_count = 5}}, {an_info_hash(2), {}}};
  CAF_CHECK(sut.is_complete());
  sut.expect();
  CAF_CHECK(sut.take(seeders(2, 20)));
  CAF_CHECK(sut.entries()[0].counts == (swarm_counts{.completed_count = 5}));
}

CAF_TEST(an answer for a torrent that was not asked for changes nothing) {
  ask({1});
  CAF_CHECK(!sut.take(seeders(2, 20)));
  CAF_CHECK(gathered() == std::vector<std::uint32_t>{0});
  CAF_CHECK(sut.take(seeders(1, 10)));
  CAF_CHECK(!scrape_gathering{}.take(seeders(1, 10)));
}

CAF_TEST(a scrape begins anew after one that was never complete) {
  ask({1, 2, 3});
  CAF_CHECK(!sut.take(seeders(2, 20)));
  ask({4});
  CAF_CHECK(!sut.is_complete());
  CAF_CHECK(sut.take(seeders(4, 40)));
  CAF_CHECK(gathered() == std::vector<std::uint32_t>{40});
}

CAF_TEST_FIXTURE_SCOPE_END()
