// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/identifier.hpp"
#include "net/protocol/udp_packet.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace muster::test {

/// Builds packets number by number, in network order. Nothing keeps a test from building wrong
/// ones.
class packet_builder {
public:
  template <class T>
  packet_builder& number(T x) {
    for (std::size_t shift = sizeof(T) * 8; shift != 0;)
      bytes_.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(x) >> (shift -= 8)));
    return *this;
  }

  packet_builder& text(std::string_view x) {
    bytes_.insert(bytes_.end(), x.begin(), x.end());
    return *this;
  }

  /// Replaces the number that begins at `offset`.
  template <class T>
  packet_builder& number_at(std::size_t offset, T x) {
    const auto number = packet_builder{}.number(x).bytes_;
    std::copy(number.begin(), number.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(offset));
    return *this;
  }

  packet_builder& cut_to(std::size_t size) {
    bytes_.resize(size);
    return *this;
  }

  [[nodiscard]] std::size_t size() const noexcept {
    return bytes_.size();
  }

  [[nodiscard]] const std::vector<std::uint8_t>& bytes() const noexcept {
    return bytes_;
  }

  operator udp_bytes() const noexcept {
    return bytes_;
  }

private:
  std::vector<std::uint8_t> bytes_;
};

inline packet_builder
a_udp_head(udp_action action, std::uint64_t connection_id, std::uint32_t transaction_id) {
  return packet_builder{}
      .number(connection_id)
      .number(static_cast<std::uint32_t>(action))
      .number(transaction_id);
}

inline packet_builder a_udp_connect(std::uint32_t transaction_id = 7) {
  return a_udp_head(udp_action::connect, udp_protocol_id, transaction_id);
}

/// Where a test may change an announce.
namespace udp_field {

inline constexpr std::size_t left = 64;
inline constexpr std::size_t event = 80;
inline constexpr std::size_t address = 84;
inline constexpr std::size_t key = 88;
inline constexpr std::size_t num_want = 92;
inline constexpr std::size_t port = 96;

} // namespace udp_field

/// An announce of 98 bytes: a leecher at port 6881 that wants as many peers as the tracker likes.
inline packet_builder
a_udp_announce(std::uint64_t connection_id = 0x0102030405060708, std::uint32_t transaction_id = 7) {
  return a_udp_head(udp_action::announce, connection_id, transaction_id)
      .text("AAAAAAAAAAAAAAAAAAAA")
      .text("-XX0001-bbbbbbbbbbbb")
      .number(std::uint64_t{500}) // downloaded
      .number(std::uint64_t{1000})
      .number(std::uint64_t{200}) // uploaded
      .number(std::uint32_t{0})
      .number(std::uint32_t{0})
      .number(std::uint32_t{0x12345678})
      .number(std::int32_t{-1})
      .number(std::uint16_t{6881});
}

/// A scrape without info_hashes yet.
inline packet_builder
a_udp_scrape(std::uint64_t connection_id = 0x0102030405060708, std::uint32_t transaction_id = 7) {
  return a_udp_head(udp_action::scrape, connection_id, transaction_id);
}

} // namespace muster::test
