// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE process_usage_test

#include "actors/process_usage.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <vector>

using namespace muster;

CAF_TEST(memory that is used shows) {
  constexpr std::size_t bytes = 64 << 20;
  const auto before = read_process_usage().resident_bytes;
  CAF_CHECK(before > 0);
  const std::vector<char> block(bytes, 'x');
  CAF_CHECK(std::count(block.begin(), block.end(), 'x') == static_cast<std::ptrdiff_t>(bytes));
  CAF_CHECK(read_process_usage().resident_bytes > before + bytes / 2);
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
