// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/load/fault.hpp"
#include "bin/load/histogram.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace muster::load {

/// What happened. Each thread keeps its own; they are merged at the end.
struct tally {
  /// Replies without fault.
  std::uint64_t replies = 0;
  /// Requests that came to nothing or got a wrong reply, by `fault`.
  std::array<std::uint64_t, fault_count> faults{};
  /// Replies that were parsed a second time by the tracker's own strict parser.
  std::uint64_t replies_parsed = 0;
  std::uint64_t connections = 0;
  /// Requests sent again because a kept connection had been closed meanwhile.
  std::uint64_t retries = 0;
  /// Over all good announce replies.
  std::uint64_t announces = 0;
  std::uint64_t peers = 0;
  std::uint64_t peers6 = 0;
  std::uint64_t body_bytes = 0;
  /// Of good replies, from the intended send time.
  histogram latency;
  /// When the last reply came, in nanoseconds of the steady clock.
  std::int64_t last_reply = 0;
  /// The first reply that was wrong, cut and made printable.
  std::string first_bad_reply;

  void merge(const tally& other);

  [[nodiscard]] std::uint64_t errors() const noexcept;

  [[nodiscard]] std::uint64_t requests() const noexcept {
    return replies + errors();
  }

  /// In percent of all requests; 100 if there were none, because nothing worked then.
  [[nodiscard]] double error_percent() const noexcept;
};

} // namespace muster::load
