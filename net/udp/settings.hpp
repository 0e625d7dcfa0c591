// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"

#include <cstdint>
#include <vector>

// What an operator can set for UDP. conf/musterd.toml explains each option.
namespace muster {

struct udp_settings {
  bool enabled = true;
  /// Empty: where HTTP is served. Port 0: any free one.
  std::vector<endpoint> listeners;
  /// Bytes that wait in each socket while its reactor is busy; the kernel may give less.
  std::uint32_t receive_buffer_bytes = 4 << 20;
};

} // namespace muster
