// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/load/load_options.hpp"
#include "bin/load/process_account.hpp"
#include "bin/load/tally.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace muster::load {

/// What the server used.
struct server_usage {
  process_account before;
  process_account after;
};

/// All that a report tells.
struct run_result {
  load_options options;
  /// Of the population.
  std::uint32_t swarms = 0;
  std::uint32_t largest_swarm = 0;
  std::uint32_t sources = 0;
  load::tally tally;
  /// From the start to the last reply; of a flood to its end.
  double seconds = 0;
  /// Processor time of the load generator itself.
  double own_cpu_seconds = 0;
  std::optional<server_usage> server;

  /// Replies per second.
  [[nodiscard]] double rate() const noexcept;

  /// Share of a number of microseconds that falls to one request; 0 if there were none.
  [[nodiscard]] double per_request(double microseconds) const noexcept;

  /// Whether the run was as it should be: something was answered, and not too much was wrong.
  [[nodiscard]] bool is_good() const noexcept;
};

/// The report for people.
std::string text_report(const run_result& x);

/// The same as one JSON object, for machines. Times are in microseconds unless named otherwise.
std::string json_report(const run_result& x);

} // namespace muster::load
