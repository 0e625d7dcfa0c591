// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/udp/connection_ids.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>

namespace muster {

namespace {

constexpr std::uint32_t day_seconds = 86400;

/// Sets the keys apart from what else may be derived from a secret.
constexpr char context[crypto_kdf_CONTEXTBYTES + 1] = "udp-conn";

} // namespace

static_assert(
    connection_ids::lifetime + connection_ids::memory + connection_ids::skew
    < std::chrono::hours{24});
static_assert(
    sizeof(connection_ids::secret) == crypto_kdf_KEYBYTES
    && crypto_kdf_BYTES_MIN <= crypto_shorthash_KEYBYTES);

std::uint64_t connection_ids::issue(const address& to, timestamp now) {
  return std::uint64_t{now.count()} << 32 | hash(now.count(), to);
}

id_state connection_ids::check(std::uint64_t id, const address& from, timestamp now) {
  const auto time = static_cast<std::uint32_t>(id >> 32);
  const auto age = std::chrono::seconds{std::int64_t{now.count()} - std::int64_t{time}};
  if (age < -skew || age > lifetime + memory)
    return id_state::unknown;
  const auto said = static_cast<std::uint32_t>(id);
  const auto expected = hash(time, from);
  if (::sodium_memcmp(&said, &expected, sizeof(said)) != 0)
    return id_state::unknown;
  return age > lifetime + skew ? id_state::expired : id_state::valid;
}

const connection_ids::daily_key& connection_ids::key_of(std::uint32_t day) {
  // Of what is recognised, no two days share a place. Day 0 is the first of 1970, so that a key of
  // zeros is never taken for one.
  auto& key = keys_[day % keys_.size()];
  if (key.day != day) {
    key.day = day;
    ::crypto_kdf_derive_from_key(key.bytes.data(), key.bytes.size(), day, context, secret_.data());
  }
  return key;
}

std::uint32_t connection_ids::hash(std::uint32_t time, const address& of) {
  std::array<std::uint8_t, sizeof(time) + 16> text{};
  std::memcpy(text.data(), &time, sizeof(time));
  const auto bytes = of.bytes();
  std::copy(bytes.begin(), bytes.end(), text.begin() + sizeof(time));
  std::array<std::uint8_t, crypto_shorthash_BYTES> digest;
  ::crypto_shorthash(
      digest.data(), text.data(), sizeof(time) + bytes.size(),
      key_of(time / day_seconds).bytes.data());
  std::uint32_t result = 0;
  std::memcpy(&result, digest.data(), sizeof(result));
  return result;
}

} // namespace muster
