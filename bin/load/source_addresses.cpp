// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/source_addresses.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace muster::load {

namespace {

/// Where the numbers of a network and of an address within it end, in bytes from the left.
struct number_places {
  std::size_t network;
  std::size_t host;
};

constexpr number_places places_of(family x) noexcept {
  return x == family::ipv4 ? number_places{3, 4} : number_places{6, 8};
}

/// Adds to the big-endian number that ends before byte `end`.
void add(std::span<std::uint8_t> bytes, std::size_t end, std::uint64_t x) noexcept {
  while (end != 0 && x != 0) {
    x += bytes[--end];
    bytes[end] = static_cast<std::uint8_t>(x);
    x >>= 8;
  }
}

bool is_ipv4_loopback(const address& x) noexcept {
  return x.family() == family::ipv4 && x.head() >> 24 == 127;
}

/// 127.1.2.3 for a server at 127.1.x.y and 127.1.0.1 for the first client of it.
address first_beside(const address& server) {
  const auto ip = server.bytes();
  const std::array<std::uint8_t, 4> bytes{ip[0], ip[1], 0, 1};
  return address::from_bytes(bytes);
}

} // namespace

std::optional<std::string>
source_addresses::find_error(const source_settings& x, std::uint32_t count, const address& server) {
  if (x.first && x.first->family() != server.family())
    return "--source: not of the server's family";
  if (!x.first && !is_ipv4_loopback(server) && (count > 1 || x.networks > 1))
    return "--sources: only a server on 127.0.0.0/8 can be reached from many addresses, or tell "
           "the first with --source";
  if (x.networks > std::max(count, 1u))
    return "--networks: more than --sources";
  if (x.networks != 0 && count > std::uint64_t{x.networks} * hosts_per_network)
    return "--networks: a network has no more than 254 addresses";
  return std::nullopt;
}

source_addresses::source_addresses(
    const source_settings& x, std::uint32_t count, const address& server)
    : first_(x.first), networks_(x.networks) {
  if (!first_ && count > 1)
    first_ = first_beside(server);
}

std::optional<address> source_addresses::at(std::uint32_t number) const {
  if (!first_)
    return std::nullopt;
  std::array<std::uint8_t, 16> bytes{};
  const auto first = first_->bytes();
  const std::span<std::uint8_t> ip{bytes.data(), first.size()};
  std::copy(first.begin(), first.end(), ip.begin());
  const auto places = places_of(first_->family());
  add(ip, places.host, networks_ == 0 ? number : number / networks_);
  add(ip, places.network, networks_ == 0 ? 0 : number % networks_);
  return address::from_bytes(ip);
}

} // namespace muster::load
