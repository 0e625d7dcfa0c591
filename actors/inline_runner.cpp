// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/inline_runner.hpp"

#include <caf/resumable.hpp>

#include <cstddef>

namespace muster {

namespace {

/// As many as a reactor allows.
constexpr std::size_t messages_per_turn_max = 64;

} // namespace

void inline_runner::exec_later(caf::resumable* job) {
  jobs_.push_back(job);
}

void inline_runner::run() {
  while (!jobs_.empty()) {
    auto* job = jobs_.back();
    jobs_.pop_back();
    if (job->resume(this, messages_per_turn_max) == caf::resumable::resume_later)
      jobs_.push_back(job);
    else
      intrusive_ptr_release(job);
  }
}

} // namespace muster
