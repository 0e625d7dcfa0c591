// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE process_usage_test

#include "actors/statistics/process_usage.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <fcntl.h>
#include <limits>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

using namespace muster;

namespace {

int open_anything() {
  return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

std::uint64_t attainable_bytes() {
  return read_memory_use()->attainable_bytes;
}

int lowest_free_descriptor() {
  const int result = open_anything();
  ::close(result);
  return result;
}

/// As long as it lives, the process may have so much and no more.
class lowered_limit {
public:
  lowered_limit(__rlimit_resource what, rlim_t to) : what_(what) {
    ::getrlimit(what_, &before_);
    const rlimit limit{to, before_.rlim_max};
    ::setrlimit(what_, &limit);
  }

  ~lowered_limit() {
    ::setrlimit(what_, &before_);
  }

  lowered_limit(const lowered_limit&) = delete;
  lowered_limit& operator=(const lowered_limit&) = delete;

private:
  __rlimit_resource what_;
  rlimit before_{};
};

/// Memory that nobody else has a use for.
class mapped_memory {
public:
  static constexpr std::size_t bytes = 64 << 20;

  mapped_memory()
      : begin_(::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) {
    // nop
  }

  ~mapped_memory() {
    ::munmap(begin_, bytes);
  }

  mapped_memory(const mapped_memory&) = delete;
  mapped_memory& operator=(const mapped_memory&) = delete;

private:
  void* begin_;
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
  CAF_CHECK(read_memory_use()->resident_bytes > 0);
  const lowered_limit shortage{RLIMIT_NOFILE, static_cast<rlim_t>(lowest_free_descriptor())};
  CAF_REQUIRE_EQUAL(open_anything(), -1);
  CAF_CHECK(read_memory_use()->resident_bytes > 0);
  CAF_CHECK(read_process_usage().resident_bytes > 0);
}

CAF_TEST(memory is attainable without end unless the process is limited) {
  CAF_CHECK_EQUAL(address_space_limit(), std::numeric_limits<std::uint64_t>::max());
  CAF_CHECK_EQUAL(attainable_bytes(), std::numeric_limits<std::uint64_t>::max());
}

CAF_TEST(a limited process can get what its limit leaves) {
  // More than sanitizers take.
  constexpr auto large = rlim_t{1} << 62;
  for (const auto what : {RLIMIT_AS, RLIMIT_DATA}) {
    CAF_MESSAGE("RLIMIT " << what);
    const lowered_limit limit{what, large};
    CAF_CHECK_EQUAL(address_space_limit(), std::uint64_t{large});
    const auto with_limit = attainable_bytes();
    CAF_CHECK(with_limit < large);
    const mapped_memory block;
    const auto with_less = attainable_bytes();
    // The test itself takes some as well.
    CAF_CHECK(with_less <= with_limit - mapped_memory::bytes);
    CAF_CHECK(with_less > with_limit - 2 * mapped_memory::bytes);
  }
}

CAF_TEST(a limit that is exceeded leaves nothing) {
  const lowered_limit limit{RLIMIT_DATA, 4096};
  CAF_CHECK_EQUAL(attainable_bytes(), 0u);
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
