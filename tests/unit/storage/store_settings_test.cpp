// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE store_settings_test

#include "storage/store_settings.hpp"

#include <caf/test/unit_test.hpp>

#include <cstdint>
#include <limits>

namespace {

using namespace muster;

constexpr std::uint64_t mebibyte = 1 << 20;

std::uint64_t buffer_bytes(std::uint64_t process_bytes) {
  return store_settings_for(process_bytes).write_buffer_bytes;
}

} // namespace

CAF_TEST(who has a gigabyte or more has the defaults) {
  const auto defaults = store_settings{}.write_buffer_bytes;
  CAF_CHECK_EQUAL(buffer_bytes(1024 * mebibyte), defaults);
  CAF_CHECK_EQUAL(buffer_bytes(std::numeric_limits<std::uint64_t>::max()), defaults);
}

CAF_TEST(buffers are a part of the memory that the process may take) {
  CAF_CHECK_EQUAL(buffer_bytes(1023 * mebibyte), 1023 * mebibyte / 128);
  CAF_CHECK_EQUAL(buffer_bytes(256 * mebibyte), 2 * mebibyte);
}

CAF_TEST(no store works with less than a mebibyte) {
  CAF_CHECK_EQUAL(buffer_bytes(128 * mebibyte), mebibyte);
  CAF_CHECK_EQUAL(buffer_bytes(0), mebibyte);
}

CAF_TEST(what a store takes of the memory follows from its buffers) {
  const auto most = memory_bytes_of(store_settings_for(1024 * mebibyte));
  CAF_CHECK_EQUAL(most, 36 * mebibyte);
  CAF_CHECK_EQUAL(most - memory_bytes_of(store_settings_for(256 * mebibyte)), 18 * mebibyte);
}
