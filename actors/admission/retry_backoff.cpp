// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/admission/retry_backoff.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace muster {

retry_backoff::retry_backoff(const hash_key& key) : key_(key) {
  // nop
}

std::chrono::seconds retry_backoff::wait(
    const address& source, const info_hash& torrent, timestamp now, std::chrono::seconds shortest,
    std::chrono::seconds longest) noexcept {
  const std::uint32_t present = now.count();
  auto& slot = times_.of(owner_of(source, torrent));
  const auto known = slot.number.load(std::memory_order_relaxed);
  const auto last = static_cast<std::uint32_t>(known >> 32);
  const auto since = static_cast<std::uint32_t>(known);
  // Nobody waits longer than twice the longest, jitter included: who comes later is somebody else.
  const bool goes_on = last <= present && present - last <= 2 * longest.count();
  const auto begin = goes_on ? since : present;
  slot.number.store(std::uint64_t{present} << 32 | begin, std::memory_order_relaxed);
  return std::min(shortest + std::chrono::seconds{present - begin}, longest);
}

std::uint64_t
retry_backoff::owner_of(const address& source, const info_hash& torrent) const noexcept {
  // The info_hash first, as it always has the same length. A host of IPv6 has all of a /64.
  std::array<std::uint8_t, info_hash::size + 8> text{};
  const auto prefix = source.bytes().first(source.family() == family::ipv4 ? 4 : 8);
  const auto end = std::copy(torrent.bytes.begin(), torrent.bytes.end(), text.begin());
  std::copy(prefix.begin(), prefix.end(), end);
  return keyed_hash(key_, std::span{text}.first(info_hash::size + prefix.size()));
}

} // namespace muster
