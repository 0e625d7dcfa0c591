// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/descriptors.hpp"

#include "bin/configuration.hpp"
#include "net/operator_link.hpp"
#include "storage/store.hpp"

#include <algorithm>
#include <sys/resource.h>

namespace muster {

namespace {

/// What a reactor has besides its listeners: its epoll sets, wake-up and timer.
constexpr std::uint64_t descriptors_of_reactor = 8;

/// Standard streams, the log and its successor, list files, the folder, CAF's pipes. Chosen: twice
/// what was counted.
constexpr std::uint64_t descriptors_of_process = 48;

/// The store's log, manifest and locks, besides the files that it keeps open.
constexpr std::uint64_t descriptors_of_store = 32;

std::uint64_t kept_back(const configuration& x, std::size_t reactors) {
  const auto udp = x.udp.listeners.empty() ? x.http.listeners.size() : x.udp.listeners.size();
  const auto sockets = x.http.listeners.size() + (x.udp.enabled ? udp : 0);
  const auto store =
      x.persistence.enabled ? store_settings{}.open_files_max + descriptors_of_store : 0;
  return descriptors_of_process + operators_max + reactors * (sockets + descriptors_of_reactor)
         + store;
}

} // namespace

descriptor_plan
plan_descriptors(const configuration& config, std::size_t reactors, std::uint64_t limit) {
  const auto kept = kept_back(config, reactors);
  const auto left = limit > kept ? limit - kept : 0;
  // With hardly any there is at least one connection for each reactor; the rest is luck.
  const auto connections =
      std::max<std::uint64_t>(std::min<std::uint64_t>(left, config.http.connections_max), reactors);
  return {limit, kept + config.http.connections_max, static_cast<std::uint32_t>(connections)};
}

std::uint64_t descriptor_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

} // namespace muster
