// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <caf/execution_unit.hpp>

#include <vector>

namespace muster {

/// Runs the actors that are sent to with it, on the thread of whoever sends.
///
/// For walks over many swarms. Each is busy for no longer than its own turn: were all of them
/// queued first, announces to the last one would wait for the turns of all. Belongs to one thread.
class inline_runner final : public caf::execution_unit {
public:
  using caf::execution_unit::execution_unit;

  void exec_later(caf::resumable* job) override;

  /// Runs actors until none is waiting. Those that another thread is running stay there.
  void run();

private:
  std::vector<caf::resumable*> jobs_;
};

} // namespace muster
