// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/secret_key.hpp"

#include "storage/secret_file.hpp"

#include <sodium.h>

#include <tuple>

namespace muster {

namespace {

/// Sets the keys apart from what else may be derived from the same bytes.
constexpr char context[crypto_kdf_CONTEXTBYTES + 1] = "muster-1";

} // namespace

static_assert(
    std::tuple_size_v<secret_key::bytes> == crypto_kdf_KEYBYTES
    && secret_digits == 2 * crypto_kdf_KEYBYTES);

storage_result<secret_key> secret_key::load(const std::string& path) {
  const auto loaded = load_secret_file(path, "the secret key of the tracker");
  if (const auto* error = std::get_if<storage_error>(&loaded))
    return *error;
  const auto& digits = std::get<std::string>(loaded);
  bytes result{};
  ::sodium_hex2bin(
      result.data(), result.size(), digits.data(), digits.size(), nullptr, nullptr, nullptr);
  return secret_key{result};
}

std::optional<storage_error> secret_key::keep(const std::string& path) const {
  std::array<char, secret_digits + 1> digits{};
  ::sodium_bin2hex(digits.data(), digits.size(), bytes_.data(), bytes_.size());
  return keep_secret_file(path, digits.data());
}

secret_key::bytes secret_key::derive(key_use use) const noexcept {
  bytes result{};
  ::crypto_kdf_derive_from_key(
      result.data(), result.size(), static_cast<std::uint64_t>(use), context, bytes_.data());
  return result;
}

} // namespace muster
