// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/statistics/labels.hpp"

#include <array>

namespace muster {

namespace {

constexpr std::array<std::string_view, protocol_count> protocols{"http", "udp"};

constexpr std::array<std::string_view, family_count> families{"ipv4", "ipv6"};

constexpr std::array<std::string_view, announce_event_count> events{
    "none", "started", "completed", "stopped", "paused"};

constexpr std::array<std::string_view, http_error_count> http_errors{
    "bad_request",    "not_found",      "method_not_allowed",
    "uri_too_long",   "head_too_large", "forwarded_header_missing",
    "too_many_pages",
};

constexpr std::array<std::string_view, udp_drop_count> udp_drops{
    "malformed", "invalid_connection_id", "overload", "unsent", "rate_limited", "timed_out"};

constexpr std::array<std::string_view, store_state_count> store_states{
    "off", "loading", "saving", "failing"};

constexpr std::array<std::string_view, lasting_actor_count> lasting_actors{
    "logger", "operator_desk", "pages", "persistence", "statistics", "sweeper"};

// A list that is too short would end in empty labels.
static_assert(
    !protocols.back().empty() && !families.back().empty() && !events.back().empty()
    && !http_errors.back().empty() && !udp_drops.back().empty() && !store_states.back().empty()
    && !lasting_actors.back().empty());

} // namespace

std::string_view label(protocol x) noexcept {
  return protocols[static_cast<std::size_t>(x)];
}

std::string_view label(family x) noexcept {
  return families[static_cast<std::size_t>(x)];
}

std::string_view label(announce_event x) noexcept {
  return events[static_cast<std::size_t>(x)];
}

std::string_view label(http_error x) noexcept {
  return http_errors[static_cast<std::size_t>(x)];
}

std::string_view label(udp_drop x) noexcept {
  return udp_drops[static_cast<std::size_t>(x)];
}

std::string_view label(store_state x) noexcept {
  return store_states[static_cast<std::size_t>(x)];
}

std::string_view label(lasting_actor x) noexcept {
  return lasting_actors[static_cast<std::size_t>(x)];
}

std::string_view label(refusal x) noexcept {
  return info(x).label;
}

} // namespace muster
