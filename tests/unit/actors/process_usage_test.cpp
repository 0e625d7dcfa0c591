// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE process_usage_test

#include "actors/process_usage.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

using namespace muster;

namespace {

int open_anything() {
  return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/// As long as it lives, the process cannot open anything.
class shortage_of_descriptors {
public:
  shortage_of_descriptors() {
    const int lowest_free = open_anything();
    ::close(lowest_free);
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit limit{static_cast<rlim_t>(lowest_free), before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }

  ~shortage_of_descriptors() {
    ::setrlimit(RLIMIT_NOFILE, &before_);
  }

  shortage_of_descriptors(const shortage_of_descriptors&) = delete;
  shortage_of_descriptors& operator=(const shortage_of_descriptors&) = delete;

private:
  rlimit before_{};
};

} // namespace

CAF_TEST(memory that is used shows) {
  constexpr std::size_t bytes = 64 << 20;
  const auto before = read_process_usage().resident_bytes;
  CAF_CHECK(before > 0);
  const std::vector<char> block(bytes, 'x');
  CAF_CHECK(std::count(block.begin(), block.end(), 'x') == static_cast<std::ptrdiff_t>(bytes));
  CAF_CHECK(read_process_usage().resident_bytes > before + bytes / 2);
}

CAF_TEST(memory is known even when no descriptor is left) {
  CAF_CHECK(read_resident_bytes() > 0u);
  const shortage_of_descriptors shortage;
  CAF_REQUIRE_EQUAL(open_anything(), -1);
  CAF_CHECK(read_resident_bytes() > 0u);
  CAF_CHECK(read_process_usage().resident_bytes > 0);
}

CAF_TEST(CPU time that is used shows) {
  const auto before = read_process_usage().cpu_seconds;
  volatile unsigned sum = 0;
  // Bounded: far more than it takes.
  for (int i = 0; i < 10'000 && read_process_usage().cpu_seconds <= before; ++i)
    for (unsigned j = 0; j < 100'000; ++j)
      sum = sum + j;
  CAF_CHECK(read_process_usage().cpu_seconds > before);
}
