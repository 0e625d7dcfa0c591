// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstdint>
#include <optional>

namespace muster {

/// What this process takes of the machine.
struct process_usage {
  /// 0: not known.
  std::uint64_t resident_bytes = 0;
  /// Of all threads, in user space and in the kernel, since the start.
  double cpu_seconds = 0;
};

/// The resident memory alone, or nothing if the kernel does not tell. The first call takes a
/// descriptor for good, so that later ones need none.
[[nodiscard]] std::optional<std::uint64_t> read_resident_bytes();

/// Asks the kernel.
[[nodiscard]] process_usage read_process_usage();

} // namespace muster
