// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE few_descriptors_test

#include "tests/support/ctl_process.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/tracker_process.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace muster;

/// Some more than what is kept back for all but clients.
constexpr unsigned descriptors_max = 420;

/// More than there are descriptors, and than may be open at once.
constexpr int clients_max = 500;

struct fixture {
  test::tracker_process process{{"--listen", "127.0.0.1:0", "--reactors", "2"}, descriptors_max};
  endpoint at = process.wait_until_ready(1).at(0);

  /// Connects clients that say half of what they want.
  std::vector<test::http_client> flood() const {
    std::vector<test::http_client> result;
    for (int i = 0; i < clients_max; ++i) {
      result.emplace_back(at);
      result.back().send("GET /healthz HTTP/1.1\r\n");
    }
    return result;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(few_descriptors_tests, fixture)

CAF_TEST(a start with fewer descriptors than connections says what to raise) {
  CAF_CHECK(process.wait_for_line({"event=few_descriptors", "limit=420", "LimitNOFILE="}));
}

CAF_TEST(with all descriptors in use health is told and operators are let in) {
  const auto clients = flood();
  CAF_CHECK_EQUAL(test::http_client{at}.get("/healthz").status, 200);
  CAF_CHECK_EQUAL(test::run_musterctl({"--data-dir", process.data_dir(), "status"}).code, 0);
  CAF_CHECK(process.wait_for_line({"event=lack_descriptors", "LimitNOFILE="}));
}

CAF_TEST_FIXTURE_SCOPE_END()
