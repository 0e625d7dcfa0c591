// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/load/flood.hpp"
#include "bin/load/histogram.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace muster::load {

/// What happened. Each thread keeps its own; they are merged at the end.
struct tally {
  /// Replies without fault.
  std::uint64_t replies = 0;
  /// Requests that came to nothing or got a wrong reply, by `fault`.
  std::array<std::uint64_t, fault_count> faults{};
  /// Faults that are no errors, because a flood is made to meet them.
  fault_set expected;
  /// Refusals by their text, made printable; those beyond `refusal_texts_max` have none.
  std::map<std::string, std::uint64_t, std::less<>> refusals;
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
  /// What is known of the first request that found no server: where, why, what was expected.
  std::string first_connect_error;
  /// The first reply that was wrong, cut and made printable.
  std::string first_bad_reply;

  /// A tracker has a dozen.
  static constexpr std::size_t refusal_texts_max = 32;

  void merge(const tally& other);

  void count_refusal(std::string_view text, std::uint64_t times = 1);

  /// Faults that are not expected.
  [[nodiscard]] std::uint64_t errors() const noexcept;

  [[nodiscard]] bool is_expected(fault x) const noexcept {
    return expected[static_cast<std::size_t>(x)];
  }

  [[nodiscard]] std::uint64_t count_of(fault x) const noexcept {
    return faults[static_cast<std::size_t>(x)];
  }

  [[nodiscard]] std::uint64_t requests() const noexcept;

  /// In percent of all requests; 100 if there were none, because nothing worked then.
  [[nodiscard]] double error_percent() const noexcept;
};

} // namespace muster::load
