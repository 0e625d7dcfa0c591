// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/memory_plan.hpp"

#include "actors/statistics/process_usage.hpp"
#include "bin/configuration.hpp"
#include "bin/descriptors.hpp"
#include "bin/machine_memory.hpp"

#include <algorithm>

namespace muster {

namespace {

/// Of address space. RocksDB ends the process or waits forever where it gets none while it writes a
/// file, for which it takes a few megabytes, and more while writes wait for files.
constexpr std::uint64_t kept_free_bytes = 32 << 20;

} // namespace

std::uint64_t memory_bytes_max_of(const configuration& config) {
  const auto told = config.limits.memory_bytes_max;
  return told > 0 ? told : available_memory() / 4 * 3;
}

store_settings store_settings_of(const configuration& config) {
  return store_settings_for(std::min(memory_bytes_max_of(config), address_space_limit()));
}

memory_settings memory_settings_of(const configuration& config) {
  return {
      memory_bytes_max_of(config),
      config.persistence.enabled ? memory_bytes_of(store_settings_of(config)) : 0, kept_free_bytes};
}

http_share http_share_of(const configuration& config, const descriptor_plan& descriptors) {
  return {
      descriptors.connections_max, descriptors.is_short(),
      std::min(config.http.waiting_bytes_max, memory_bytes_max_of(config) / 16),
      config.limits.network_factor};
}

} // namespace muster
