// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE zeroed_table_test

#include "actors/runtime/zeroed_table.hpp"
#include "actors/statistics/process_usage.hpp"

#include <caf/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <new>

using namespace muster;

namespace {

constexpr std::size_t mebibyte = 1 << 20;

std::uint64_t resident_bytes() {
  return read_memory_use()->resident_bytes;
}

} // namespace

CAF_TEST(a table takes memory only where it has been used) {
  const auto before = resident_bytes();
  zeroed_table<std::uint64_t> sut{8 * mebibyte};
  sut[0] = 1;
  sut[sut.size() - 1] = 1;
  CAF_CHECK(resident_bytes() < before + mebibyte);
  for (std::size_t i = 0; i < sut.size(); i += 64)
    sut[i] = 1;
  CAF_CHECK(resident_bytes() > before + 32 * mebibyte);
}

CAF_TEST(all elements are zero at first) {
  zeroed_table<std::uint64_t> sut{1000};
  CAF_CHECK_EQUAL(sut.size(), 1000u);
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < sut.size(); ++i)
    sum += sut[i];
  CAF_CHECK_EQUAL(sum, 0u);
}

CAF_TEST(a table for which there are no addresses is refused) {
  bool is_refused = false;
  try {
    const zeroed_table<std::uint64_t> sut{std::numeric_limits<std::size_t>::max() / 16};
  } catch (const std::bad_alloc&) {
    is_refused = true;
  }
  CAF_CHECK(is_refused);
}
