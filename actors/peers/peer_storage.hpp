// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/peers/peer_index.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace muster {

/// Where the zones of an array end, except the last.
using zone_ends = std::array<std::uint32_t, 4>;

/// The records of a peer table, the ends of their zones, and the index over them if it has one.
///
/// Most swarms have a single peer, so one record needs no memory besides this object: it has the
/// place that pointers and ends take in a larger one. An array is as long as it has records up to
/// seven and an eighth longer at most from there on; eight bytes before the first say how long, and
/// with IPv4 they are bytes that malloc would leave unused. Why: docs/decisions/0011.
///
/// Not thread-safe; belongs to one `peer_table`.
template <class Record>
class peer_storage {
  static_assert(std::is_trivially_copyable_v<Record>);

public:
  peer_storage() noexcept : one_{} {
    // nop
  }

  peer_storage(peer_storage&& other) noexcept : size_(std::exchange(other.size_, 0)) {
    if (has_array())
      many_ = other.many_;
    else
      std::construct_at(&one_, other.one_);
  }

  peer_storage& operator=(peer_storage&&) = delete;

  ~peer_storage() {
    clear();
  }

  [[nodiscard]] std::uint32_t size() const noexcept {
    return size_;
  }

  /// Whether there are two records at least.
  [[nodiscard]] bool has_array() const noexcept {
    return size_ > 1;
  }

  [[nodiscard]] std::uint32_t capacity() const noexcept {
    return has_array() ? many_.block->capacity : 1;
  }

  /// Zero in an array that is new.
  /// @pre `has_array()`
  [[nodiscard]] const zone_ends& ends() const noexcept {
    return many_.ends;
  }

  [[nodiscard]] zone_ends& ends() noexcept {
    return many_.ends;
  }

  /// What it takes of the heap.
  [[nodiscard]] std::size_t bytes() const noexcept {
    if (!has_array())
      return 0;
    return bytes_of(capacity()) + (many_.index ? many_.index->bytes() : 0);
  }

  [[nodiscard]] std::span<const Record> records() const noexcept {
    return {has_array() ? many_.records() : &one_, size_};
  }

  [[nodiscard]] const Record& operator[](std::uint32_t position) const noexcept {
    return (has_array() ? many_.records() : &one_)[position];
  }

  [[nodiscard]] Record& operator[](std::uint32_t position) noexcept {
    return (has_array() ? many_.records() : &one_)[position];
  }

  [[nodiscard]] peer_index* index() const noexcept {
    return has_array() ? many_.index : nullptr;
  }

  /// Replaces the index.
  /// @pre there are two records at least, or `x` is null
  void set_index(std::unique_ptr<peer_index> x) noexcept {
    if (!has_array())
      return;
    delete many_.index;
    many_.index = x.release();
  }

  /// @param x  must not be in here
  void push_back(const Record& x) {
    if (size_ == 0) {
      std::construct_at(&one_, x);
    } else {
      if (size_ == capacity())
        grow();
      many_.records()[size_] = x;
    }
    ++size_;
  }

  /// Removes the last record. With the last but one the array goes, and the index with it.
  void pop_back() noexcept {
    --size_;
    if (size_ != 1)
      return;
    const auto last = many_;
    std::construct_at(&one_, last.records()[0]);
    release(last);
  }

  /// Gives back the part of the array that has no records.
  void shrink_to_fit() {
    if (has_array())
      resize(size_);
  }

  void clear() noexcept {
    if (has_array())
      release(many_);
    size_ = 0;
  }

private:
  /// Stands before the records of an array. Hardly ever read, so it has no place in this object.
  struct alignas(8) head {
    std::uint32_t capacity;
  };

  /// Block and index are owned.
  struct array {
    head* block;
    peer_index* index;
    zone_ends ends;

    [[nodiscard]] Record* records() const noexcept {
      return reinterpret_cast<Record*>(block + 1);
    }
  };

  static_assert(alignof(Record) <= alignof(head));

  static void release(const array& x) noexcept {
    std::free(x.block);
    delete x.index;
  }

  static std::size_t bytes_of(std::uint32_t capacity) noexcept {
    return sizeof(head) + capacity * sizeof(Record);
  }

  static head* reallocate(head* block, std::uint32_t capacity) {
    // Moves a very large array by its pages, so that there are never two of it.
    auto* result = static_cast<head*>(std::realloc(block, bytes_of(capacity)));
    if (result == nullptr)
      throw std::bad_alloc{};
    result->capacity = capacity;
    return result;
  }

  void resize(std::uint32_t capacity) {
    many_.block = reallocate(many_.block, capacity);
  }

  void grow() {
    const auto needed = size_ + 1;
    const auto capacity = needed + needed / 8;
    if (has_array()) {
      resize(capacity);
      return;
    }
    const array first{reallocate(nullptr, capacity), nullptr, {}};
    first.records()[0] = one_;
    many_ = first;
  }

  /// A record alone, or, with two or more, where they are.
  union {
    Record one_;
    array many_;
  };
  std::uint32_t size_ = 0;
};

} // namespace muster
