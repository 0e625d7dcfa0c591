// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE completed_downloads_test

#include "actors/peers/completed_downloads.hpp"
#include "tests/support/announces.hpp"

#include <caf/test/unit_test.hpp>

namespace {

using namespace muster;
using test::a_peer_id;
using test::an_info_hash;

peer_id numbered(std::uint32_t number) {
  peer_id result;
  for (std::size_t i = 0; i < 4; ++i)
    result.bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
  return result;
}

struct fixture {
  completed_downloads downloads{hash_key{7}};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(completed_downloads_tests, fixture)

CAF_TEST(a download is new once for each client and torrent) {
  CAF_CHECK(downloads.note(an_info_hash(1), a_peer_id(1)));
  CAF_CHECK(!downloads.note(an_info_hash(1), a_peer_id(1)));
  CAF_CHECK(downloads.note(an_info_hash(1), a_peer_id(2)));
  CAF_CHECK(downloads.note(an_info_hash(2), a_peer_id(1)));
  CAF_CHECK(!downloads.note(an_info_hash(2), a_peer_id(1)));
}

CAF_TEST(a quarter of the downloads that there is room for is hardly ever forgotten) {
  constexpr auto count = completed_downloads::capacity / 4;
  for (std::uint32_t i = 0; i < count; ++i)
    downloads.note(an_info_hash(1), numbered(i));
  std::size_t forgotten = 0;
  for (std::uint32_t i = 0; i < count; ++i)
    forgotten += downloads.note(an_info_hash(1), numbered(i)) ? 1U : 0U;
  CAF_CHECK_LESS(forgotten, count / 50);
}

CAF_TEST(the newest downloads take the place of the oldest) {
  constexpr auto count = 16 * completed_downloads::capacity;
  for (std::uint32_t i = 0; i < count; ++i)
    downloads.note(an_info_hash(1), numbered(i));
  CAF_CHECK(!downloads.note(an_info_hash(1), numbered(count - 1)));
  CAF_CHECK(downloads.note(an_info_hash(1), numbered(0)));
}

CAF_TEST(who does not know the key cannot tell which downloads share a place) {
  completed_downloads other{hash_key{8}};
  other.note(an_info_hash(1), a_peer_id(1));
  CAF_CHECK(downloads.note(an_info_hash(1), a_peer_id(1)));
}

CAF_TEST(a swarm without a memory of downloads takes each for new) {
  const swarm_downloads none;
  CAF_CHECK(none.note(a_peer_id(1)));
  CAF_CHECK(none.note(a_peer_id(1)));
}

CAF_TEST_FIXTURE_SCOPE_END()
