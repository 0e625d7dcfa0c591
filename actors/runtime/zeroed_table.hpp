// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstddef>
#include <new>
#include <sys/mman.h>
#include <type_traits>

namespace muster {

/// A table of fixed size that takes memory only where it has been used, by pages: a tracker on
/// which nobody does what a table is there for does not pay for it.
///
/// All bytes of its elements are zero at first, which must be how a new one is.
template <class T>
class zeroed_table {
  static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 4096);

public:
  /// @throws std::bad_alloc
  explicit zeroed_table(std::size_t size) : size_(size) {
    void* memory = ::mmap(
        nullptr, size * sizeof(T), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
      throw std::bad_alloc{};
    elements_ = static_cast<T*>(memory);
  }

  ~zeroed_table() {
    ::munmap(elements_, size_ * sizeof(T));
  }

  zeroed_table(const zeroed_table&) = delete;
  zeroed_table& operator=(const zeroed_table&) = delete;

  [[nodiscard]] std::size_t size() const noexcept {
    return size_;
  }

  /// @pre `i < size()`
  [[nodiscard]] T& operator[](std::size_t i) noexcept {
    return elements_[i];
  }

private:
  std::size_t size_;
  T* elements_ = nullptr;
};

} // namespace muster
