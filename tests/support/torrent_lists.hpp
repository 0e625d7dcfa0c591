// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/identifier.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace muster::test {

/// A list of so many torrents, a line each, whose info_hashes look like what they are: random.
inline std::string a_list_of_torrents(std::size_t count) {
  std::string result;
  std::uint64_t number = 1;
  for (std::size_t i = 0; i < count; ++i) {
    info_hash x;
    for (auto& byte : x.bytes) {
      number = number * 6364136223846793005U + 1442695040888963407U; // Knuth's
      byte = static_cast<std::uint8_t>(number >> 56);
    }
    result += to_hex(x) + '\n';
  }
  return result;
}

} // namespace muster::test
