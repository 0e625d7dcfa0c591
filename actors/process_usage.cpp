// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/process_usage.hpp"

#include <array>
#include <fcntl.h>
#include <sstream>
#include <sys/resource.h>
#include <unistd.h>

namespace muster {

std::optional<std::uint64_t> read_resident_bytes() {
  // Stays open: a flood of connections may take all descriptors, and memory counts above all then.
  static const int statm = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  std::array<char, 256> text{};
  if (::pread(statm, text.data(), text.size() - 1, 0) <= 0)
    return std::nullopt;
  // proc(5): the sizes of the program and of what of it is in memory, in pages.
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  if (!(std::istringstream{text.data()} >> size >> resident))
    return std::nullopt;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

namespace {

double seconds(const timeval& x) {
  return static_cast<double>(x.tv_sec) + static_cast<double>(x.tv_usec) / 1e6;
}

} // namespace

process_usage read_process_usage() {
  rusage x{};
  ::getrusage(RUSAGE_SELF, &x);
  return {read_resident_bytes().value_or(0), seconds(x.ru_utime) + seconds(x.ru_stime)};
}

} // namespace muster
