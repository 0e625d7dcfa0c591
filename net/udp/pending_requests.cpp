// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/udp/pending_requests.hpp"

namespace muster {

pending_requests::pending_requests(std::size_t size) : tokens_(size) {
  slots_.reserve(size);
}

std::uint64_t pending_requests::open(timestamp now) {
  const auto token = tokens_.open();
  if (token == 0)
    return 0;
  slots_.resize(tokens_.slots_used());
  slots_[slot_tokens::slot_of(token)].opened = now;
  return token;
}

pending_request* pending_requests::find(std::uint64_t token) noexcept {
  return tokens_.is_current(token) ? &slots_[slot_tokens::slot_of(token)].request : nullptr;
}

void pending_requests::close(std::uint64_t token) noexcept {
  tokens_.close(token);
}

std::size_t pending_requests::expire(timestamp oldest) noexcept {
  std::size_t result = 0;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (!tokens_.is_open(i) || slots_[i].opened >= oldest)
      continue;
    tokens_.close(tokens_.current(i));
    ++result;
  }
  return result;
}

} // namespace muster
