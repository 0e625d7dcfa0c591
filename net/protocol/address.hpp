// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace muster {

/// The two kinds of addresses a peer can have. Used as an index.
enum class family : std::uint8_t { ipv4, ipv6 };

inline constexpr std::size_t family_count = 2;

/// The index of a family.
[[nodiscard]] constexpr std::size_t index_of(family x) noexcept {
  return static_cast<std::size_t>(x);
}

/// An IPv4 or IPv6 address in canonical form: an IPv4 address that arrives mapped into IPv6
/// (`::ffff:a.b.c.d`) is stored as IPv4, so that a peer has one address and not two.
class address {
public:
  /// The unspecified IPv4 address.
  address() = default;

  /// @param bytes 4 or 16 bytes in network order; anything else is a programming error.
  static address from_bytes(std::span<const std::uint8_t> bytes);

  /// Reads a literal address, without brackets, port or scope.
  static std::optional<address> parse(std::string_view text);

  [[nodiscard]] muster::family family() const noexcept {
    return family_;
  }

  /// 4 or 16 bytes in network order.
  [[nodiscard]] std::span<const std::uint8_t> bytes() const noexcept {
    return {bytes_.data(), family_ == family::ipv4 ? std::size_t{4} : std::size_t{16}};
  }

  /// The first four bytes as one number, e.g. 0x7f000001 for 127.0.0.1.
  [[nodiscard]] std::uint32_t head() const noexcept;

  friend auto operator<=>(const address&, const address&) = default;

private:
  muster::family family_ = family::ipv4;
  std::array<std::uint8_t, 16> bytes_{};
};

/// Says whether only hosts of the same site can reach `x`: loopback, RFC 1918, RFC 6598 (carrier
/// NAT), link-local and unique local addresses. Peers there are shown to such requesters only.
bool is_private(const address& x) noexcept;

/// Says whether `x` is an IPv6 link-local address, which means nothing without its scope.
bool is_scoped(const address& x) noexcept;

/// What counts as one source of requests: an IPv4 address or, because a single host of IPv6 has all
/// of that, a /64, of which this is the first address.
address source_of(const address& x) noexcept;

std::string to_string(const address& x);

/// Where a peer or a listener can be reached.
struct endpoint {
  muster::address address;
  std::uint16_t port = 0;

  friend auto operator<=>(const endpoint&, const endpoint&) = default;
};

/// Returns `1.2.3.4:80` or `[::1]:80`.
std::string to_string(const endpoint& x);

/// Reads `1.2.3.4:80` or `[::1]:80`; the port may be 0 (any free port).
std::optional<endpoint> parse_endpoint(std::string_view text);

/// All addresses that share a prefix, written `10.0.0.0/8`; a bare address means that one alone.
class address_range {
public:
  static std::optional<address_range> parse(std::string_view text);

  [[nodiscard]] bool contains(const address& x) const noexcept;

  friend bool operator==(const address_range&, const address_range&) = default;

  /// Returns `10.0.0.0/8`.
  friend std::string to_string(const address_range& x);

private:
  address prefix_;
  std::uint8_t bits_ = 0;
};

/// Says whether one of `ranges` contains `x`.
bool contains(std::span<const address_range> ranges, const address& x) noexcept;

} // namespace muster
