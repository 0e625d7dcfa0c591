// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstddef>
#include <malloc.h>

namespace muster::test {

/// Whether `heap_bytes_in_use` can tell. It cannot where a sanitizer brings an allocator of its
/// own, which keeps freed memory for a while.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool heap_is_counted = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool heap_is_counted = false;
#else
inline constexpr bool heap_is_counted = true;
#endif
#else
inline constexpr bool heap_is_counted = true;
#endif

/// Bytes that are allocated in this process now, for tests that see whether memory is given back.
inline std::size_t heap_bytes_in_use() {
  const auto info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
}

} // namespace muster::test
