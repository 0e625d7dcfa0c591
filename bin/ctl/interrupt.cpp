// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/ctl/interrupt.hpp"

namespace muster::ctl {

namespace {

volatile std::sig_atomic_t interrupts = 0;

void note_interrupt(int) {
  interrupts = 1;
}

} // namespace

interruptible::interruptible() {
  interrupts = 0;
  struct sigaction noting {};
  noting.sa_handler = note_interrupt;
  noting.sa_flags = SA_RESTART; // those who wait look at the note
  ::sigaction(SIGINT, &noting, &before_);
}

interruptible::~interruptible() {
  ::sigaction(SIGINT, &before_, nullptr);
}

bool is_interrupted() noexcept {
  return interrupts != 0;
}

} // namespace muster::ctl
