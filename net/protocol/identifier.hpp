// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace muster {

/// Twenty opaque bytes that BitTorrent uses as a name. `Tag` keeps the kinds apart.
template <class Tag>
struct identifier {
  static constexpr std::size_t size = 20;

  std::array<std::uint8_t, size> bytes{};

  /// With a size that the compiler knows this is a few loads; the default of an array is a call.
  friend bool operator==(const identifier& a, const identifier& b) noexcept {
    return std::memcmp(a.bytes.data(), b.bytes.data(), size) == 0;
  }

  friend auto operator<=>(const identifier&, const identifier&) = default;

  /// The raw bytes, as they stand on the wire.
  [[nodiscard]] std::string_view view() const noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), size};
  }
};

/// Names a torrent (BEP 3). A version 2 hash is cut to 20 bytes by clients (BEP 52).
using info_hash = identifier<struct info_hash_tag>;

/// Names a client (BEP 3). Chosen by the client, so it proves nothing.
using peer_id = identifier<struct peer_id_tag>;

/// Hash function for tables whose info_hashes an operator chooses: takes eight bytes out of the
/// middle as they are, which serves as long as those are SHA-1s.
///
/// Not for tables that clients fill. They make up info_hashes that share these bytes, so that every
/// look-up goes through all of them.
struct info_hash_hasher {
  using is_avalanching = void;

  std::size_t operator()(const info_hash& x) const noexcept {
    std::size_t result;
    std::memcpy(&result, x.bytes.data() + 8, sizeof(result));
    return result;
  }
};

/// Returns 40 lower-case hexadecimal digits.
std::string to_hex(const info_hash& x);

/// Reads exactly 40 hexadecimal digits of either case.
/// @returns whether `text` was that; `out` is only written then.
bool parse_hex(std::string_view text, info_hash& out);

} // namespace muster
