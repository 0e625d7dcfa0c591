// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "storage/history_settings.hpp"

#include <chrono>

// What an operator can set for persistence. conf/musterd.toml explains each option.
namespace muster {

/// What outlives the process.
struct persistence_settings {
  /// Whether anything does.
  bool enabled = true;
  /// Time in which everything that has changed is written once.
  std::chrono::seconds snapshot_interval{60};
  history_settings history;
};

} // namespace muster
