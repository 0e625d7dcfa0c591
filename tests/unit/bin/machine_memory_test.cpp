// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE machine_memory_test

#include "bin/machine_memory.hpp"
#include "tests/support/scratch_folder.hpp"

#include <caf/test/unit_test.hpp>

#include <fstream>
#include <limits>
#include <string>

namespace {

using namespace muster;

constexpr auto unlimited = std::numeric_limits<std::uint64_t>::max();

struct fixture {
  test::scratch_folder folder;
  std::filesystem::path root = folder.path("cgroup");

  void limit(const std::string& group, const std::string& text) {
    std::filesystem::create_directories(root / group);
    std::ofstream{root / group / "memory.max"} << text << '\n';
  }

  std::uint64_t memory(const std::string& group) {
    return cgroup_memory("0::/" + group, root);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(machine_memory_tests, fixture)

CAF_TEST(without control groups there is no limit) {
  CAF_CHECK_EQUAL(memory("a/b"), unlimited);
  CAF_CHECK_EQUAL(cgroup_memory("", root), unlimited);
  CAF_CHECK_EQUAL(cgroup_memory("4:memory:/a", root), unlimited);
}

CAF_TEST(the limit is that of the group) {
  limit("a/b", "1048576");
  CAF_CHECK_EQUAL(memory("a/b"), 1048576u);
  CAF_CHECK_EQUAL(memory("a"), unlimited);
}

CAF_TEST(the lowest limit of the groups around it counts) {
  limit("", "5000");
  limit("a", "3000");
  limit("a/b", "4000");
  CAF_CHECK_EQUAL(memory("a/b"), 3000u);
  CAF_CHECK_EQUAL(memory("c"), 5000u);
}

CAF_TEST(a group without a limit or with garbage has none) {
  limit("a", "max");
  limit("a/b", "about a lot");
  CAF_CHECK_EQUAL(memory("a/b"), unlimited);
}

CAF_TEST(this machine has memory) {
  CAF_CHECK_GREATER(available_memory(), std::uint64_t{16} << 20);
  CAF_CHECK_LESS(available_memory(), unlimited);
}

CAF_TEST_FIXTURE_SCOPE_END()
