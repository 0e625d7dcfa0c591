// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/statistics/process_usage.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace muster {

namespace {

constexpr auto unlimited = std::numeric_limits<std::uint64_t>::max();

std::uint64_t limit_of(__rlimit_resource what) {
  rlimit limit{};
  if (::getrlimit(what, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return unlimited;
  return limit.rlim_cur;
}

/// What a limit leaves to somebody who has so much already.
std::uint64_t rest_of(std::uint64_t limit, std::uint64_t taken) {
  return limit == unlimited ? unlimited : limit - std::min(limit, taken);
}

} // namespace

std::uint64_t address_space_limit() {
  return std::min(limit_of(RLIMIT_AS), limit_of(RLIMIT_DATA));
}

std::optional<memory_use> read_memory_use() {
  // Stays open: a flood of connections may take all descriptors, and memory counts above all then.
  static const int statm = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  std::array<char, 256> text{};
  const auto size = ::pread(statm, text.data(), text.size(), 0);
  if (size <= 0)
    return std::nullopt;
  // proc(5), in pages: the program, what of it is in memory, shared, its code, nothing, its data.
  std::array<std::uint64_t, 6> pages{};
  // Nothing here takes memory: it may be all that is missing.
  const auto* at = text.data();
  const auto* end = at + size;
  for (auto& x : pages) {
    at = std::find_if(at, end, [](char c) { return c != ' '; });
    const auto [rest, error] = std::from_chars(at, end, x);
    if (error != std::errc{})
      return std::nullopt;
    at = rest;
  }
  const auto page_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return memory_use{
      pages[1] * page_bytes, std::min(
                                 rest_of(limit_of(RLIMIT_AS), pages[0] * page_bytes),
                                 rest_of(limit_of(RLIMIT_DATA), pages[5] * page_bytes))};
}

namespace {

double seconds(const timeval& x) {
  return static_cast<double>(x.tv_sec) + static_cast<double>(x.tv_usec) / 1e6;
}

} // namespace

process_usage read_process_usage() {
  rusage x{};
  ::getrusage(RUSAGE_SELF, &x);
  return {
      read_memory_use().value_or(memory_use{}).resident_bytes,
      seconds(x.ru_utime) + seconds(x.ru_stime)};
}

} // namespace muster
