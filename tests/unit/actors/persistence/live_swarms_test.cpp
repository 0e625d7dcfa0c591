// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE live_swarms_test

#include "actors/interfaces.hpp"
#include "actors/persistence/messages.hpp"
#include "actors/persistence/live_swarms.hpp"
#include "tests/support/swarm_fixture.hpp"

#include <string>

namespace {

using namespace muster;
using test::an_announce;
using test::an_info_hash;

struct fixture : test::swarm_fixture {
  live_swarms_actor sut = sys.spawn(live_swarms, live_swarms_parts{&context});

  ~fixture() override {
    caf::anon_send_exit(caf::actor_cast<caf::actor>(sut), caf::exit_reason::kill);
    run();
  }

  void add_peers(std::uint8_t fill, std::uint32_t seeders, std::uint32_t leechers) {
    for (std::uint32_t i = 0; i < seeders + leechers; ++i)
      announce_to(
          swarm_of(fill), an_announce()
                              .of_torrent(an_info_hash(fill))
                              .from("198.51.100." + std::to_string(i))
                              .with_left(i < seeders ? 0 : 1));
  }

  swarm_page list(const swarm_query& query = {}) {
    auto answer = self->request(sut, caf::infinite, list_query{query});
    consume_messages(); // and not `run`, which lets the time pass that a walk waits at most
    swarm_page result;
    answer.receive(
        [&](const swarm_page& x) { result = x; }, [](const caf::error&) { CAF_FAIL("no list"); });
    return result;
  }

  /// The first bytes of the info_hashes of a part.
  std::string order(const swarm_query& query) {
    std::string result;
    for (const auto& x : list(query).rows)
      result += std::to_string(x.info_hash.bytes[0]) + ' ';
    return result;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(live_swarms_tests, fixture)

CAF_TEST(a tracker without swarms has an empty list) {
  CAF_CHECK_EQUAL(list().total, 0u);
  CAF_CHECK(list().rows.empty());
}

CAF_TEST(a swarm is listed with its counts) {
  add_peers(1, 2, 3);
  const auto page = list();
  CAF_REQUIRE_EQUAL(page.rows.size(), 1u);
  CAF_CHECK(page.rows[0].info_hash == an_info_hash(1));
  CAF_CHECK_EQUAL(page.rows[0].seeders, 2u);
  CAF_CHECK_EQUAL(page.rows[0].leechers, 3u);
}

CAF_TEST(a list is sorted as it is asked for and cut) {
  add_peers(1, 2, 2);
  add_peers(2, 0, 3);
  add_peers(3, 1, 1);
  CAF_CHECK_EQUAL(order({}), "1 2 3 ");
  CAF_CHECK_EQUAL(order({.descending = false}), "3 2 1 ");
  CAF_CHECK_EQUAL(order({.sort = swarm_sort::leechers}), "2 1 3 ");
  CAF_CHECK_EQUAL(order({.sort = swarm_sort::seeders}), "1 3 2 ");
  CAF_CHECK_EQUAL(order({.sort = swarm_sort::name}), "3 2 1 ");
  CAF_CHECK_EQUAL(order({.sort = swarm_sort::completed, .descending = true}), "1 2 3 ");
  CAF_CHECK_EQUAL(order({.limit = 1}), "1 ");
  CAF_CHECK_EQUAL(order({.limit = 1, .offset = 1}), "2 ");
  CAF_CHECK_EQUAL(order({.offset = 3}), "");
  CAF_CHECK_EQUAL(order({.offset = swarm_query::offset_max + 1}), "");
  CAF_CHECK_EQUAL(list({.limit = 1}).total, 3u);
}

CAF_TEST(a list may have the swarms of a prefix alone) {
  add_peers(0xab, 1, 0);
  add_peers(0xac, 1, 0);
  CAF_CHECK_EQUAL(list({.prefix = "a"}).total, 2u);
  CAF_CHECK_EQUAL(list({.prefix = "aBa"}).total, 1u);
  CAF_CHECK_EQUAL(list({.prefix = to_hex(an_info_hash(0xab))}).total, 1u);
  for (const auto& none : {std::string{"b"}, std::string{"x"}, std::string(41, 'a')})
    CAF_CHECK_EQUAL(list({.prefix = none}).total, 0u);
}

CAF_TEST(a list is collected anew when it is ten seconds old) {
  add_peers(1, 1, 0);
  CAF_CHECK_EQUAL(list().total, 1u);
  add_peers(2, 1, 0);
  advance_time(std::chrono::seconds{9});
  CAF_CHECK_EQUAL(list().total, 1u);
  advance_time(std::chrono::seconds{1});
  CAF_CHECK_EQUAL(list().total, 2u);
}

CAF_TEST(a list has so many swarms and not one more) {
  for (std::uint8_t fill = 1; fill <= 5; ++fill)
    add_peers(fill, 1, 0);
  const auto small = sys.spawn(live_swarms, live_swarms_parts{&context, 3});
  CAF_CHECK_EQUAL(request<swarm_page>(small, list_query{}).rows.size(), 3u);
  caf::anon_send_exit(caf::actor_cast<caf::actor>(small), caf::exit_reason::kill);
}

CAF_TEST(a question that nobody waits for any more costs nothing) {
  add_peers(1, 1, 0);
  auto late = self->request(sut, caf::infinite, list_query{.wanted_until = sys.clock().now()});
  run();
  late.receive(
      [](const swarm_page&) { CAF_ERROR("answered"); }, [](const caf::error&) { CAF_CHECK(true); });
}

CAF_TEST(so many may wait for a walk and the next one is told to come later) {
  add_peers(1, 1, 0);
  for (std::size_t i = 0; i < live_swarms_state::waiting_max; ++i)
    caf::anon_send(sut, list_query{});
  auto late = self->request(sut, caf::infinite, list_query{});
  run();
  late.receive(
      [](const swarm_page&) { CAF_ERROR("answered"); }, [](const caf::error&) { CAF_CHECK(true); });
  CAF_CHECK_EQUAL(list().total, 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()
