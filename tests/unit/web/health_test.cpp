// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE health_test

#include "web/health.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster;

persistence_figures a_store(store_state state, std::string reason = "") {
  return {.state = state, .reason = std::move(reason)};
}

constexpr timestamp now{1'700'000'000};

std::string health(store_state state, std::string reason = "") {
  return write_health_json(a_store(state, std::move(reason)), now);
}

/// Of a store whose rounds take a minute.
std::string health_after(std::uint32_t seconds_without_round) {
  auto x = a_store(store_state::saving);
  x.awaited_since = now.count() - seconds_without_round;
  x.round_seconds = 60;
  return write_health_json(x, now);
}

} // namespace

CAF_TEST(a tracker that saves or need not save is well) {
  CAF_CHECK_EQUAL(health(store_state::saving), "{\"status\":\"ok\"}\n");
  CAF_CHECK_EQUAL(health(store_state::off), "{\"status\":\"ok\"}\n");
}

CAF_TEST(a tracker that is loading is well and says so) {
  auto x = a_store(store_state::loading);
  x.is_loading = true;
  CAF_CHECK_EQUAL(write_health_json(x, now), "{\"status\":\"ok\",\"loading\":true}\n");
}

CAF_TEST(a tracker whose store fails is degraded and says why) {
  CAF_CHECK_EQUAL(
      health(store_state::failing, "disk \"full\""),
      "{\"status\":\"degraded\",\"reason\":\"the store cannot be used: disk \\\"full\\\"\"}\n");
}

CAF_TEST(a reason is only told by a store that fails) {
  CAF_CHECK_EQUAL(health(store_state::saving, "was full"), "{\"status\":\"ok\"}\n");
}

CAF_TEST(a tracker without a round for three intervals is degraded and says since when) {
  CAF_CHECK_EQUAL(health_after(0), "{\"status\":\"ok\"}\n");
  CAF_CHECK_EQUAL(health_after(180), "{\"status\":\"ok\"}\n");
  CAF_CHECK_EQUAL(
      health_after(181),
      "{\"status\":\"degraded\",\"reason\":\"nothing has been saved completely since "
      "2023-11-14T22:10:19Z, 181 seconds ago; expected every 60 seconds\"}\n");
}

CAF_TEST(a tracker that waits for no round is not late) {
  for (const auto state : {store_state::loading, store_state::off}) {
    auto x = a_store(state);
    x.round_seconds = 60;
    CAF_CHECK(write_health_json(x, now).find("ok") != std::string::npos);
  }
}

CAF_TEST(a round that ended later than now is not late) {
  auto x = a_store(store_state::saving);
  x.awaited_since = now.count() + 1000;
  x.round_seconds = 60;
  CAF_CHECK_EQUAL(write_health_json(x, now), "{\"status\":\"ok\"}\n");
}

CAF_TEST(a tracker whose clock is in doubt is degraded and says what it leaves undone) {
  auto x = a_store(store_state::saving);
  x.clock_doubt = "the clock is 800 days ahead";
  CAF_CHECK_EQUAL(
      write_health_json(x, now),
      "{\"status\":\"degraded\",\"reason\":\"the clock is 800 days ahead; until it is trusted "
      "nothing is sampled and nothing too old erased\"}\n");
}

CAF_TEST(something else that is amiss is told) {
  CAF_CHECK_EQUAL(
      write_health_json("it rains"), "{\"status\":\"degraded\",\"reason\":\"it rains\"}\n");
}

CAF_TEST(a tracker is ready when everything is loaded however its store is) {
  for (const auto state :
       {store_state::off, store_state::loading, store_state::saving, store_state::failing}) {
    auto x = a_store(state);
    CAF_CHECK(is_ready(x));
    x.is_loading = true;
    CAF_CHECK(!is_ready(x));
  }
}
