// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/store_settings.hpp"

#include <algorithm>

namespace muster {

namespace {

/// The least memory for which a store has its buffers whole. Chosen: four of a kind that wait to be
/// written are a 32nd of it.
constexpr std::uint64_t roomy_bytes = std::uint64_t{1} << 30;

constexpr std::size_t tidying_bytes = 8u << 20;

} // namespace

store_settings store_settings_for(std::uint64_t process_bytes) noexcept {
  store_settings result;
  const auto bytes = std::clamp(process_bytes, roomy_bytes / 8, roomy_bytes);
  result.write_buffer_bytes = result.write_buffer_bytes * bytes / roomy_bytes;
  return result;
}

std::size_t memory_bytes_of(const store_settings& x) noexcept {
  return 3 * x.write_buffer_bytes + x.cache_bytes + tidying_bytes;
}

} // namespace muster
