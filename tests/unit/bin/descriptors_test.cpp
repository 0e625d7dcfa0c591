// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE descriptors_test

#include "bin/configuration.hpp"
#include "bin/descriptors.hpp"

#include <caf/test/unit_test.hpp>

namespace {

using namespace muster;

/// What the process may have, less what is for connections.
std::uint64_t kept_back(const configuration& x, std::size_t reactors) {
  return plan_descriptors(x, reactors, 1'000'000).wanted - x.http.connections_max;
}

} // namespace

CAF_TEST(with descriptors enough there are as many connections as configured) {
  configuration config;
  const auto wanted = plan_descriptors(config, 2, 1).wanted;
  const auto plan = plan_descriptors(config, 2, wanted);
  CAF_CHECK_EQUAL(plan.connections_max, config.http.connections_max);
  CAF_CHECK(!plan.is_short());
  const auto one_less = plan_descriptors(config, 2, wanted - 1);
  CAF_CHECK_EQUAL(one_less.connections_max, config.http.connections_max - 1);
  CAF_CHECK(one_less.is_short());
}

CAF_TEST(with 1024 descriptors enough are kept back for all but clients) {
  configuration config;
  const auto plan = plan_descriptors(config, 2, 1024);
  CAF_CHECK(plan.is_short());
  CAF_CHECK_EQUAL(plan.connections_max + kept_back(config, 2), 1024u);
  CAF_CHECK_GREATER(kept_back(config, 2), 300u);
}

CAF_TEST(each reactor and each listener needs some and a tracker without a store fewer) {
  configuration config;
  const auto usual = kept_back(config, 1);
  CAF_CHECK_GREATER(kept_back(config, 2), usual);
  config.http.listeners.push_back(config.http.listeners.front());
  CAF_CHECK_EQUAL(kept_back(config, 1), usual + 2); // for HTTP and UDP
  config.persistence.enabled = false;
  CAF_CHECK_LESS(kept_back(config, 1), usual - 200);
}

CAF_TEST(with hardly any descriptors each reactor has a connection) {
  CAF_CHECK_EQUAL(plan_descriptors({}, 4, 64).connections_max, 4u);
}
