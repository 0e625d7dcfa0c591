// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <csignal>

namespace muster::ctl {

/// While one is there, Ctrl-C (SIGINT) ends the command at hand and not musterctl.
///
/// One at a time; belongs to the main thread.
class interruptible {
public:
  interruptible();
  ~interruptible();

  interruptible(const interruptible&) = delete;
  interruptible& operator=(const interruptible&) = delete;

private:
  struct sigaction before_ {};
};

/// Whether somebody has pressed Ctrl-C since the last `interruptible` was made. Never, if none was.
[[nodiscard]] bool is_interrupted() noexcept;

} // namespace muster::ctl
