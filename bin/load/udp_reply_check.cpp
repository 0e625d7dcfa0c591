// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/udp_reply_check.hpp"

#include "net/protocol/announce.hpp"
#include "net/protocol/udp_packet.hpp"

namespace muster::load {

namespace {

constexpr std::size_t connect_reply_bytes = 16;
constexpr std::size_t announce_head_bytes = 20;
constexpr std::size_t scrape_reply_bytes = udp_reply_head::bytes + 12;

/// Seconds. What is more is no interval but bytes in the wrong place.
constexpr std::uint32_t interval_max = 86'400;

std::uint64_t number_at(std::string_view packet, std::size_t offset, std::size_t size) noexcept {
  std::uint64_t result = 0;
  for (const char byte : packet.substr(offset, size))
    result = result << 8 | static_cast<std::uint8_t>(byte);
  return result;
}

std::uint32_t u32_at(std::string_view packet, std::size_t offset) noexcept {
  return static_cast<std::uint32_t>(number_at(packet, offset, 4));
}

/// What is wrong with a reply that should be about `expected` and have so many bytes at least.
fault fault_of(std::string_view packet, udp_action expected, std::size_t bytes_min) noexcept {
  const auto head = parse_udp_reply_head(packet);
  if (head && head->action == static_cast<std::uint32_t>(udp_action::error))
    return fault::failure_reason;
  const bool fits =
      head && head->action == static_cast<std::uint32_t>(expected) && packet.size() >= bytes_min;
  return fits ? fault::none : fault::packet;
}

/// The same for a reply that always has the same size.
fault fault_of_fixed(std::string_view packet, udp_action expected, std::size_t bytes) noexcept {
  const auto result = fault_of(packet, expected, bytes);
  return result == fault::none && packet.size() != bytes ? fault::packet : result;
}

} // namespace

std::optional<udp_reply_head> parse_udp_reply_head(std::string_view packet) noexcept {
  if (packet.size() < udp_reply_head::bytes)
    return std::nullopt;
  return udp_reply_head{u32_at(packet, 0), u32_at(packet, 4)};
}

std::optional<std::uint64_t> parse_udp_connect_reply(std::string_view packet) noexcept {
  if (fault_of(packet, udp_action::connect, connect_reply_bytes) != fault::none)
    return std::nullopt;
  return number_at(packet, udp_reply_head::bytes, 8);
}

checked_reply
check_udp_announce_reply(std::string_view packet, family family, std::uint32_t numwant) noexcept {
  checked_reply result{fault_of(packet, udp_action::announce, announce_head_bytes), 0, 0};
  if (result.fault != fault::none)
    return result;
  const auto interval = u32_at(packet, udp_reply_head::bytes);
  const auto stride = family == family::ipv4 ? compact_ipv4_bytes : compact_ipv6_bytes;
  const auto peers = packet.substr(announce_head_bytes);
  const auto count = static_cast<std::uint32_t>(peers.size() / stride);
  (family == family::ipv4 ? result.peers : result.peers6) = count;
  if (interval == 0 || interval > interval_max)
    result.fault = fault::interval;
  else if (peers.size() % stride != 0)
    result.fault = fault::peers;
  else if (count > numwant)
    result.fault = fault::numwant;
  return result;
}

checked_reply check_udp_connect_reply(std::string_view packet) noexcept {
  return {fault_of_fixed(packet, udp_action::connect, connect_reply_bytes), 0, 0};
}

checked_reply check_udp_scrape_reply(std::string_view packet) noexcept {
  return {fault_of_fixed(packet, udp_action::scrape, scrape_reply_bytes), 0, 0};
}

std::string_view udp_failure_reason_of(std::string_view packet) noexcept {
  const auto head = parse_udp_reply_head(packet);
  if (!head || head->action != static_cast<std::uint32_t>(udp_action::error))
    return {};
  return packet.substr(udp_reply_head::bytes);
}

} // namespace muster::load
