// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/runtime/keyed_hash.hpp"

#include <sodium.h>

#include <cstring>
#include <stdexcept>

namespace muster {

static_assert(sizeof(hash_key) == crypto_shorthash_KEYBYTES);

hash_key random_hash_key() {
  if (::sodium_init() < 0)
    throw std::runtime_error{"libsodium does not start"};
  hash_key result;
  ::randombytes_buf(result.data(), result.size());
  return result;
}

std::uint64_t keyed_hash(const hash_key& key, std::span<const std::uint8_t> text) noexcept {
  std::array<std::uint8_t, crypto_shorthash_BYTES> digest;
  ::crypto_shorthash(digest.data(), text.data(), text.size(), key.data());
  std::uint64_t result = 0;
  std::memcpy(&result, digest.data(), sizeof(result));
  return result;
}

} // namespace muster
