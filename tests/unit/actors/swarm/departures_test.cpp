// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE departures_test

#include "actors/swarm/departures.hpp"
#include "tests/support/announces.hpp"

#include <caf/test/unit_test.hpp>

namespace {

using namespace muster;
using test::an_info_hash;
using endpoints = std::vector<endpoint>;

endpoint on_port(std::uint16_t port) {
  return {test::an_address("203.0.113.1"), port};
}

} // namespace

CAF_TEST(nothing is noted unless swarms are being loaded) {
  departures x;
  CAF_CHECK(!x.is_open());
  x.note(an_info_hash(1), on_port(1));
  x.open();
  CAF_CHECK(x.is_open());
  CAF_CHECK(x.take(an_info_hash(1)).empty());
}

CAF_TEST(whoever leaves a swarm is told once to that swarm) {
  departures x;
  x.open();
  x.note(an_info_hash(1), on_port(1));
  x.note(an_info_hash(2), on_port(2));
  x.note(an_info_hash(1), on_port(3));
  CAF_CHECK(x.take(an_info_hash(1)) == (endpoints{on_port(1), on_port(3)}));
  CAF_CHECK(x.take(an_info_hash(1)).empty());
  CAF_CHECK(x.take(an_info_hash(2)) == endpoints{on_port(2)});
}

CAF_TEST(notes are forgotten when everything is loaded) {
  departures x;
  x.open();
  x.note(an_info_hash(1), on_port(1));
  x.close();
  CAF_CHECK(!x.is_open());
  CAF_CHECK(x.take(an_info_hash(1)).empty());
  x.note(an_info_hash(1), on_port(1));
  CAF_CHECK(x.take(an_info_hash(1)).empty());
}

CAF_TEST(a million notes are kept and not one more until some are taken) {
  departures x;
  x.open();
  for (std::size_t i = 0; i < departures::notes_max; ++i)
    x.note(an_info_hash(1), on_port(static_cast<std::uint16_t>(i)));
  x.note(an_info_hash(2), on_port(1));
  CAF_CHECK(x.take(an_info_hash(2)).empty());
  CAF_CHECK_EQUAL(x.take(an_info_hash(1)).size(), departures::notes_max);
  x.note(an_info_hash(2), on_port(1));
  CAF_CHECK_EQUAL(x.take(an_info_hash(2)).size(), 1u);
}
