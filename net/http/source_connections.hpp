// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/admission/source_hash.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace muster {

/// Counts the open connections of each source (an IPv4 address or an IPv6 /64) and of the network
/// around it (/24 or /48), and the bytes that wait in those of a source, so that none takes all
/// there are.
///
/// Tables of fixed size that all reactors share, without locks. Sources whose hashes meet in one
/// count as one, which for a few in ten thousand makes the limit somewhat tighter.
/// @threadsafe
class source_connections {
public:
  struct limits {
    std::uint32_t connections_of_source_max = 0;
    std::uint32_t connections_of_network_max = 0;
    std::uint32_t bytes_of_source_max = 0;
  };

  enum class verdict : std::uint8_t { counted, source_has_enough, network_has_enough };

  /// Where a source and its network are counted.
  struct place {
    std::uint16_t source = 0;
    std::uint16_t network = 0;
    /// Whether there is no limit for this source.
    bool exempt = false;
    /// Whether its connections are those of many clients, as a proxy's are.
    bool is_shared = false;
  };

  source_connections(const limits& max, const hash_key& key) : max_(max), hash_(key) {
    // nop
  }

  [[nodiscard]] place place_of(const address& source, bool exempt, bool is_shared = false) const {
    return {
        static_cast<std::uint16_t>(hash_.of_source(source)),
        static_cast<std::uint16_t>(hash_.of_network(source)), exempt, is_shared};
  }

  /// Counts another connection, unless its source or its network has enough.
  [[nodiscard]] verdict open(const place& x) noexcept {
    const auto of_source = sources_[x.source].fetch_add(1, relaxed);
    const auto of_network = networks_[x.network].fetch_add(1, relaxed);
    const auto result = x.exempt                                      ? verdict::counted
                        : of_source >= max_.connections_of_source_max ? verdict::source_has_enough
                        : of_network >= max_.connections_of_network_max
                            ? verdict::network_has_enough
                            : verdict::counted;
    if (result != verdict::counted)
      close(x);
    return result;
  }

  /// One that was counted has been closed.
  void close(const place& x) noexcept {
    sources_[x.source].fetch_sub(1, relaxed);
    networks_[x.network].fetch_sub(1, relaxed);
  }

  /// How many connections the network has.
  [[nodiscard]] std::uint32_t of_network(const place& x) const noexcept {
    return networks_[x.network].load(relaxed);
  }

  /// So many bytes more wait in connections of this source, or fewer if that is negative.
  void add_bytes(const place& x, std::int64_t bytes) noexcept {
    bytes_[x.source].fetch_add(bytes, relaxed);
  }

  /// Whether more bytes wait in connections of this source than may.
  [[nodiscard]] bool has_too_many_bytes(const place& x) const noexcept {
    return !x.exempt && bytes_[x.source].load(relaxed) > std::int64_t{max_.bytes_of_source_max};
  }

private:
  static constexpr auto relaxed = std::memory_order_relaxed;

  /// As many as a place has numbers, and more than there are connections by default. With three
  /// tables, a mebibyte.
  static constexpr std::size_t count_count = 65536;

  limits max_;
  source_hash hash_;
  std::array<std::atomic<std::uint32_t>, count_count> sources_{};
  std::array<std::atomic<std::uint32_t>, count_count> networks_{};
  std::array<std::atomic<std::int64_t>, count_count> bytes_{};
};

} // namespace muster
