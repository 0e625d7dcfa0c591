// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <sys/types.h>

namespace muster::load {

/// What a process has used up to now, all its threads together.
struct process_account {
  /// Time on a processor.
  std::int64_t cpu_nanoseconds = 0;
  /// The parts of it outside and inside the kernel, in steps of a clock tick (10 ms).
  std::int64_t user_nanoseconds = 0;
  std::int64_t system_nanoseconds = 0;
  /// Whether `cpu_nanoseconds` is the scheduler's exact account; else it is counted in ticks.
  bool is_exact = false;
  /// Resident memory, now and at most.
  std::uint64_t rss_bytes = 0;
  std::uint64_t rss_max_bytes = 0;
};

/// Reads a process's account. Nothing if there is no such process.
/// @param proc  where procfs is mounted.
std::optional<process_account>
read_process_account(pid_t pid, const std::filesystem::path& proc = "/proc");

} // namespace muster::load
