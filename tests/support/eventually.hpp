// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <chrono>
#include <thread>

namespace muster::test {

/// How long tests wait for what must happen. Much longer than it takes, because a busy machine
/// must not fail a test.
inline constexpr std::chrono::seconds patience{30};

/// Waits until `condition` holds.
/// @returns false if it does not even after a long time.
template <class Condition>
bool eventually(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline)
      return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  return true;
}

} // namespace muster::test
