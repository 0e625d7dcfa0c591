// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstddef>
#include <string>

namespace muster {

/// Bytes on the heap that a buffer takes.
inline std::size_t heap_bytes(const std::string& x) noexcept {
  const auto in_place = std::string{}.capacity();
  return x.capacity() > in_place ? x.capacity() : 0;
}

/// Empties a buffer and gives its memory back.
inline void release(std::string& buffer) noexcept {
  std::string{}.swap(buffer);
}

} // namespace muster
