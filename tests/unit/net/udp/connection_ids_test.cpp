// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE connection_ids_test

#include "net/udp/connection_ids.hpp"
#include "tests/support/announces.hpp"

#include <caf/test/unit_test.hpp>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace {

using namespace muster;
using test::an_address;

connection_ids::secret a_secret(std::uint8_t fill) {
  connection_ids::secret result;
  result.fill(fill);
  return result;
}

/// Noon of some day.
constexpr timestamp now{20'000 * 86'400 + 43'200};

struct fixture {
  connection_ids sut{a_secret(1)};
  address client = an_address("203.0.113.1");

  /// What is to be in an id, made with the key of some day.
  [[nodiscard]] std::uint32_t hash_with_key_of(std::uint32_t day, timestamp time) const {
    std::array<std::uint8_t, crypto_shorthash_KEYBYTES> key;
    ::crypto_kdf_derive_from_key(key.data(), key.size(), day, "udp-conn", a_secret(1).data());
    std::array<std::uint8_t, 8> text;
    const auto seconds = time.count();
    std::memcpy(text.data(), &seconds, 4);
    std::copy_n(client.bytes().begin(), 4, text.begin() + 4);
    std::array<std::uint8_t, crypto_shorthash_BYTES> digest;
    ::crypto_shorthash(digest.data(), text.data(), text.size(), key.data());
    std::uint32_t result = 0;
    std::memcpy(&result, digest.data(), sizeof(result));
    return result;
  }

  bool is_valid(std::uint64_t id, const address& from, timestamp at) {
    return sut.check(id, from, at) == id_state::valid;
  }

  [[nodiscard]] id_state state_after(std::int64_t seconds) {
    const auto id = sut.issue(client, now);
    return sut.check(id, client, timestamp{static_cast<std::uint32_t>(now.count() + seconds)});
  }

  [[nodiscard]] bool is_valid_after(std::int64_t seconds) {
    return state_after(seconds) == id_state::valid;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(connection_ids_tests, fixture)

CAF_TEST(an id is valid for two minutes and what clocks may differ) {
  CAF_CHECK(is_valid_after(0));
  CAF_CHECK(is_valid_after(120));
  CAF_CHECK(is_valid_after(130));
  CAF_CHECK(!is_valid_after(131));
  CAF_CHECK(!is_valid_after(86'400));
}

CAF_TEST(an id that is no longer valid is recognised for six hours) {
  constexpr auto last = 120 + 6 * 3600;
  CAF_CHECK(state_after(130) == id_state::valid);
  CAF_CHECK(state_after(131) == id_state::expired);
  CAF_CHECK(state_after(last) == id_state::expired);
  CAF_CHECK(state_after(last + 1) == id_state::unknown);
  CAF_CHECK(state_after(-11) == id_state::unknown);
}

CAF_TEST(an old id of somebody else or of nobody is not recognised) {
  const auto id = sut.issue(client, now);
  const auto later = now + timestamp{3600};
  CAF_CHECK(sut.check(id, client, later) == id_state::expired);
  CAF_CHECK(sut.check(id, an_address("203.0.113.2"), later) == id_state::unknown);
  for (int bit = 0; bit < 64; ++bit)
    CAF_CHECK(sut.check(id ^ std::uint64_t{1} << bit, client, later) == id_state::unknown);
}

CAF_TEST(an old id is recognised across midnight) {
  const timestamp midnight{20'001 * 86'400};
  const auto id = sut.issue(client, midnight - timestamp{3600});
  static_cast<void>(sut.issue(client, midnight));
  CAF_CHECK(sut.check(id, client, midnight + timestamp{3600}) == id_state::expired);
}

CAF_TEST(an id from the future is valid only as far as clocks may differ) {
  CAF_CHECK(is_valid_after(-10));
  CAF_CHECK(!is_valid_after(-11));
}

CAF_TEST(an id is valid for the address that it was issued to) {
  const auto id = sut.issue(client, now);
  CAF_CHECK(!is_valid(id, an_address("203.0.113.2"), now));
  const auto ipv6 = an_address("2001:db8::1");
  CAF_CHECK(is_valid(sut.issue(ipv6, now), ipv6, now));
  CAF_CHECK(!is_valid(sut.issue(ipv6, now), an_address("2001:db8::2"), now));
  CAF_CHECK(!is_valid(sut.issue(ipv6, now), client, now));
}

CAF_TEST(an address that arrives mapped into the other family is the same) {
  CAF_CHECK(is_valid(sut.issue(an_address("::ffff:203.0.113.1"), now), client, now));
}

CAF_TEST(no bit of an id can be altered) {
  const auto id = sut.issue(client, now);
  for (int bit = 0; bit < 64; ++bit)
    CAF_CHECK(!is_valid(id ^ std::uint64_t{1} << bit, client, now));
}

CAF_TEST(ids of another secret are not valid) {
  connection_ids other{a_secret(2)};
  CAF_CHECK(!is_valid(other.issue(client, now), client, now));
  connection_ids same{a_secret(1)};
  CAF_CHECK(is_valid(same.issue(client, now), client, now));
}

CAF_TEST(an id lives on across midnight when the key changes) {
  const timestamp midnight{20'001 * 86'400};
  const auto before = sut.issue(client, midnight - timestamp{60});
  CAF_CHECK(is_valid(sut.issue(client, midnight), client, midnight));
  CAF_CHECK(is_valid(before, client, midnight + timestamp{60}));
  CAF_CHECK(!is_valid(before, client, midnight + timestamp{71}));
}

CAF_TEST(each day has another key) {
  for (std::uint32_t day = 20'000; day < 20'100; ++day) {
    const timestamp noon{day * 86'400 + 43'200};
    const auto hash = static_cast<std::uint32_t>(sut.issue(client, noon));
    CAF_CHECK_EQUAL(hash, hash_with_key_of(day, noon));
    CAF_CHECK_NOT_EQUAL(hash, hash_with_key_of(day - 1, noon));
  }
}

CAF_TEST(neither the magic number nor zero is an id) {
  for (const std::uint64_t id : {std::uint64_t{0}, std::uint64_t{0x41727101980}})
    CAF_CHECK(!is_valid(id, client, now));
}

CAF_TEST_FIXTURE_SCOPE_END()
