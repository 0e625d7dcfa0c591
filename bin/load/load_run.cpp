// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/load_run.hpp"

#include "bin/load/http_driver.hpp"
#include "bin/load/udp_driver.hpp"

#include <algorithm>
#include <ctime>
#include <memory>
#include <stdexcept>
#include <sys/resource.h>
#include <thread>
#include <vector>

namespace muster::load {

namespace {

/// Opens as many files as the hard limit allows: each connection is one.
void raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

double own_cpu_seconds() {
  timespec used{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

process_account server_usage_now(pid_t pid) {
  const auto result = read_process_account(pid);
  if (!result)
    throw std::invalid_argument{"--pid: no process " + std::to_string(pid)};
  return *result;
}

std::unique_ptr<driver> make_driver(
    const load_options& options, const population& peers, const target& to, thread_share share) {
  if (to.protocol == protocol::udp)
    return std::make_unique<udp_driver>(options, peers, to, share);
  return std::make_unique<http_driver>(options, peers, to, share);
}

/// Runs all but the first driver on threads of their own.
tally run_all(std::vector<std::unique_ptr<driver>>& drivers) {
  std::vector<tally> tallies(drivers.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < drivers.size(); ++i)
      threads.emplace_back([&, i] { tallies[i] = drivers[i]->run(); });
    tallies[0] = drivers[0]->run();
  }
  for (std::size_t i = 1; i < tallies.size(); ++i)
    tallies[0].merge(tallies[i]);
  return std::move(tallies[0]);
}

} // namespace

run_result run_load(const load_options& options) {
  raise_file_limit();
  const population peers{options.population};
  const auto to = parse_target(options.url).value();
  std::vector<std::unique_ptr<driver>> drivers;
  for (std::uint32_t i = 0; i < options.threads; ++i)
    drivers.push_back(make_driver(options, peers, to, {i, options.threads}));
  run_result result{options, peers.swarms(), peers.largest_swarm(), peers.sources(), {}, 0, 0, {}};
  if (options.pid != 0)
    result.server.emplace().before = server_usage_now(options.pid);
  const auto own_cpu_before = own_cpu_seconds();
  const auto start = steady_now();
  result.tally = run_all(drivers);
  // Most of a flood may never be answered.
  const auto end = options.flood == flood::none ? result.tally.last_reply : steady_now();
  result.seconds = static_cast<double>(std::max(end, start) - start) / 1e9;
  result.own_cpu_seconds = own_cpu_seconds() - own_cpu_before;
  if (result.server)
    result.server->after = server_usage_now(options.pid);
  return result;
}

} // namespace muster::load
