// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/store_cursor.hpp"

#include "storage/store_walk.hpp"

#include <boost/endian/conversion.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace muster {

namespace {

/// The first eight bytes of a key as a number that grows as keys do.
std::uint64_t number_of(std::string_view key) {
  std::array<unsigned char, sizeof(std::uint64_t)> head{};
  std::copy_n(key.begin(), std::min(key.size(), head.size()), head.begin());
  return boost::endian::load_big_u64(head.data());
}

std::string key_of(std::uint64_t number) {
  std::array<unsigned char, sizeof(std::uint64_t)> head{};
  boost::endian::store_big_u64(head.data(), number);
  return {head.begin(), head.end()};
}

} // namespace

store_cursor::store_cursor(std::unique_ptr<walk> x) noexcept : walk_{std::move(x)} {
  // nop
}

store_cursor::store_cursor(store_cursor&&) noexcept = default;
store_cursor& store_cursor::operator=(store_cursor&&) noexcept = default;
store_cursor::~store_cursor() = default;

bool store_cursor::valid() const {
  return walk_->iterator && walk_->iterator->Valid();
}

std::string_view store_cursor::key() const {
  return walk_->iterator->key().ToStringView();
}

std::string_view store_cursor::value() const {
  return walk_->iterator->value().ToStringView();
}

void store_cursor::next() {
  // Remembered, because a cursor that meets a damaged place does not know where it is.
  walk_->place.assign(key());
  walk_->iterator->Next();
}

void store_cursor::previous() {
  walk_->place.assign(key());
  walk_->iterator->Prev();
}

void store_cursor::seek(std::string_view key) {
  walk_->place.assign(key);
  if (walk_->iterator)
    walk_->iterator->Seek(rocks::slice(walk_->place));
}

void store_cursor::seek_before(std::string_view key) {
  walk_->place.assign(key);
  if (walk_->iterator)
    walk_->iterator->SeekForPrev(rocks::slice(walk_->place));
}

void store_cursor::skip_unreadable() {
  const auto from = number_of(walk_->place);
  const auto room = std::numeric_limits<std::uint64_t>::max() - from;
  // How far the damage reaches is not known, but a few keys or half of them are soon tried.
  for (std::uint64_t step = 1; !valid() && error() && step <= room / 2; step *= 2)
    seek(key_of(from + step));
}

std::optional<storage_error> store_cursor::error() const {
  if (!walk_->iterator)
    return rocks::not_open(walk_->why_not_open);
  if (const auto status = walk_->iterator->status(); !status.ok())
    return rocks::error_of(walk_->path, status);
  return std::nullopt;
}

} // namespace muster
