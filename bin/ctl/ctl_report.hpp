// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/operator/messages.hpp"
#include "actors/peers/peer_listing.hpp"

#include <string>
#include <vector>

namespace muster::ctl {

/// What an actor did per second between two looks.
struct actor_rates {
  double messages_per_second = 0;
  /// 0 to 1.
  double busy_share = 0;
};

/// The rates of each row of `now`. A row that was not there before has done nothing yet.
[[nodiscard]] std::vector<actor_rates> rates(const actor_list& before, const actor_list& now);

// How answers look: for people, and as one JSON value per line for machines. docs/operators.md has
// the names; names are not changed.

[[nodiscard]] std::string text_of(const command_result& x);
[[nodiscard]] std::string text_of(const status_report& x);
[[nodiscard]] std::string text_of(const actor_list& before, const actor_list& now);
[[nodiscard]] std::string text_of(const std::vector<listed_swarm>& x, bool is_first_page);
[[nodiscard]] std::string text_of(const peer_listings& x);

[[nodiscard]] std::string json_of(const command_result& x);
[[nodiscard]] std::string json_of(const status_report& x);
[[nodiscard]] std::string json_of(const actor_list& before, const actor_list& now);
[[nodiscard]] std::string json_of(const std::vector<listed_swarm>& x, bool is_first_page);
[[nodiscard]] std::string json_of(const peer_listings& x);
[[nodiscard]] std::string json_of(const configuration_text& x);

} // namespace muster::ctl
