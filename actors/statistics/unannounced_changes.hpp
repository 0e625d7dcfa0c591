// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/statistics/figures.hpp"

#include <mutex>

namespace muster {

/// What swarms have changed without an announce, whose answer would tell it: peers that have
/// expired, swarms that have ended. Outlives the actor system, so that no actor that fails takes it
/// along.
/// @threadsafe
class unannounced_changes {
public:
  void note(const statistics_report& x);

  /// What has been noted since this was last asked.
  [[nodiscard]] statistics_report take();

private:
  std::mutex mutex_;
  statistics_report noted_;
};

} // namespace muster
