// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/process_usage.hpp"

#include <fstream>
#include <sys/resource.h>
#include <unistd.h>

namespace muster {

std::uint64_t read_resident_bytes() {
  // proc(5): the sizes of the program and of what of it is in memory, in pages.
  std::ifstream statm{"/proc/self/statm"};
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  statm >> size >> resident;
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
  return {read_resident_bytes(), seconds(x.ru_utime) + seconds(x.ru_stime)};
}

} // namespace muster
