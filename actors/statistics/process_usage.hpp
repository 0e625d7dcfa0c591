// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstdint>
#include <limits>
#include <optional>

namespace muster {

/// What this process takes of the machine.
struct process_usage {
  /// 0: not known.
  std::uint64_t resident_bytes = 0;
  /// Of all threads, in user space and in the kernel, since the start.
  double cpu_seconds = 0;
};

/// What this process has of memory, and could have.
struct memory_use {
  std::uint64_t resident_bytes = 0;
  /// What is left of the address space that it may have (setrlimit(2), RLIMIT_AS and RLIMIT_DATA);
  /// as good as without end if nobody has limited that.
  std::uint64_t attainable_bytes = std::numeric_limits<std::uint64_t>::max();
};

/// Nothing if the kernel does not tell. The first call takes a descriptor for good, so that later
/// ones need none.
[[nodiscard]] std::optional<memory_use> read_memory_use();

/// How many bytes of address space this process may have by the lower of the two limits; the
/// largest number if there is none.
[[nodiscard]] std::uint64_t address_space_limit();

/// Asks the kernel.
[[nodiscard]] process_usage read_process_usage();

} // namespace muster
