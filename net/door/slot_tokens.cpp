// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/door/slot_tokens.hpp"

#include <algorithm>

namespace muster {

slot_tokens::slot_tokens(std::size_t size, std::uint32_t generation)
    : slots_max_(size), first_generation_(generation) {
  // Nothing moves and nothing is allocated while requests come in.
  slots_.reserve(size);
  free_.reserve(size);
}

std::uint64_t slot_tokens::open() {
  if (is_full())
    return 0;
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.push_back({first_generation_});
  }
  const auto slot = free_.back();
  free_.pop_back();
  unused_ = std::min(unused_, free_.size());
  slots_[slot].is_open = true;
  return renew(current(slot));
}

std::uint64_t slot_tokens::renew(std::uint64_t token) noexcept {
  const auto slot = slot_of(token);
  // With generation 0 a token would be one of those below `token_min`.
  if (++slots_[slot].generation == 0)
    slots_[slot].generation = 1;
  return current(slot);
}

void slot_tokens::close(std::uint64_t token) noexcept {
  const auto slot = slot_of(token);
  slots_[slot].is_open = false;
  free_.push_back(static_cast<std::uint32_t>(slot));
}

bool slot_tokens::is_current(std::uint64_t token) const noexcept {
  const auto slot = slot_of(token);
  return is_open(slot) && current(slot) == token;
}

} // namespace muster
