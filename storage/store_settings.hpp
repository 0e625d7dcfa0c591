// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstddef>
#include <cstdint>

namespace muster {

/// How much a store may use. The defaults suit a store that lives beside a busy tracker.
struct store_settings {
  /// What is collected of each kind in memory before it becomes a file; of all kinds together
  /// three times as much.
  std::size_t write_buffer_bytes = 8u << 20;
  /// Memory for what was read, shared by all kinds. Chosen: what samples look up of fifty thousand
  /// swarms; that of millions no cache would have.
  std::size_t cache_bytes = 4u << 20;
  /// Files kept open at a time.
  std::uint32_t open_files_max = 256;
  /// Size of the log at which the kinds it still serves are written to files.
  std::uint64_t log_bytes_max = 64u << 20;
};

/// What suits a process that may take so many bytes of memory: the defaults from a gigabyte on, and
/// with less of it smaller and fewer buffers, down to an eighth and a quarter.
[[nodiscard]] store_settings store_settings_for(std::uint64_t process_bytes) noexcept;

/// What a store may come to take of the memory, in bytes, about: its buffers and its cache, and
/// what tidying takes. While files are written slowly it may be more.
[[nodiscard]] std::size_t memory_bytes_of(const store_settings& x) noexcept;

} // namespace muster
