// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/machine_memory.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>
#include <unistd.h>

namespace muster {

namespace {

constexpr auto unlimited = std::numeric_limits<std::uint64_t>::max();

/// The limit of one group. Where there is none, the file is missing or says `max`.
std::uint64_t limit_of(const std::filesystem::path& group) {
  std::ifstream file{group / "memory.max"};
  std::uint64_t result = 0;
  return file >> result ? result : unlimited;
}

std::string first_line(const std::filesystem::path& path) {
  std::ifstream file{path};
  std::string result;
  std::getline(file, result);
  return result;
}

} // namespace

std::uint64_t cgroup_memory(std::string_view cgroup, const std::filesystem::path& root) {
  constexpr std::string_view version_2 = "0::/";
  if (!cgroup.starts_with(version_2))
    return unlimited;
  auto result = limit_of(root);
  auto group = root;
  for (const auto& name : std::filesystem::path{cgroup.substr(version_2.size())}) {
    group /= name;
    result = std::min(result, limit_of(group));
  }
  return result;
}

std::uint64_t available_memory() {
  const auto pages = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES));
  const auto page_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return std::min(
      pages * page_bytes, cgroup_memory(first_line("/proc/self/cgroup"), "/sys/fs/cgroup"));
}

} // namespace muster
