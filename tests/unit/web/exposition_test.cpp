// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE exposition_test

#include "web/exposition.hpp"

#include <caf/test/unit_test.hpp>

#include <array>
#include <cstdint>
#include <limits>

namespace {

using namespace muster;

struct fixture {
  exposition out;

  std::string text() {
    return std::move(out).text();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(exposition_tests, fixture)

CAF_TEST(a metric begins with its help and its type) {
  out.begin({"muster_x_total", "counter", "What x is."});
  CAF_CHECK_EQUAL(text(), "# HELP muster_x_total What x is.\n# TYPE muster_x_total counter\n");
}

CAF_TEST(a metric without labels has one sample) {
  out.add({"muster_x", "gauge", "X."}, std::uint64_t{7});
  CAF_CHECK_EQUAL(text(), "# HELP muster_x X.\n# TYPE muster_x gauge\nmuster_x 7\n");
}

CAF_TEST(labels are in the order given) {
  out.begin({"muster_x", "gauge", "X."});
  out.sample(1, {{"b", "2"}, {"a", "1"}});
  CAF_CHECK(text().ends_with("\nmuster_x{b=\"2\",a=\"1\"} 1\n"));
}

CAF_TEST(backslashes and quotes and line ends in a label are escaped) {
  out.begin({"muster_x", "gauge", "X."});
  out.sample(1, {{"a", "\\\"\nz"}});
  CAF_CHECK(text().ends_with("\nmuster_x{a=\"\\\\\\\"\\nz\"} 1\n"));
}

CAF_TEST(the largest count is written in full) {
  out.add({"muster_x", "gauge", "X."}, std::numeric_limits<std::uint64_t>::max());
  CAF_CHECK(text().ends_with("\nmuster_x 18446744073709551615\n"));
}

CAF_TEST(a fraction is written with a point and no more digits than it needs) {
  out.begin({"muster_x", "gauge", "X."});
  out.sample(0.1);
  out.sample(0.0);
  out.sample(1234.5);
  CAF_CHECK(text().ends_with("\nmuster_x 0.1\nmuster_x 0\nmuster_x 1234.5\n"));
}

CAF_TEST(a histogram has what is up to each bound and a sum and a count) {
  out.add_histogram(
      {"muster_x_seconds", "histogram", "X."}, std::array{0.001, 0.5},
      std::array<std::uint64_t, 3>{4, 2, 1}, 1.25);
  CAF_CHECK_EQUAL(
      text(), "# HELP muster_x_seconds X.\n"
              "# TYPE muster_x_seconds histogram\n"
              "muster_x_seconds_bucket{le=\"0.001\"} 4\n"
              "muster_x_seconds_bucket{le=\"0.5\"} 6\n"
              "muster_x_seconds_bucket{le=\"+Inf\"} 7\n"
              "muster_x_seconds_sum 1.25\n"
              "muster_x_seconds_count 7\n");
}

CAF_TEST_FIXTURE_SCOPE_END()
