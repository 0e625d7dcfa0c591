// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <atomic>
#include <cstdint>

namespace muster {

/// Watches over the end of this process, whatever hangs: with an alarm, because a thread that has
/// to come to its turn may be what hangs. Belongs to the main thread; there is one in a process.
namespace stop_watch {

/// Ends the process with an exit code, and says that something was not saved, once `progress` has
/// not grown for so many seconds. It must outlive the process.
void end_at_standstill(
    const std::atomic<std::uint64_t>& progress, unsigned seconds_max, int exit_code);

/// Ends the process with an exit code in so many seconds, instead.
void end_in(unsigned seconds, int exit_code);

} // namespace stop_watch

} // namespace muster
