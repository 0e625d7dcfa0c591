// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE retry_backoff_test

#include "actors/admission/retry_backoff.hpp"
#include "tests/support/announces.hpp"

#include <caf/test/unit_test.hpp>

namespace {

using namespace muster;
using test::an_address;
using test::an_info_hash;

constexpr std::uint32_t start = 1'000'000;

struct fixture {
  retry_backoff sut{hash_key{7}};

  /// The seconds to wait, of 60 to 1,800.
  auto wait(std::uint32_t now, std::string_view source = "203.0.113.7", std::uint8_t torrent = 1) {
    return sut
        .wait(
            an_address(source), an_info_hash(torrent), timestamp{now}, std::chrono::seconds{60},
            std::chrono::seconds{1800})
        .count();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(retry_backoff_tests, fixture)

CAF_TEST(who does as it is told waits twice as long each time and up to the longest) {
  auto now = start;
  for (const int expected : {60, 120, 240, 480, 960, 1800, 1800, 1800}) {
    CAF_CHECK_EQUAL(wait(now), expected);
    now += static_cast<std::uint32_t>(expected);
  }
}

CAF_TEST(who asks earlier than told has not to wait longer for that) {
  for (int i = 0; i < 1000; ++i)
    CAF_CHECK_EQUAL(wait(start), 60);
  CAF_CHECK_EQUAL(wait(start + 10), 70);
}

CAF_TEST(each source and each torrent has its own wait) {
  CAF_CHECK_EQUAL(wait(start), 60);
  CAF_CHECK_EQUAL(wait(start + 100), 160);
  CAF_CHECK_EQUAL(wait(start + 100, "203.0.113.8"), 60);
  CAF_CHECK_EQUAL(wait(start + 100, "203.0.113.7", 2), 60);
  CAF_CHECK_EQUAL(wait(start + 100, "2001:db8::1"), 60);
  CAF_CHECK_EQUAL(wait(start + 200, "2001:db8::2"), 160);
}

CAF_TEST(after twice the longest wait it begins anew) {
  CAF_CHECK_EQUAL(wait(start), 60);
  CAF_CHECK_EQUAL(wait(start + 3600), 1800);
  CAF_CHECK_EQUAL(wait(start + 3600 + 3601), 60);
}

CAF_TEST(a clock that is set back lets waits begin anew) {
  CAF_CHECK_EQUAL(wait(start), 60);
  CAF_CHECK_EQUAL(wait(start + 240), 300);
  CAF_CHECK_EQUAL(wait(start - 3600), 60);
}

CAF_TEST(a flood from more sources than the table holds makes nobody wait longer) {
  CAF_CHECK_EQUAL(wait(start), 60);
  for (std::uint32_t i = 0; i < 300'000; ++i) {
    const std::array<std::uint8_t, 4> bytes{
        20, static_cast<std::uint8_t>(i >> 16), static_cast<std::uint8_t>(i >> 8),
        static_cast<std::uint8_t>(i)};
    static_cast<void>(sut.wait(
        address::from_bytes(bytes), an_info_hash(1), timestamp{start + 1}, std::chrono::seconds{60},
        std::chrono::seconds{1800}));
  }
  CAF_CHECK_EQUAL(wait(start + 2), 60);
}

CAF_TEST_FIXTURE_SCOPE_END()
