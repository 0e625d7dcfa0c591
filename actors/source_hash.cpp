// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/source_hash.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace muster {

static_assert(sizeof(source_hash::key) == crypto_shorthash_KEYBYTES);

source_hash::key source_hash::random_key() {
  if (::sodium_init() < 0)
    throw std::runtime_error{"libsodium does not start"};
  key result;
  ::randombytes_buf(result.data(), result.size());
  return result;
}

std::uint64_t source_hash::of_source(const address& x, std::uint8_t salt) const {
  return hash(x.bytes().first(x.family() == family::ipv4 ? 4 : 8), salt);
}

std::uint64_t source_hash::of_network(const address& x, std::uint8_t salt) const {
  return hash(x.bytes().first(x.family() == family::ipv4 ? 3 : 6), salt);
}

std::uint64_t source_hash::hash(std::span<const std::uint8_t> prefix, std::uint8_t salt) const {
  // Prefixes differ in length, and SipHash takes the length in.
  std::array<std::uint8_t, 9> text{salt};
  std::copy(prefix.begin(), prefix.end(), text.begin() + 1);
  std::array<std::uint8_t, crypto_shorthash_BYTES> digest;
  ::crypto_shorthash(digest.data(), text.data(), 1 + prefix.size(), key_.data());
  std::uint64_t result = 0;
  std::memcpy(&result, digest.data(), sizeof(result));
  return result;
}

} // namespace muster
