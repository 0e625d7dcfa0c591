// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/stop_watch.hpp"

#include <csignal>
#include <string_view>
#include <unistd.h>

namespace muster::stop_watch {

namespace {

// What a handler of signals may look at. It is set before there is an alarm.
const std::atomic<std::uint64_t>* watched = nullptr;
std::uint64_t seen = 0;
unsigned pause = 0;
volatile std::sig_atomic_t code = 0;

void look(int) {
  const auto now = watched->load(std::memory_order_relaxed);
  if (now == seen) {
    // The logger may hang as well.
    constexpr std::string_view text = "musterd: saving does not get on; what is left is lost\n";
    static_cast<void>(!::write(STDERR_FILENO, text.data(), text.size()));
    ::_exit(code);
  }
  seen = now;
  ::alarm(pause);
}

void end(int) {
  ::_exit(code);
}

} // namespace

void end_at_standstill(
    const std::atomic<std::uint64_t>& progress, unsigned seconds_max, int exit_code) {
  ::alarm(0);
  watched = &progress;
  seen = progress.load(std::memory_order_relaxed);
  pause = seconds_max;
  code = exit_code;
  std::signal(SIGALRM, look);
  ::alarm(seconds_max);
}

void end_in(unsigned seconds, int exit_code) {
  ::alarm(0);
  code = exit_code;
  std::signal(SIGALRM, end);
  ::alarm(seconds);
}

} // namespace muster::stop_watch
