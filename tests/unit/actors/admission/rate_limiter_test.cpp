// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE rate_limiter_test

#include "actors/admission/rate_limiter.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace {

using namespace muster;

constexpr timestamp start{1'000'000};

limit_settings some_limits() {
  limit_settings result;
  result.announces_per_second = 2;
  result.new_swarms_per_second = 1;
  result.scrapes_per_second = 0;
  result.burst_seconds = 5;
  result.announces_burst = 0;
  result.new_swarms_burst = 0;
  result.network_factor = 3;
  return result;
}

struct fixture {
  limit_settings settings = some_limits();
  rate_limiter sut{settings, hash_key{7}};

  /// How many of `tries` are admitted at a time.
  int admitted(
      int tries, std::string_view source, timestamp now, limited what = limited::announce) {
    int result = 0;
    for (int i = 0; i < tries; ++i)
      result += sut.admits(what, *address::parse(source), now) ? 1 : 0;
    return result;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(rate_limiter_tests, fixture)

CAF_TEST(so many seconds worth of requests may come at once and not one more) {
  CAF_CHECK_EQUAL(admitted(10, "203.0.113.7", start), 10);
  CAF_CHECK_EQUAL(admitted(1, "203.0.113.7", start), 0);
}

CAF_TEST(announces and new swarms may have longer bursts and the rest may not ) {
  settings.announces_burst = 100;
  settings.new_swarms_burst = 200;
  settings.errors_per_second = 1;
  rate_limiter patient{settings, hash_key{7}};
  const auto admits = [&](limited what, int tries) {
    int result = 0;
    for (int i = 0; i < tries; ++i)
      result += patient.admits(what, *address::parse("203.0.113.7"), start) ? 1 : 0;
    return result;
  };
  CAF_CHECK_EQUAL(admits(limited::announce, 1000), 100);
  CAF_CHECK_EQUAL(admits(limited::new_swarm, 1000), 200);
  CAF_CHECK_EQUAL(admits(limited::error, 1000), 5);
}

CAF_TEST(a burst that is cut turns those away who had most) {
  settings.new_swarms_burst = 100;
  rate_limiter patient{settings, hash_key{7}};
  const auto admits = [&](std::string_view source, int tries, std::uint32_t percent) {
    int result = 0;
    for (int i = 0; i < tries; ++i)
      result += patient.admits(limited::new_swarm, *address::parse(source), start, percent) ? 1 : 0;
    return result;
  };
  CAF_CHECK_EQUAL(admits("203.0.113.7", 60, 100), 60);
  CAF_CHECK_EQUAL(admits("203.0.113.7", 60, 50), 0);
  CAF_CHECK_EQUAL(admits("198.51.100.7", 60, 50), 50);
  CAF_CHECK_EQUAL(admits("192.0.2.7", 60, 0), 5);
  CAF_CHECK_EQUAL(admits("203.0.113.7", 60, 100), 40);
}

CAF_TEST(a source gets its rate back second by second) {
  CAF_CHECK_EQUAL(admitted(20, "203.0.113.7", start), 10);
  CAF_CHECK_EQUAL(admitted(20, "203.0.113.7", start + timestamp{1}), 2);
  CAF_CHECK_EQUAL(admitted(20, "203.0.113.7", start + timestamp{4}), 6);
  CAF_CHECK_EQUAL(admitted(20, "203.0.113.7", start + timestamp{1000}), 10);
}

CAF_TEST(who is refused is not held to it any longer for having asked) {
  CAF_CHECK_EQUAL(admitted(1000, "203.0.113.7", start), 10);
  CAF_CHECK_EQUAL(admitted(2, "203.0.113.7", start + timestamp{1}), 2);
}

CAF_TEST(sources of one network have what so many of them may do) {
  for (int i = 1; i <= 3; ++i)
    CAF_CHECK_EQUAL(admitted(20, "203.0.113." + std::to_string(i), start), 10);
  CAF_CHECK_EQUAL(admitted(20, "203.0.113.4", start), 0);
  CAF_CHECK_EQUAL(admitted(20, "203.0.114.4", start), 10);
}

CAF_TEST(hosts of a 64 of IPv6 are one source and a 48 is a network) {
  CAF_CHECK_EQUAL(admitted(10, "2001:db8:0:1::1", start), 10);
  CAF_CHECK_EQUAL(admitted(10, "2001:db8:0:1::2", start), 0);
  CAF_CHECK_EQUAL(admitted(10, "2001:db8:0:2::1", start), 10);
  CAF_CHECK_EQUAL(admitted(10, "2001:db8:0:3::1", start), 10);
  CAF_CHECK_EQUAL(admitted(10, "2001:db8:0:4::1", start), 0);
  CAF_CHECK_EQUAL(admitted(10, "2001:db8:1:1::1", start), 10);
}

CAF_TEST(one kind of request does not count for another) {
  CAF_CHECK_EQUAL(admitted(10, "203.0.113.7", start), 10);
  CAF_CHECK_EQUAL(admitted(10, "203.0.113.7", start, limited::new_swarm), 5);
}

CAF_TEST(a rate of zero is no limit) {
  CAF_CHECK_EQUAL(admitted(100'000, "203.0.113.7", start, limited::scrape), 100'000);
}

CAF_TEST(loopback and private sources are left alone unless told otherwise) {
  for (const auto* source : {"127.0.0.1", "::1", "10.1.2.3", "192.168.1.1", "fd00::1"})
    CAF_CHECK_EQUAL(admitted(1000, source, start), 1000);
  settings.private_sources = true;
  rate_limiter strict{settings, hash_key{7}};
  CAF_CHECK(sut.exempts(*address::parse("127.0.0.1")));
  CAF_CHECK(!strict.exempts(*address::parse("127.0.0.1")));
  for (int i = 0; i < 10; ++i)
    CAF_CHECK(strict.admits(limited::announce, *address::parse("127.0.0.1"), start));
  CAF_CHECK(!strict.admits(limited::announce, *address::parse("127.0.0.1"), start));
}

CAF_TEST(a clock that is set back lets limits begin anew) {
  CAF_CHECK_EQUAL(admitted(20, "203.0.113.7", start), 10);
  CAF_CHECK_EQUAL(admitted(20, "203.0.113.7", start - timestamp{3600}), 10);
  CAF_CHECK_EQUAL(admitted(20, "203.0.113.7", start - timestamp{3600}), 0);
}

CAF_TEST(a flood from more sources than the table holds shuts nobody out) {
  for (std::uint32_t i = 0; i < 300'000; ++i) {
    const std::array<std::uint8_t, 4> bytes{
        20, static_cast<std::uint8_t>(i >> 16), static_cast<std::uint8_t>(i >> 8),
        static_cast<std::uint8_t>(i)};
    static_cast<void>(sut.admits(limited::announce, address::from_bytes(bytes), start));
  }
  CAF_CHECK_EQUAL(admitted(10, "203.0.113.7", start), 10);
}

CAF_TEST(a source that is held back stays so while others come and go) {
  CAF_CHECK_EQUAL(admitted(20, "203.0.113.7", start), 10);
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    const std::array<std::uint8_t, 4> bytes{
        21, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i), 1};
    static_cast<void>(sut.admits(limited::announce, address::from_bytes(bytes), start));
  }
  CAF_CHECK_EQUAL(admitted(10, "203.0.113.7", start), 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
