// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE keyed_hash_test

#include "actors/runtime/keyed_hash.hpp"
#include "net/protocol/identifier.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <numeric>
#include <set>
#include <vector>

namespace {

using namespace muster;

/// Hashes of info_hashes that have all in common but four bytes.
std::vector<std::uint64_t> hashes_of_many(const hash_key& key, std::size_t first_byte) {
  std::vector<std::uint64_t> result;
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    info_hash x;
    std::memcpy(x.bytes.data() + first_byte, &i, sizeof(i));
    result.push_back(keyed_hash(key, x.bytes));
  }
  return result;
}

/// How many of these hashes share their eight highest, or lowest, bits with the most others.
std::size_t most_crowded(const std::vector<std::uint64_t>& hashes, int shift) {
  std::vector<std::size_t> counts(256);
  for (const auto x : hashes)
    ++counts[x >> shift & 0xff];
  return *std::max_element(counts.begin(), counts.end());
}

} // namespace

CAF_TEST(a hash is that of the authors of SipHash) {
  hash_key key;
  std::iota(key.begin(), key.end(), std::uint8_t{0});
  std::vector<std::uint8_t> text(15);
  std::iota(text.begin(), text.end(), std::uint8_t{0});
  CAF_CHECK_EQUAL(keyed_hash(key, text), 0xa129ca6149be45e5U);
}

CAF_TEST(an equal text has an equal hash and another key gives another one) {
  const info_hash x{{1, 2, 3}};
  const auto equal = x;
  CAF_CHECK_EQUAL(keyed_hash(hash_key{1}, x.bytes), keyed_hash(hash_key{1}, equal.bytes));
  CAF_CHECK_NOT_EQUAL(keyed_hash(hash_key{1}, x.bytes), keyed_hash(hash_key{2}, x.bytes));
}

CAF_TEST(every byte of an info_hash counts) {
  std::set<std::uint64_t> hashes{keyed_hash(hash_key{1}, info_hash{}.bytes)};
  for (std::size_t i = 0; i < info_hash::size; ++i) {
    info_hash x;
    x.bytes[i] = 1;
    hashes.insert(keyed_hash(hash_key{1}, x.bytes));
  }
  CAF_CHECK_EQUAL(hashes.size(), info_hash::size + 1);
}

CAF_TEST(info_hashes that share sixteen bytes are spread evenly) {
  for (const std::size_t first_byte : {std::size_t{2}, std::size_t{8}, std::size_t{16}}) {
    const auto hashes = hashes_of_many(hash_key{1}, first_byte);
    CAF_CHECK_EQUAL((std::set<std::uint64_t>{hashes.begin(), hashes.end()}.size()), hashes.size());
    CAF_CHECK_LESS(most_crowded(hashes, 56), 140u); // 78 on average
    CAF_CHECK_LESS(most_crowded(hashes, 0), 140u);
  }
}

CAF_TEST(a random key is never the same) {
  CAF_CHECK(random_hash_key() != random_hash_key());
}
