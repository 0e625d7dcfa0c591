// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/protocol/address.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>

namespace muster {

namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

constexpr bool has_prefix(std::uint32_t head, std::uint32_t prefix, unsigned bits) {
  return (head ^ prefix) >> (32 - bits) == 0;
}

bool is_ipv6_loopback(const address& x) noexcept {
  const auto bytes = x.bytes();
  return bytes.back() == 1
         && std::all_of(bytes.begin(), bytes.end() - 1, [](auto byte) { return byte == 0; });
}

/// Reads a decimal number that fills all of `text`.
template <class T>
std::optional<T> parse_number(std::string_view text) {
  T value{};
  const auto* end = text.data() + text.size();
  const auto [rest, errc] = std::from_chars(text.data(), end, value);
  if (errc != std::errc{} || rest != end)
    return std::nullopt;
  return value;
}

} // namespace

address address::from_bytes(std::span<const std::uint8_t> bytes) {
  address result;
  if (bytes.size() == 16 && std::equal(mapped_prefix.begin(), mapped_prefix.end(), bytes.begin()))
    bytes = bytes.last<4>();
  result.family_ = bytes.size() == 4 ? family::ipv4 : family::ipv6;
  std::copy(bytes.begin(), bytes.end(), result.bytes_.begin());
  return result;
}

std::optional<address> address::parse(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> literal{};
  // inet_pton() reads up to a zero byte; what follows one must not be overlooked.
  if (text.size() >= literal.size() || text.find('\0') != std::string_view::npos)
    return std::nullopt;
  std::copy(text.begin(), text.end(), literal.begin());
  std::array<std::uint8_t, 16> bytes{};
  if (::inet_pton(AF_INET, literal.data(), bytes.data()) == 1)
    return from_bytes(std::span{bytes}.first<4>());
  if (::inet_pton(AF_INET6, literal.data(), bytes.data()) == 1)
    return from_bytes(bytes);
  return std::nullopt;
}

std::uint32_t address::head() const noexcept {
  return std::uint32_t{bytes_[0]} << 24 | std::uint32_t{bytes_[1]} << 16
         | std::uint32_t{bytes_[2]} << 8 | std::uint32_t{bytes_[3]};
}

bool is_private(const address& x) noexcept {
  const auto head = x.head();
  if (x.family() == family::ipv4)
    return has_prefix(head, 0x0a000000, 8)      // 10.0.0.0/8, RFC 1918
           || has_prefix(head, 0x7f000000, 8)   // 127.0.0.0/8
           || has_prefix(head, 0xc0a80000, 16)  // 192.168.0.0/16, RFC 1918
           || has_prefix(head, 0xac100000, 12)  // 172.16.0.0/12, RFC 1918
           || has_prefix(head, 0xa9fe0000, 16)  // 169.254.0.0/16, link-local
           || has_prefix(head, 0x64400000, 10); // 100.64.0.0/10, RFC 6598
  return has_prefix(head, 0xfc000000, 7)        // fc00::/7, RFC 4193
         || is_scoped(x) || is_ipv6_loopback(x);
}

bool is_scoped(const address& x) noexcept {
  return x.family() == family::ipv6 && has_prefix(x.head(), 0xfe800000, 10);
}

address source_of(const address& x) noexcept {
  if (x.family() == family::ipv4)
    return x;
  std::array<std::uint8_t, 16> bytes{};
  std::ranges::copy(x.bytes().first(8), bytes.begin());
  return address::from_bytes(bytes);
}

std::string to_string(const address& x) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int kind = x.family() == family::ipv4 ? AF_INET : AF_INET6;
  return ::inet_ntop(kind, x.bytes().data(), text.data(), text.size());
}

std::string to_string(const endpoint& x) {
  const auto host = to_string(x.address);
  const auto port = std::to_string(x.port);
  return x.address.family() == family::ipv4 ? host + ':' + port : '[' + host + "]:" + port;
}

std::optional<endpoint> parse_endpoint(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos)
    return std::nullopt;
  auto host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed)
    host = host.substr(1, host.size() - 2);
  const bool has_colons = host.find(':') != std::string_view::npos;
  const auto address = address::parse(host);
  const auto port = parse_number<std::uint16_t>(text.substr(colon + 1));
  if (!address || !port || bracketed != has_colons)
    return std::nullopt;
  return endpoint{*address, *port};
}

std::optional<address_range> address_range::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto prefix = address::parse(text.substr(0, slash));
  if (!prefix)
    return std::nullopt;
  const auto bits_max = static_cast<std::uint8_t>(8 * prefix->bytes().size());
  address_range result;
  result.prefix_ = *prefix;
  result.bits_ = bits_max;
  if (slash == std::string_view::npos)
    return result;
  const auto bits = parse_number<std::uint8_t>(text.substr(slash + 1));
  if (!bits || *bits > bits_max)
    return std::nullopt;
  result.bits_ = *bits;
  return result;
}

std::string to_string(const address_range& x) {
  return to_string(x.prefix_) + '/' + std::to_string(x.bits_);
}

bool address_range::contains(const address& x) const noexcept {
  if (x.family() != prefix_.family())
    return false;
  const auto theirs = x.bytes();
  const auto ours = prefix_.bytes();
  const std::size_t whole = bits_ / 8;
  if (!std::equal(ours.begin(), ours.begin() + static_cast<std::ptrdiff_t>(whole), theirs.begin()))
    return false;
  const unsigned rest = bits_ % 8;
  return rest == 0 || (ours[whole] ^ theirs[whole]) >> (8 - rest) == 0;
}

bool contains(std::span<const address_range> ranges, const address& x) noexcept {
  return std::any_of(ranges.begin(), ranges.end(), [&](const auto& r) { return r.contains(x); });
}

} // namespace muster
