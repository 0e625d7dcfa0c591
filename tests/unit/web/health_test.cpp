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

std::string health(store_state state, std::string reason = "") {
  return write_health_json(a_store(state, std::move(reason)));
}

} // namespace

CAF_TEST(a tracker that saves or need not save is well) {
  CAF_CHECK_EQUAL(health(store_state::saving), "{\"status\":\"ok\"}\n");
  CAF_CHECK_EQUAL(health(store_state::off), "{\"status\":\"ok\"}\n");
}

CAF_TEST(a tracker that is loading is well and says so) {
  CAF_CHECK_EQUAL(health(store_state::loading), "{\"status\":\"ok\",\"loading\":true}\n");
}

CAF_TEST(a tracker whose store fails is degraded and says why) {
  CAF_CHECK_EQUAL(
      health(store_state::failing, "disk \"full\""),
      "{\"status\":\"degraded\",\"reason\":\"the store cannot be used: disk \\\"full\\\"\"}\n");
}

CAF_TEST(a reason is only told by a store that fails) {
  CAF_CHECK_EQUAL(health(store_state::saving, "was full"), "{\"status\":\"ok\"}\n");
}

CAF_TEST(something else that is amiss is told) {
  CAF_CHECK_EQUAL(
      write_health_json("it rains"), "{\"status\":\"degraded\",\"reason\":\"it rains\"}\n");
}

CAF_TEST(a tracker is ready unless it is loading) {
  CAF_CHECK(!is_ready(a_store(store_state::loading)));
  CAF_CHECK(is_ready(a_store(store_state::off)));
  CAF_CHECK(is_ready(a_store(store_state::saving)));
  // What cannot be loaded is not waited for.
  CAF_CHECK(is_ready(a_store(store_state::failing)));
}
