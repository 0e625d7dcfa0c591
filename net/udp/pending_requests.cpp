// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/udp/pending_requests.hpp"

namespace muster {

namespace {

constexpr std::uint64_t slot_mask = pending_requests::token_min - 1;

} // namespace

pending_requests::pending_requests(std::size_t size) : slots_(size) {
  // The slot given back last is taken first, because it is in the cache.
  for (auto i = size; i > 0; --i)
    free_.push_back(static_cast<std::uint32_t>(i - 1));
}

std::uint64_t pending_requests::open(timestamp now) {
  if (free_.empty())
    return 0;
  const auto index = free_.back();
  free_.pop_back();
  auto& x = slots_[index];
  x.is_open = true;
  x.opened = now;
  // Generation 0 stands for no request.
  if (++x.generation == 0)
    x.generation = 1;
  return x.generation * token_min + index;
}

pending_request* pending_requests::find(std::uint64_t token) noexcept {
  const auto index = token & slot_mask;
  if (index >= slots_.size())
    return nullptr;
  auto& x = slots_[index];
  return x.is_open && x.generation == token / token_min ? &x.request : nullptr;
}

void pending_requests::close(std::uint64_t token) noexcept {
  const auto index = static_cast<std::uint32_t>(token & slot_mask);
  slots_[index].is_open = false;
  free_.push_back(index);
}

std::size_t pending_requests::expire(timestamp oldest) noexcept {
  std::size_t result = 0;
  for (std::uint32_t i = 0; i < slots_.size(); ++i) {
    if (!slots_[i].is_open || slots_[i].opened >= oldest)
      continue;
    slots_[i].is_open = false;
    free_.push_back(i);
    ++result;
  }
  return result;
}

} // namespace muster
