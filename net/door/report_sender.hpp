// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "actors/statistics/messages.hpp"

#include <cstdint>
#include <optional>

namespace muster {

/// Brings what a network actor has counted to the statistics actor, one report at a time.
///
/// A report is a request, so that one that a failing statistics actor has not taken comes back.
/// Belongs to a network actor and its reactor's thread.
class report_sender {
public:
  /// @param token  that the answers' ids name; nothing else of the network actor has it.
  report_sender(caf::actor_control_block& self, const statistics_actor& to, std::uint64_t token);

  /// Sends a report and empties it, unless the last one has not been answered yet.
  void send(statistics_report& counted);

  /// The statistics actor has answered, or failed.
  /// @param counted  gets back what was not taken.
  /// @returns whether there is something to send soon.
  bool on_answered(bool failed, statistics_report& counted);

  /// Whether the last report has not been answered yet.
  [[nodiscard]] bool is_waiting() const noexcept {
    return sent_.has_value();
  }

private:
  caf::actor_control_block& self_;
  caf::strong_actor_ptr to_;
  std::uint64_t token_;
  std::optional<statistics_report> sent_;
  /// Whether it was time for another one meanwhile.
  bool is_due_ = false;
};

} // namespace muster
