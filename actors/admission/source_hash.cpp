// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/admission/source_hash.hpp"

#include <algorithm>
#include <array>

namespace muster {

std::uint64_t source_hash::of_source(const address& x, std::uint8_t salt) const {
  return hash(x.bytes().first(x.family() == family::ipv4 ? 4 : 8), salt);
}

std::uint64_t source_hash::of_network(const address& x, std::uint8_t salt) const {
  return hash(x.bytes().first(x.family() == family::ipv4 ? 3 : 6), salt);
}

std::uint64_t source_hash::hash(std::span<const std::uint8_t> prefix, std::uint8_t salt) const {
  // Prefixes differ in length, and SipHash takes the length in.
  std::array<std::uint8_t, 9> text{salt};
  std::copy(prefix.begin(), prefix.end(), text.begin() + 1);
  return keyed_hash(key_, std::span{text}.first(1 + prefix.size()));
}

} // namespace muster
