// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE memory_budget_test

#include "actors/swarm/memory_budget.hpp"

#include <caf/test/unit_test.hpp>

namespace {

using namespace muster;

struct fixture {
  memory_budget sut{{1000}};

  std::uint64_t used() const {
    return sut.figures().used_bytes;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(memory_budget_tests, fixture)

CAF_TEST(swarms count at once and everything else with the next look) {
  sut.add(300);
  CAF_CHECK_EQUAL(used(), 300u);
  sut.look({500});
  CAF_CHECK_EQUAL(used(), 500u);
  sut.add(100);
  CAF_CHECK_EQUAL(used(), 600u);
  CAF_CHECK_EQUAL(sut.figures().swarm_bytes, 400u);
  CAF_CHECK_EQUAL(sut.figures().budget_bytes, 1000u);
}

CAF_TEST(there is room for swarms below nine tenths and for peers up to the end) {
  sut.add(899);
  CAF_CHECK(sut.has_room_for_swarms());
  sut.add(1);
  CAF_CHECK(!sut.has_room_for_swarms());
  CAF_CHECK(sut.has_room_for_peers());
  sut.add(99);
  CAF_CHECK(sut.has_room_for_peers());
  sut.add(1);
  CAF_CHECK(!sut.has_room_for_peers());
}

CAF_TEST(bursts are whole up to half of the budget and then shrink until it is tight) {
  CAF_CHECK_EQUAL(sut.burst_percent(), 100u);
  sut.add(500);
  CAF_CHECK_EQUAL(sut.burst_percent(), 100u);
  sut.add(100);
  CAF_CHECK_EQUAL(sut.burst_percent(), 75u);
  sut.add(200);
  CAF_CHECK_EQUAL(sut.burst_percent(), 25u);
  sut.add(100);
  CAF_CHECK_EQUAL(sut.burst_percent(), 0u);
  sut.add(1000);
  CAF_CHECK_EQUAL(sut.burst_percent(), 0u);
}

CAF_TEST(it is relaxed below 85 percent) {
  sut.add(849);
  CAF_CHECK(sut.is_relaxed());
  sut.add(1);
  CAF_CHECK(!sut.is_relaxed());
}

CAF_TEST(what swarms have freed is free although it stays resident) {
  sut.add(800);
  sut.look({900});
  sut.add(-600);
  sut.look({900});
  CAF_CHECK_EQUAL(used(), 300u);
  sut.add(600);
  sut.look({900});
  CAF_CHECK_EQUAL(used(), 900u);
}

CAF_TEST(what waits in connections counts at once and costs no swarm) {
  sut.add(500);
  sut.look({600});
  sut.add_waiting(350);
  CAF_CHECK_EQUAL(used(), 950u);
  CAF_CHECK_EQUAL(sut.figures().waiting_bytes, 350u);
  CAF_CHECK(!sut.has_room_for_swarms());
  CAF_CHECK(!sut.must_evict());
  CAF_CHECK(sut.is_relaxed());
  sut.add(300);
  CAF_CHECK(sut.must_evict());
}

CAF_TEST(what has waited in connections is free again however short the flood was) {
  sut.add(100);
  sut.look({200});
  sut.add_waiting(700);
  sut.add_waiting(-700); // between two looks
  sut.look({900});
  CAF_CHECK_EQUAL(used(), 200u);
  sut.look({900});
  CAF_CHECK_EQUAL(used(), 200u);
  CAF_CHECK(sut.has_room_for_swarms());
}

CAF_TEST(memory is worth giving back once after a flood of connections) {
  constexpr std::int64_t mebibyte = 1 << 20;
  memory_budget other{{std::uint64_t{1} << 30}};
  CAF_CHECK(!other.look({10 * mebibyte}));
  other.add_waiting(4 * mebibyte - 1);
  other.add_waiting(-(4 * mebibyte - 1));
  CAF_CHECK(!other.look({10 * mebibyte}));
  CAF_CHECK(!other.look({10 * mebibyte}));
  other.add_waiting(4 * mebibyte);
  CAF_CHECK(!other.look({14 * mebibyte}));
  other.add_waiting(-4 * mebibyte);
  CAF_CHECK(!other.look({14 * mebibyte})); // it may go on
  CAF_CHECK(other.look({14 * mebibyte}));
  CAF_CHECK(!other.look({10 * mebibyte}));
}

CAF_TEST(what others may grow to is set aside from the start and does not count twice) {
  memory_budget other{{1000, 300}};
  other.look({100});
  CAF_CHECK_EQUAL(other.figures().used_bytes, 400u);
  other.add(200);
  other.look({500}); // swarms have 200, others have grown by 200
  CAF_CHECK_EQUAL(other.figures().used_bytes, 600u);
  other.look({800}); // by 500, which is more than was set aside
  CAF_CHECK_EQUAL(other.figures().used_bytes, 800u);
}

CAF_TEST(what was given back to the system is not free any more) {
  sut.add(800);
  sut.look({900});
  sut.add(-600);
  sut.look({300}); // all of it was given back
  CAF_CHECK_EQUAL(used(), 300u);
  sut.look({500}); // something else than swarms has grown
  CAF_CHECK_EQUAL(used(), 500u);
}

CAF_TEST(what the process cannot get is not part of its budget) {
  sut.look({100, 300});
  CAF_CHECK_EQUAL(sut.figures().budget_bytes, 400u);
  sut.add(260); // with what is resident already exactly nine tenths
  CAF_CHECK(!sut.has_room_for_swarms());
  CAF_CHECK(sut.has_room_for_peers());
  sut.look({360, 40});
  CAF_CHECK_EQUAL(sut.figures().budget_bytes, 400u);
  sut.look({360, 640});
  CAF_CHECK_EQUAL(sut.figures().budget_bytes, 1000u);
  sut.look({360, 641});
  CAF_CHECK_EQUAL(sut.figures().budget_bytes, 1000u);
}

CAF_TEST(addresses that others have taken leave less for swarms) {
  sut.look({100, 300});
  sut.look({100, 200});
  CAF_CHECK_EQUAL(sut.figures().budget_bytes, 300u);
}

CAF_TEST(addresses that are kept free are not for swarms) {
  memory_budget x{{.bytes_max = 1000, .kept_free_bytes = 50}};
  x.look({100, 300});
  CAF_CHECK_EQUAL(x.figures().budget_bytes, 350u);
  x.look({100, 40});
  CAF_CHECK_EQUAL(x.figures().budget_bytes, 100u);
}

CAF_TEST(memory that was given back is within reach as long as it has its addresses) {
  sut.look({400, 100});
  sut.look({150, 100}); // its addresses were kept
  CAF_CHECK_EQUAL(sut.figures().budget_bytes, 500u);
  sut.look({150, 350}); // and were given back later
  CAF_CHECK_EQUAL(sut.figures().budget_bytes, 500u);
}

CAF_TEST(what is not resident yet counts as what swarms say) {
  sut.look({0});
  sut.add(300);
  sut.look({100});
  CAF_CHECK_EQUAL(used(), 300u);
}

CAF_TEST(room is taken until none is left or it is noted again) {
  CAF_CHECK(sut.take_room(std::uint64_t{1} << 60)); // nobody has noted an end
  sut.note_attainable(100);
  CAF_CHECK(sut.take_room(60));
  CAF_CHECK(!sut.take_room(41));
  CAF_CHECK(sut.take_room(40));
  CAF_CHECK(!sut.take_room(1));
  sut.note_attainable(1);
  CAF_CHECK(sut.take_room(1));
}

CAF_TEST_FIXTURE_SCOPE_END()
